"""The owner's own papers and photos come home with the rest: his alone, each once, a lost one is named."""

import io
import zipfile
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from catalog import ocop_filling
from catalog.models import OcopPaper, ProductPhoto
from core.audit import AuditEvent
from core.models import Picture
from core.photos import clean_photo
from producers import fronting
from producers.models import Paper
from tests.factories import (
    LotFactory,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    step,
)
from tests.workspace.listing import Phone, photo
from traceability.documents import Share
from traceability.models import EventPhoto
from traceability.recording import record

pytestmark = pytest.mark.django_db


def taken(colour="gold"):
    return clean_photo(photo(colour))


def picture(title):
    return Picture.objects.create(title=title, file=taken())


def files_of(maker, slug):
    """One file of each kind a maker can have."""
    Paper.objects.create(producer=maker, kind="citizen_id", file=taken())
    goods = ProductFactory(producer=maker, slug=slug, photo=picture("Bìa"))
    ProductPhoto.objects.create(product=goods, picture=picture("Thêm"))
    jar = VariantFactory(product=goods, photo=picture("Gói"))
    paper = OcopPaper.objects.on(timezone.localdate())[0]
    pdf = ContentFile(b"%PDF-1.7 %%EOF", name="giay.pdf")
    ocop_filling.put_file(goods, paper, pdf, name="giay.pdf", by=None)
    lot = LotFactory(variant=jar, location__producer=maker, code=f"LO-{slug}")
    sewn = EventPhoto(sha256="a" * 64, picture=picture("Việc"))
    hidden = EventPhoto(sha256="b" * 64, file=taken())
    record(step(lot, "Phơi", objects=(Share(lot),)), photos=[sewn, hidden])
    draft = fronting.draft_of(maker, by=None)
    fronting.show_face(draft, taken(), by=None)
    fronting.add_step(draft, str(uuid4()), "Rửa củ", taken(), by=None)
    return paper.code


def taken_home(client) -> zipfile.ZipFile:
    answer = client.get("/kenh-ban/du-lieu/tat-ca.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def kept(book) -> list[str]:
    return sorted(name for name in book.namelist() if name.startswith("tep/"))


def test_each_file_of_his_comes_home_once_and_none_of_another(maker_client, maker):
    code = files_of(maker, "nghe")
    files_of(ProducerFactory(), "khac")

    book = taken_home(maker_client)

    names = kept(book)
    assert [name.rpartition("/")[0].removeprefix("tep/") for name in names] == [
        "gian-hang", "gian-hang", "giay-to", "hang/nghe", "hang/nghe", "hang/nghe",
        "lo/LO-nghe", "lo/LO-nghe", "ocop/nghe",
    ]  # fmt: skip
    assert "tep/giay-to/001-citizen_id.jpg" in names
    assert book.read(f"tep/ocop/nghe/001-{code}.pdf") == b"%PDF-1.7 %%EOF"
    assert book.read("tep/hang/nghe/001.jpg").startswith(b"\xff\xd8")
    assert book.testzip() is None


def test_each_paper_taken_home_is_written_down_like_one_looked_at(maker_client, maker):
    for kind in ("citizen_id", "food_safety"):
        Paper.objects.create(producer=maker, kind=kind, file=taken())

    taken_home(maker_client)

    looks = AuditEvent.objects.filter(what="xem giấy tờ", about=f"maker:{maker.pk}")
    assert {look.note for look in looks} == {
        "Căn cước công dân (mặt trước và mặt sau)",
        "Giấy về an toàn thực phẩm",
    }
    assert {str(look.by) for look in looks} == {str(maker.memberships.get().user)}


def test_a_lost_file_is_named_and_the_others_come_all_the_same(maker_client, maker):
    files_of(maker, "nghe")
    paper = maker.papers.get()
    paper.file.storage.delete(paper.file.name)
    cover = maker.products.get().photo
    cover.file.storage.delete(cover.file.name)
    EventPhoto.objects.get(sha256="a" * 64).picture.delete()

    book = taken_home(maker_client)

    told = book.read("tep/khong-tim-thay.txt").decode()
    assert "không tìm thấy nữa" in told
    assert told.split()[-3:] == [
        "tep/giay-to/001-citizen_id.jpg",
        "tep/hang/nghe/001.jpg",
        "tep/lo/LO-nghe/001",
    ]
    assert len(kept(book)) == 9 - 3 + 1


def test_photos_of_a_listing_never_sent_come_too(maker_client):
    phone = Phone(maker_client)
    phone.shoot(photo(), photo("red"))

    names = kept(taken_home(maker_client))

    assert names == [f"tep/hang/{phone.code}/00{n}.jpg" for n in (1, 2)]


def test_what_another_did_with_his_lot_is_the_others(maker_client, maker):
    mine = LotFactory(
        location__producer=maker, variant=VariantFactory(product__producer=maker)
    )
    theirs = LotFactory(variant=VariantFactory())
    blended = step(theirs, "Trộn", inputs=(Share(mine),), outputs=(Share(theirs),))
    record(blended, photos=[EventPhoto(sha256="c" * 64, picture=picture("Trộn"))])

    assert kept(taken_home(maker_client)) == []


@pytest.mark.parametrize("count", [2, 8])
def test_more_photos_ask_no_more(maker_client, maker, count):
    for _n in range(count):
        ProductPhoto.objects.create(
            product=ProductFactory(producer=maker), picture=picture("Ảnh")
        )

    with CaptureQueriesContext(connection) as asked:
        book = taken_home(maker_client)

    assert len(kept(book)) >= count
    assert len(asked) < 45
