"""Who holds the money: the five modes of commerce.md 1, alone and in one basket."""

import pytest

from orders import cancelling
from orders.models import ProducerOrder, Settlement
from payments.models import Holder, Payment, Status
from payments.settle import confirm_received
from producers.models import ProducerKind
from tests.factories import ProducerFactory, ProductFactory, VariantFactory, member_of
from tests.orders.test_checkout import basket_of, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def coop(db):
    return ProducerFactory(
        name_vi="HTX Bãi Vàng",
        kind=ProducerKind.COOPERATIVE,
        bank_account="0000000000999",
        bank_holder="HTX BAI VANG",
    )


def sold_by(producer, price=100_000, **product):
    return VariantFactory(
        price=price, product=ProductFactory(producer=producer, **product)
    )


def part_of(placed, variant):
    return placed.parts.get(producer=variant.product.producer)


@pytest.mark.parametrize(
    ("way", "policy", "holder", "suffix"),
    [
        (Settlement.VIETQR, "ship", Holder.PRODUCER, "-1"),
        (Settlement.COD, "ship", Holder.CARRIER, "-1"),
        (Settlement.CASH, "pickup", Holder.PRODUCER, "-1"),
        (Settlement.COOP, "ship", Holder.PLATFORM, "-H1"),
        (Settlement.CARD, "ship", Holder.GATEWAY, ""),
    ],
)
def test_each_mode_says_who_holds_the_money_and_under_which_reference(
    rates, coop, way, policy, holder, suffix
):
    through = coop if way == Settlement.COOP else None
    jar = sold_by(ProducerFactory(sells_through=through), ship_policy=policy)

    placed = order(basket_of((jar, 1)), pay={jar.product.producer_id: way})

    payment, part = Payment.objects.get(), placed.parts.get()
    assert (part.settlement, payment.held_by) == (way, holder)
    assert part.payment_reference == payment.reference == placed.number + suffix
    assert payment.amount == part.total


@pytest.mark.parametrize(
    ("way", "policy", "becomes"),
    [
        (Settlement.COD, "pickup", Settlement.CASH),
        (Settlement.CASH, "ship", Settlement.COD),
        (Settlement.COOP, "ship", Settlement.COD),
        (None, "ship", Settlement.COD),
    ],
)
def test_a_way_that_is_not_offered_becomes_cash_when_the_goods_change_hands(
    rates, way, policy, becomes
):
    jar = sold_by(ProducerFactory(), ship_policy=policy)
    pay = {jar.product.producer_id: way} if way else {}

    placed = order(basket_of((jar, 1)), pay=pay)

    assert placed.parts.get().settlement == becomes


def test_a_maker_without_an_account_is_paid_in_cash(rates):
    jar = sold_by(ProducerFactory(without_bank=True))

    placed = order(
        basket_of((jar, 1)), pay={jar.product.producer_id: Settlement.VIETQR}
    )

    assert placed.parts.get().settlement == Settlement.COD


@pytest.fixture
def mixed(rates, coop):
    """A, B and three makers of one co-operative, itself among them, in one basket."""
    coop.sells_through = coop
    coop.save()
    members = [ProducerFactory(sells_through=coop) for _ in range(2)] + [coop]
    alone, cash = sold_by(ProducerFactory()), sold_by(ProducerFactory())
    ours = [sold_by(member) for member in members]
    pay = {v.product.producer_id: Settlement.COOP for v in ours}
    pay[alone.product.producer_id] = Settlement.VIETQR
    pay[cash.product.producer_id] = Settlement.COD
    return order(basket_of(*((v, 1) for v in (alone, cash, *ours))), pay=pay)


def test_the_makers_of_a_co_operative_share_one_transfer(mixed, coop):
    shared = Payment.objects.get(reference=f"{mixed.number}-H1")

    parts = ProducerOrder.objects.filter(payment_reference=shared.reference)
    assert Payment.objects.count() == 3
    assert shared.amount == sum(part.total for part in parts) == 3 * 122_000
    assert (shared.bank_account, shared.payee) == ("0000000000999", "HTX BAI VANG")
    assert {part.seller_of_record for part in parts} == {coop}
    assert sum(p.amount for p in Payment.objects.all()) == mixed.total


def test_the_order_page_shows_a_qr_per_payee_and_says_what_is_left(client, mixed):
    body = client.get(mixed.get_absolute_url()).content.decode()

    assert body.count('class="qr"') == 2
    assert "Một lần chuyển cho" in body
    assert "488.000" in body


def test_paid_is_not_said_before_every_part_is(client, mixed):
    for payment in Payment.objects.filter(method="vietqr"):
        confirm_received(payment, by=None)
    early = client.get(mixed.get_absolute_url()).content.decode()
    confirm_received(Payment.objects.get(method="cod"), by=None)
    late = client.get(mixed.get_absolute_url()).content.decode()

    assert "Đã trả đủ tiền" not in early
    assert "Đã trả đủ tiền" in late


def test_one_transfer_binds_the_packs_of_every_member(
    mixed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm_received(Payment.objects.get(reference=f"{mixed.number}-H1"), by=None)

    for part in mixed.parts.filter(settlement=Settlement.COOP):
        assert part.lines.get().reservation.expires_at is None


def test_when_one_member_cannot_make_it_the_rest_is_asked_for_anew(mixed):
    part = mixed.parts.filter(settlement=Settlement.COOP).first()

    cancelling.decline(part, by=None, reason="Hết nguyên liệu")

    old, new = Payment.objects.filter(reference=f"{mixed.number}-H1").order_by("pk")
    assert (old.status, new.status) == (Status.CANCELLED, Status.PENDING)
    assert (new.amount, new.held_by) == (2 * 122_000, Holder.PLATFORM)


def test_two_co_operatives_in_one_order_have_two_references(rates, coop):
    other = ProducerFactory(kind=ProducerKind.COOPERATIVE)
    jars = [sold_by(ProducerFactory(sells_through=c)) for c in (coop, other, coop)]

    placed = order(
        basket_of(*((jar, 1) for jar in jars)),
        pay={jar.product.producer_id: Settlement.COOP for jar in jars},
    )

    assert sorted(p.reference for p in Payment.objects.all()) == [
        f"{placed.number}-H1",
        f"{placed.number}-H2",
    ]


def test_only_the_co_operative_confirms_the_money_it_took(client, mixed, coop):
    payment = Payment.objects.get(reference=f"{mixed.number}-H1")
    backend = "django.contrib.auth.backends.ModelBackend"
    member = mixed.parts.filter(settlement=Settlement.COOP).exclude(producer=coop)
    url = f"/kenh-ban/tien-ve/{payment.code}/"

    client.force_login(member_of(member[0].producer), backend=backend)
    refused = client.post(url).status_code
    client.force_login(member_of(coop), backend=backend)
    listed = client.get("/kenh-ban/tien-ve/").content.decode()
    client.post(url)

    payment.refresh_from_db()
    assert refused == 404
    assert payment.code in listed
    assert payment.is_paid
