"""The transparency log at a stable address: checkpoints, tiles, proofs, a feed. Machines need no language."""

import base64
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.http import HttpRequest

from . import log
from .models import Checkpoint, LogKey

FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60"
TILE = 256
SHOWN = 20


@require_GET
def log_page(request: HttpRequest) -> HttpResponse:
    context = {
        "checkpoints": Checkpoint.objects.all()[:SHOWN],
        "keys": LogKey.objects.all(),
    }
    return render(request, "traceability/log.html", context)


@require_GET
def checkpoint(request: HttpRequest, size: int | None = None) -> HttpResponse:
    """The last checkpoint, or the one of `size` events, as a signed note."""
    signed = Checkpoint.objects.filter(size=size) if size else Checkpoint.objects.all()
    found = signed.first()
    if found is None:
        raise Http404
    response = HttpResponse(found.note, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = FOR_EVER if size else SHORTLY
    return response


@require_GET
def keys(request: HttpRequest) -> JsonResponse:
    rows = LogKey.objects.values("verifier", "valid_from", "valid_to", "note")
    return JsonResponse({"keys": list(rows)})


@require_GET
def inclusion(request: HttpRequest, index: int, size: int) -> JsonResponse:
    get_object_or_404(Checkpoint, size=size)
    return _proof(
        {"index": index, "size": size}, lambda: log.inclusion_proof(index, size)
    )


@require_GET
def consistency(request: HttpRequest, old: int, size: int) -> JsonResponse:
    get_object_or_404(Checkpoint, size=size)
    return _proof({"from": old, "size": size}, lambda: log.consistency_proof(old, size))


def _proof(about: dict[str, int], prove: Callable[[], list[bytes]]) -> JsonResponse:
    try:
        hashes = prove()
    except ValueError as error:
        raise Http404 from error
    response = JsonResponse(
        {**about, "hashes": [base64.b64encode(h).decode() for h in hashes]}
    )
    response["Cache-Control"] = FOR_EVER
    return response


@require_GET
def tile(request: HttpRequest, level: int, place: str) -> HttpResponse:
    """Hashes as C2SP tlog-tiles: 256 nodes a tile, “x001/234”, a partial one “….p/17”."""
    if level > 63:
        raise Http404
    number, width = _tile_place(place)
    nodes = log.nodes((level * 8, number * TILE + at) for at in range(width))
    if len(nodes) != width:
        raise Http404
    body = b"".join(nodes[node] for node in sorted(nodes))
    response = HttpResponse(body, content_type="application/octet-stream")
    response["Cache-Control"] = FOR_EVER
    return response


def _tile_place(place: str) -> tuple[int, int]:
    name, _dot, partial = place.partition(".p/")
    groups = [group.removeprefix("x") for group in name.split("/")]
    width = partial or str(TILE)
    if (
        not all(g.isascii() and g.isdigit() and len(g) == 3 for g in groups)
        or len(groups) > 5
    ):
        raise Http404
    if not (width.isascii() and width.isdigit()) or not 1 <= int(width[:4]) <= TILE:
        raise Http404
    return int("".join(groups)), int(width)


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The checkpoints as Atom (RFC 4287), for whoever keeps them."""
    home = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('traceability:log')}"
    atom = Atom1Feed(
        title=_("Nhật ký truy xuất: các điểm chốt"),
        link=home,
        description="",
        feed_url=f"{settings.WAGTAILADMIN_BASE_URL}{request.path}",
    )
    for one in Checkpoint.objects.all()[:SHOWN]:
        _add(atom, one)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def _add(atom: Atom1Feed, one: Checkpoint) -> None:
    at: datetime = one.made_at
    address = reverse("trace_machine:checkpoint_at", args=[one.size])
    atom.add_item(
        title=_("%(size)s ghi nhận") % {"size": one.size},
        link=f"{settings.WAGTAILADMIN_BASE_URL}{address}",
        description=one.note,
        pubdate=at,
        updateddate=at,
    )


@require_GET
def verifier(request: HttpRequest) -> FileResponse:
    """The program with which an outsider checks an exported lot."""
    path = settings.ROOT / "docs" / "verify_lot.py"
    return FileResponse(path.open("rb"), as_attachment=True, filename="verify_lot.py")
