"""The maker's own papers and photos to take home: copied one at a time, none of them in memory as a whole."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from shutil import copyfileobj
from typing import Any
from zipfile import ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import OcopFile, ProductPhoto, ProductVersion, Variant
from core.models import Picture
from producers.models import Producer
from producers.paper_files import looked_at
from traceability.models import OWN_PARTS, EventItem, EventPhoto

CHUNK = 500


@dataclass(frozen=True)
class Kept:
    """A file and the folder it goes to; `file` is None where the photo was taken away altogether."""

    folder: str
    file: Any
    word: str = ""


def put_in(book: ZipFile, maker: Producer, *, by: Any) -> None:
    """All of them under tep/; one that is not found is named in a text, and the others come all the same."""
    numbers: Counter[str] = Counter()
    lost = []
    for kept in _kept(maker, by):
        numbers[kept.folder] += 1
        place = _place(kept, numbers[kept.folder])
        if not _copied(kept.file, book, place):
            lost.append(place)
    if lost:
        says = _("Có ghi trong sổ nhưng không tìm thấy nữa. Hãy gọi cho chúng tôi.")
        book.writestr("tep/khong-tim-thay.txt", "\n".join([says, "", *lost, ""]))


def _place(kept: Kept, number: int) -> str:
    ending = PurePath(kept.file.name).suffix.lower() if kept.file else ""
    word = f"-{kept.word}" if kept.word else ""
    return f"tep/{kept.folder}/{number:03}{word}{ending}"


def _copied(file: Any, book: ZipFile, place: str) -> bool:
    """Photos and PDFs are packed as they are: pressing them again saves nothing."""
    if not file:
        return False
    entry = ZipInfo(place, timezone.localtime().timetuple()[:6])
    try:
        with file.open("rb") as source, book.open(entry, "w") as target:
            copyfileobj(source, target)
    except OSError:
        return False
    return True


def _kept(maker: Producer, by: Any) -> Iterator[Kept]:
    yield from _papers(maker, by)
    yield from _dossiers(maker)
    yield from _photos(_of_goods(maker))
    yield from _of_lots(maker)
    yield from _photos(_of_front(maker))


def _papers(maker: Producer, by: Any) -> Iterator[Kept]:
    """Each of them is looked at, and that is written down like a look at one alone."""
    for paper in maker.papers.order_by("kind", "pk"):
        looked_at(paper, by=by)
        yield Kept("giay-to", paper.file, paper.kind)


def _dossiers(maker: Producer) -> Iterator[Kept]:
    files = OcopFile.objects.filter(dossier__product__producer=maker).order_by("pk")
    for one in files.select_related("paper", "dossier__product").iterator(CHUNK):
        yield Kept(f"ocop/{one.dossier.product.slug}", one.file, one.paper.code)


def _photos(places: Iterator[tuple[str, int | None]]) -> Iterator[Kept]:
    """The originals, each once: where it is met first."""
    where: dict[int, str] = {}
    for folder, pk in places:
        if pk:
            where.setdefault(pk, folder)
    found = Picture.objects.in_bulk(where)
    for pk, folder in where.items():
        yield Kept(folder, found[pk].file if pk in found else None)


def _of_goods(maker: Producer) -> Iterator[tuple[str, int | None]]:
    """Those on show, those of each pack, and those of versions never shown."""
    own = ProductPhoto.objects.filter(product__producer=maker).order_by("sort_order")
    packs = Variant.objects.filter(product__producer=maker).order_by("pk")
    for slug, pk in (
        *maker.products.order_by("pk").values_list("slug", "photo"),
        *own.values_list("product__slug", "picture"),
        *packs.values_list("product__slug", "photo"),
    ):
        yield f"hang/{slug}", pk
    versions = ProductVersion.objects.made_by(maker).select_related("product")
    for version in versions.order_by("pk").iterator(CHUNK):
        name = version.product.slug if version.product else version.code
        for part in ("photos", "taken_out"):
            for photo in version.content.get(part, []):
                yield f"hang/{name}", photo["picture"]


def _of_lots(maker: Producer) -> Iterator[Kept]:
    """Of what he did with his own lots; what another did with them is the other's."""
    own = EventItem.objects.filter(
        part__in=OWN_PARTS, lot__location__producer=maker, event__photos__isnull=False
    )
    rows = own.order_by("event__event_time", "event__photos")
    where: dict[int, str] = {}
    for code, pk in rows.values_list("lot__code", "event__photos"):
        where.setdefault(pk, code)
    found = EventPhoto.objects.select_related("picture").in_bulk(where)
    for pk, code in where.items():
        photo = found[pk]
        yield Kept(f"lo/{code}", photo.file or (photo.picture and photo.picture.file))


def _of_front(maker: Producer) -> Iterator[tuple[str, int | None]]:
    yield "gian-hang", maker.photo_id
    for photo, steps in maker.fronts.order_by("pk").values_list("photo", "steps"):
        yield "gian-hang", photo
        for step in steps:
            yield "gian-hang", step["picture"]
