"""Weights, hampers and returns through the doors people use, down to empty books."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import pytest
from PIL import Image

from catalog.models import Variant
from catalog.stock_proof import unexplained
from ledger.models import Posting
from orders import fulfil, returning
from orders.checking import faults
from orders.models import ProducerOrder, State, StockReservation
from payments import refunds
from payments.models import Payment, Refund
from payments.settle import confirm_received
from tests.factories import (
    UserFactory,
    VariantFactory,
    hamper_of,
    member_of,
    return_terms,
)
from tests.ledger.money import balances, fee
from tests.ledger.test_office import officer
from tests.orders.placing import order_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rates"),
]


def maker_of(part: ProducerOrder) -> Client:
    client = Client()
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def paid(part: ProducerOrder) -> None:
    for payment in Payment.objects.open().filter(reference=part.payment_reference):
        confirm_received(payment, by=None)


def give_all_back() -> None:
    """Everything a maker asked for is approved and handed over in the office."""
    office = officer(f"mot{Refund.objects.count()}")
    for refund in Refund.objects.filter(state="requested"):
        for deed in ("duyet", "da-hoan"):
            url = reverse("refund:deed", args=[refund.pk, deed])
            office.post(url, {"note": "FT9"})
    assert not Refund.objects.exclude(state="done").exists()


def scale(kilos: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "gold").save(out, "JPEG")
    photo = SimpleUploadedFile("can.jpg", out.getvalue())
    return {"weight": kilos, "photo": photo}


def weighed(kilos: str) -> ProducerOrder:
    """A chicken of 3 kg for 1.200.000 paid by transfer, then put on the scale by its maker."""
    fee(333)
    return_terms()
    bird = VariantFactory(price=1_200_000, by_weight_g=3000, stock=5)
    part = order_of((bird, 1), settlement="vietqr").parts.get()
    paid(part)
    fulfil.accept(part, by=None)
    url = reverse("workspace:weigh", args=[part.code, part.lines.get().pk])
    maker_of(part).post(url, scale(kilos))
    part.refresh_from_db()
    return part


def delivered(part: ProducerOrder) -> ProducerOrder:
    for deed in (fulfil.pack, fulfil.hand_over, fulfil.deliver):
        deed(part, by=None)
    part.refresh_from_db()
    return part


def given_back(part: ProducerOrder, *, restock: bool) -> None:
    back = returning.ask(part, {part.lines.get().pk: 1}, reason="spoilt")
    returning.accept(back, by=None, with_delivery=True)
    returning.goods_back(back, by=None, restock=restock)


@pytest.mark.parametrize(
    ("kilos", "total"), [("2,7", 1_080_000), ("3", 1_200_000), ("3,2", 1_280_000)]
)
def test_a_chicken_by_its_weight_given_back_leaves_the_books_empty(kilos, total):
    part = weighed(kilos)
    assert part.lines.get().total == total
    paid(part)
    give_all_back()
    sold = Posting.objects.filter(what="goods", producer=part.producer)
    assert -sold.on("memo:producer_sales").total() == total

    given_back(delivered(part), restock=False)
    give_all_back()

    assert balances() == {}
    part.refresh_from_db()
    assert part.state == State.RETURNED
    assert list(faults()) == []


def test_a_pack_back_on_the_shelf_is_no_longer_kept_for_its_buyer():
    return_terms()
    jar = VariantFactory(price=100_000, stock=5)
    part = order_of((jar, 3), settlement="cod").parts.get()
    fulfil.accept(part, by=None)
    part = delivered(part)
    line = part.lines.get()

    back = returning.ask(part, {line.pk: 2}, reason="broken")
    returning.accept(back, by=None)
    returning.goods_back(back, by=None, restock=True)

    kept = StockReservation.objects.get(line=line)
    assert (kept.quantity, kept.released_at) == (1, None)
    assert Variant.objects.get(pk=jar.pk).stock == 4
    last = returning.ask(part, {line.pk: 1}, reason="broken")
    returning.accept(last, by=None)
    returning.goods_back(last, by=None, restock=False)
    kept.refresh_from_db()
    assert (kept.quantity, kept.released_at is None) == (0, False)
    assert not unexplained()


def hamper() -> list[ProducerOrder]:
    """A present from two makers, each paid by a transfer of its own."""
    fee(500)
    honey = VariantFactory(price=200_000, stock=10)
    tea = VariantFactory(price=65_000, stock=10)
    present = hamper_of((honey, 1), (tea, 2), price=299_000)
    parts = list(order_of((present, 1), settlement="vietqr").parts.order_by("pk"))
    for part in parts:
        paid(part)
    return parts


def test_one_maker_of_a_hamper_says_no_and_only_his_money_goes_back():
    his, hers = hamper()

    maker_of(his).post(
        reverse("workspace:decline", args=[his.code]), {"reason": "Hết mật"}
    )
    give_all_back()

    his.refresh_from_db()
    hers.refresh_from_db()
    assert (his.state, hers.state) == (State.CANCELLED, State.PLACED)
    assert Refund.objects.get().amount == his.total
    assert Posting.objects.of(his.producer).on("memo:producer_sales").total() == 0
    assert (
        -Posting.objects.of(hers.producer).on("memo:producer_sales").total()
        == hers.total
    )
    assert {line.variant.stock for line in his.lines.select_related("variant")} == {10}
    assert list(faults()) == []


def test_one_part_of_a_hamper_is_given_back_by_the_office():
    his, hers = hamper()
    payment = Payment.objects.get(reference=hers.code)
    line = hers.lines.get()
    before = balances()

    item = refunds.Item("line", line.code, line.quantity, line.total)
    refunds.request(payment, items=[item], method="bank", reason="Ẩm", by=UserFactory())
    give_all_back()

    gone = before["memo:held_by_producer"] - balances()["memo:held_by_producer"]
    assert gone == line.total
    assert Posting.objects.of(his.producer).filter(entry__kind="refund").count() == 0
    assert list(faults()) == []
