"""“Nhập nhiều món một lúc”: a table fetched, filled in, looked over, written at once, taken back for a day."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import GoodsSheet, ProductVersion
from catalog.sheet import making, undoing, writing
from catalog.sheet.columns import COLUMNS, MOST_ROWS
from catalog.sheet.writing import PlanChanged
from core.http import HttpRequest
from core.pagination import page_of
from core.sheets import LARGEST, UnreadableSheet
from producers.models import Producer

from .access import for_maker
from .helping import can_be_undone
from .money import file_of

MOST_SAID = 200
PER_PAGE = 20
EARLIER = 10


@never_cache
@for_maker
def sheets(request: HttpRequest, producer: Producer) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            sheet = _received(request, producer)
            return redirect("workspace:sheet", code=sheet.code)
        except UnreadableSheet as unreadable:
            error = str(unreadable)
    context = {
        "producer": producer,
        "error": error,
        "columns": COLUMNS.values(),
        "most": MOST_ROWS,
        "earlier": GoodsSheet.objects.made_by(producer).written()[:EARLIER],
    }
    status = 422 if error else 200
    return render(request, "workspace/sheets.html", context, status=status)


def _received(request: HttpRequest, producer: Producer) -> GoodsSheet:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise UnreadableSheet(_("Hãy chọn một bảng có chữ bên trong."))
    if file.size > LARGEST:
        raise UnreadableSheet(_("Bảng lớn quá. Hãy chia nhỏ dưới 5 MB."))
    return writing.receive(producer, str(file.name), file.read(), by=request.user)


def _file(rows: list[dict[str, str]], name: str, kind: str) -> HttpResponse:
    return file_of(making.file_of(rows, kind), f"{name}.{kind}", making.KINDS[kind])


def _kind_or_404(kind: str) -> str:
    if kind not in making.KINDS:
        raise Http404
    return kind


@never_cache
@require_GET
@for_maker
def template(request: HttpRequest, producer: Producer, kind: str) -> HttpResponse:
    return _file(making.example(), "bang-mau", _kind_or_404(kind))


@never_cache
@require_GET
@for_maker
def goods(request: HttpRequest, producer: Producer, kind: str) -> HttpResponse:
    """What is there, in the shape in which it can come back."""
    asked = _kind_or_404(kind)
    day = timezone.localdate()
    return _file(making.own_goods(producer), f"hang-{day:%Y-%m-%d}", asked)


def _mine(producer: Producer, code: UUID) -> GoodsSheet:
    own = GoodsSheet.objects.made_by(producer).select_related("producer")
    return get_object_or_404(own, code=code)


@never_cache
@require_GET
@for_maker
def sheet(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    """All that is wrong with a table, or all it would do; once written, what it did."""
    found = _mine(producer, code)
    context: dict[str, Any] = {"producer": producer, "sheet": found}
    if found.written_at:
        return render(
            request, "workspace/sheet_done.html", context | _done(request, found)
        )
    plan = writing.plan_of(found)
    context |= {
        "plan": plan,
        "wrong": plan.wrong[:MOST_SAID],
        "added": plan.added[:MOST_SAID],
        "changed": plan.changed[:MOST_SAID],
        "more_wrong": len(plan.wrong[MOST_SAID:]),
        "more": len(plan.added[MOST_SAID:]) + len(plan.changed[MOST_SAID:]),
    }
    return render(request, "workspace/sheet.html", context)


def _done(request: HttpRequest, found: GoodsSheet) -> dict[str, Any]:
    """Counts, and the drafts that still want photos."""
    did = found.did
    codes = [code for code, _stamp in did["drafts"]]
    drafts = ProductVersion.objects.made_by(found.producer).drafts()
    return {
        "counts": {
            "drafts": len(codes),
            "prices": len(did["packs"]),
            "counted": len(did["counts"]),
            "trade": len(did["goods"]),
            "versions": len(did["versions"]),
        },
        "page": page_of(request, drafts.filter(code__in=codes), per_page=PER_PAGE),
    }


@require_POST
@for_maker
def write(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    """The one button that writes; pressed twice it has written once."""
    found = _mine(producer, code)
    can_be_undone(request, "sheet", code=str(code))
    try:
        writing.write(found, seen=request.POST.get("seen", ""), by=request.user)
        messages.success(request, _("Đã ghi cả bảng."))
    except PlanChanged:
        messages.info(
            request,
            _("Hàng của bạn vừa đổi khác, nên chưa ghi gì. Hãy xem lại bên dưới."),
        )
    return redirect("workspace:sheet", code=code)


@require_POST
@for_maker
def undo(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    found = _mine(producer, code)
    try:
        done = undoing.undo(found, by=request.user)
    except undoing.CannotUndo as error:
        messages.error(request, str(error))
    else:
        whole = _("Đã hoàn lại cả bảng.")
        part = _("Đã hoàn lại, trừ những chỗ ghi bên dưới.")
        messages.success(request, part if done.kept else whole)
    return redirect("workspace:sheet", code=code)
