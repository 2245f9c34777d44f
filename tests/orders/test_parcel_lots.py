"""The lots in a parcel: first to expire is proposed, what must not be sold is refused, a recall finds the buyer."""

import re
from datetime import timedelta

from django.utils import timezone

import pytest

from core.models import Message
from orders import fulfil, lots
from orders.models import ParcelLot
from tests.factories import LotFactory, UserFactory, VariantFactory, born
from tests.orders.placing import order_of
from traceability import recalling
from traceability.models import Lot
from traceability.noting import workplace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def jar(maker):
    return VariantFactory(price=100_000, product__producer=maker)


@pytest.fixture
def part(jar):
    part = order_of((jar, 5)).parts.get()
    fulfil.accept(part, by=None)
    return part


def lot_of(jar, days=100, quantity=20, **facts):
    until = timezone.localdate() + timedelta(days=days)
    where = workplace(jar.product.producer)
    facts = {"location": where, "expires_on": until, "quantity": quantity, **facts}
    lot = LotFactory.build(variant=jar, **facts)
    born(lot)
    return lot


def fields(page):
    return dict(re.findall(r'name="(lo-[^"]+)"[^>]*value="(\d+)"', page))


def pack(client, part, **typed):
    url = f"/kenh-ban/don/{part.code}/"
    proposed = fields(client.get(url).content.decode())
    return client.post(f"{url}dong-goi/", {**proposed, **typed}, follow=True)


def held(part):
    rows = ParcelLot.objects.filter(row__shipment__part=part)
    return {row.lot.code: row.quantity for row in rows}


def test_what_expires_first_is_proposed_and_packed(part, jar, maker_client):
    late, soon = lot_of(jar, 200), lot_of(jar, 20, quantity=3)
    lot_of(jar, -1)

    pack(maker_client, part)

    assert held(part) == {soon.code: 3, late.code: 2}


def test_a_lot_is_never_packed_twice_over(jar, maker_client):
    lot = lot_of(jar, quantity=7)
    parts = [order_of((jar, 5)).parts.get() for _ in range(2)]
    for part in parts:
        fulfil.accept(part, by=None)
        pack(maker_client, part)

    assert [held(part).get(lot.code) for part in parts] == [5, 2]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({"recalled_at": timezone.now()}, "đã bị thu hồi"),
        ({"withdrawn_at": timezone.now()}, "đang ngừng bán"),
        ({"expires_on": timezone.localdate() - timedelta(days=1)}, "quá hạn dùng"),
        ({"quantity": 2}, "chỉ còn 2"),
    ],
)
def test_a_lot_that_went_bad_meanwhile_is_refused(part, jar, maker_client, state, says):
    lot = lot_of(jar)
    url = f"/kenh-ban/don/{part.code}/"
    proposed = fields(maker_client.get(url).content.decode())
    Lot.objects.filter(pk=lot.pk).update(**state)

    page = maker_client.post(f"{url}dong-goi/", proposed, follow=True)

    part.refresh_from_db()
    assert says in page.content.decode()
    assert (part.state, held(part)) == ("accepted", {})


def test_lots_of_other_goods_and_too_many_packs_are_refused(part, jar, maker_client):
    lot, other = lot_of(jar), LotFactory()
    line = part.lines.get()

    for typed, says in (
        ({f"lo-{line.pk}-{other.code}": "5"}, "không phải của món này"),
        ({f"lo-{line.pk}-{lot.code}": "6"}, "nhiều hơn"),
    ):
        url = f"/kenh-ban/don/{part.code}/dong-goi/"
        page = maker_client.post(url, typed, follow=True)
        assert says in page.content.decode()


def test_goods_without_lots_are_packed_as_before(part, maker_client):
    pack(maker_client, part)

    part.refresh_from_db()
    assert part.state == "packed"


def test_buyer_slip_and_parcel_name_exactly_what_was_sent(
    part, jar, maker_client, client
):
    lot = lot_of(jar)
    pack(maker_client, part)
    slip = maker_client.get(f"/kenh-ban/phieu-kien/?don={part.code}").content.decode()
    fulfil.hand_over(part, by=None)

    order = client.get(part.order.get_absolute_url()).content.decode()
    parcel = client.get(part.shipments.get().get_absolute_url()).content.decode()
    opened = client.get(lot.get_absolute_url(), follow=True).content.decode()

    for page in (slip, order, parcel, opened):
        assert lot.code in page
    assert lot.get_absolute_url() in order


def call_back(lot):
    recall = recalling.propose(lot, reason="Bị ẩm.", by=UserFactory())
    recalling.confirm(recall, by=UserFactory())


def test_a_recall_walks_down_and_tells_each_buyer_once(maker, jar, maker_client):
    raw = LotFactory.build(
        variant=None, name="Củ nghệ", location=workplace(maker), uom="KGM"
    )
    born(raw)
    made = LotFactory.build(variant=jar, location=workplace(maker), quantity=20)
    born(made, inputs=[raw])
    parts = [order_of((jar, 2)).parts.get() for _ in range(2)]
    for part in parts:
        fulfil.accept(part, by=None)
        pack(maker_client, part)
        fulfil.hand_over(part, by=None)

    call_back(raw)

    told = Message.objects.filter(template="lot_recalled")
    stopped = Message.objects.get(template="lot_stopped")
    assert stopped.to == (maker.email or maker.phone)
    assert Lot.objects.exclude(recalled_at=None).count() == 2
    assert told.count() == 2
    assert all("Bị ẩm." in message.text for message in told)
    assert made.code in told[0].text


def test_a_recalled_lot_does_not_leave_the_house(part, jar, maker_client):
    bad, good = lot_of(jar, 20), lot_of(jar, 90)
    pack(maker_client, part)
    call_back(bad)
    url = f"/kenh-ban/don/{part.code}/"

    stopped = maker_client.post(f"{url}giao/", {}, follow=True).content.decode()
    shipment = part.shipments.get()
    maker_client.post(
        f"{url}kien/{shipment.pk}/lo/",
        {f"lo-{part.lines.get().pk}-{good.code}": "5"},
    )
    maker_client.post(f"{url}giao/", {})

    part.refresh_from_db()
    assert f"Lô {bad.code} đã bị thu hồi" in stopped
    assert (part.state, held(part)) == ("handed_over", {good.code: 5})
    assert Message.objects.filter(template="lot_recalled_at_home").count() == 1
    assert not Message.objects.filter(template="lot_recalled").exists()


def test_a_parcel_that_left_keeps_its_lots(part, jar, maker_client):
    lot_of(jar)
    pack(maker_client, part)
    fulfil.hand_over(part, by=None)

    with pytest.raises(lots.CannotPack, match="đã đi rồi"):
        lots.change(part.shipments.get(), {})
