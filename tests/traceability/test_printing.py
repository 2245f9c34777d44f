"""Labels through the maker's phone: ordered, drawn by the worker, downloaded, accounted for."""

from unittest.mock import patch

import pypdfium2
import pytest
import zxingcpp

from tests.factories import LotFactory, member_of
from traceability import printing
from traceability.models import Label, LabelBatch, LabelKind, LabelUse
from traceability.verdict import Verdict, look_up
from vietnam.check_characters import ALPHABET, is_valid

pytestmark = pytest.mark.django_db

ORDER = {
    "kind": "unit",
    "count": "70",
    "sheet": "a4-65",
    "medium": "M",
    "first_place": "0",
    "shift_right": "0",
    "shift_down": "0",
}


@pytest.fixture
def lot(maker):
    return LotFactory(variant__product__producer=maker, quantity=200)


def order(client, lot, **changed):
    url = f"/kenh-ban/lo/{lot.code}/tem/"
    return client.post(url, {**ORDER, **changed}, follow=True)


def test_unit_labels_are_drawn_one_code_a_pack(maker_client, lot):
    page = order(maker_client, lot)

    batch = LabelBatch.objects.get()
    codes = set(lot.labels.values_list("code", flat=True))
    assert "Tem làm xong" in page.content.decode()
    assert (batch.first, batch.last, batch.drawn, len(codes)) == (1, 70, 70, 70)
    file = maker_client.get(f"/kenh-ban/lo/{lot.code}/tem/{batch.code}/tem.pdf")
    document = pypdfium2.PdfDocument(b"".join(file.streaming_content))
    second = document[1].render(scale=203 / 72).to_pil()
    read = {found.text.rsplit("/", 2)[1] for found in zxingcpp.read_barcodes(second)}
    assert len(document) == 2
    assert len(read) == 5
    assert read < codes


def test_a_serial_cannot_be_guessed(lot):
    """At least 64 bits and a check character."""
    batch = printing.order(lot, LabelKind.UNIT, 1, by=None, sheet="a4-65", medium="M")
    code = Label.objects.get(lot=batch.lot).code

    assert is_valid(code)
    assert len(ALPHABET) ** (len(code) - 1) >= 2**64


def test_a_lot_label_is_the_same_on_each_pack(maker_client, lot):
    order(maker_client, lot, kind="lot", count="10")
    order(maker_client, lot, kind="lot", count="5", sheet="cuon-40x60")

    assert lot.labels.count() == 1
    assert [(b.first, b.last) for b in lot.label_batches.all()] == [(11, 15), (1, 10)]


def test_the_worker_may_do_it_twice(lot):
    how = {"sheet": "cuon-50x30", "medium": "H"}
    batch = printing.order(lot, LabelKind.UNIT, 3, by=None, **how)
    LabelBatch.objects.update(ready_at=None)

    printing.make_labels.call(batch.pk)

    assert Label.objects.count() == 3


def test_a_failed_batch_is_tried_again(maker_client, lot):
    with (
        patch.object(printing, "pdf", side_effect=OSError("disk full")),
        pytest.raises(OSError, match="disk full"),
    ):
        printing.make_labels.call(batch_of_three(lot).pk)
    batch = LabelBatch.objects.get()
    url = f"/kenh-ban/lo/{lot.code}/tem/{batch.code}/"
    assert "Chưa làm được" in maker_client.get(url).content.decode()

    page = maker_client.post(f"{url}lai/", follow=True)

    assert "Tem làm xong" in page.content.decode()


def batch_of_three(lot):
    how = {"kind": "unit", "sheet": "a4-21", "medium": "M"}
    return LabelBatch.objects.create(lot=lot, first=1, last=3, **how)


def test_the_page_says_how_far_it_is_without_javascript(maker_client, lot):
    batch = batch_of_three(lot)
    LabelBatch.objects.update(drawn=2)
    url = f"/kenh-ban/lo/{lot.code}/tem/{batch.code}/"

    page = maker_client.get(url).content.decode()
    part = maker_client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "Đang làm tem: 2 trên 3" in page
    assert f'href="{url}"' in page
    assert "<html" not in part


def test_labels_are_accounted_for(maker_client, lot):
    order(maker_client, lot, count="10", sheet="cuon-50x30")
    batch = LabelBatch.objects.get()
    url = f"/kenh-ban/lo/{lot.code}/tem/{batch.code}/so/"

    maker_client.post(url, {"kind": "used", "first": "1", "last": "6"})
    maker_client.post(url, {"kind": "spoiled", "first": "7", "last": "8"})
    overlap = maker_client.post(
        url, {"kind": "used", "first": "8", "last": "9"}, follow=True
    )
    beyond = maker_client.post(
        url, {"kind": "used", "first": "9", "last": "11"}, follow=True
    )

    assert "Đã ghi trước đó" in overlap.content.decode()
    assert "từ 1 đến 10" in beyond.content.decode()
    tally = LabelBatch.objects.with_tally().get()
    assert (tally.used, tally.spoiled, tally.unaccounted) == (6, 2, 2)


def test_a_spoiled_label_is_void_when_scanned(lot):
    how = {"sheet": "cuon-50x30", "medium": "M"}
    batch = printing.order(lot, LabelKind.UNIT, 3, by=None, **how)
    LabelUse.objects.create(batch=batch, kind="spoiled", first=2, last=2)

    verdicts = [look_up(one.code).verdict for one in lot.labels.order_by("number")]

    assert verdicts == [Verdict.GENUINE, Verdict.VOID, Verdict.GENUINE]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"count": "10001"}, "lớn quá"),
        ({"count": "0"}, "lớn hơn 0"),
        ({"count": "nhiều"}, "chữ số"),
        ({"first_place": "64", "sheet": "a4-21"}, "chỉ có 21 tem"),
        ({"sheet": "a3"}, "a3"),
    ],
)
def test_what_cannot_be_printed_is_said_kindly(maker_client, lot, changed, says):
    page = order(maker_client, lot, **changed)

    assert page.status_code == 422
    assert says in page.content.decode()
    assert not LabelBatch.objects.exists()


@pytest.mark.parametrize("state", ["expired", "recalled", "withdrawn"])
def test_no_labels_for_what_must_not_be_sold(maker, maker_client, state):
    lot = LotFactory(variant__product__producer=maker, **{state: True})

    page = order(maker_client, lot)

    assert "không in tem nữa" in page.content.decode()


def test_a_stranger_finds_neither_labels_nor_file(client, lot):
    batch = printing.order(lot, LabelKind.UNIT, 1, by=None, sheet="a4-21", medium="M")
    client.force_login(
        member_of(LotFactory().maker),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    for path in ("", f"{batch.code}/", f"{batch.code}/tem.pdf", "ma.svg"):
        assert client.get(f"/kenh-ban/lo/{lot.code}/tem/{path}").status_code == 404


def test_a_designer_gets_the_shared_code_as_svg(maker_client, lot):
    answer = maker_client.get(f"/kenh-ban/lo/{lot.code}/tem/ma.svg?dan=H")

    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert lot.labels.get().kind == LabelKind.LOT
