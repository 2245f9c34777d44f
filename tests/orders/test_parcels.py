"""Several parcels, a QR on each, and two buttons for whoever opens it."""

import re
from datetime import timedelta

from django.utils import timezone

import pytest

from orders import fulfil, on_the_way, parcels
from orders.models import Gift, IllegalMove, Shipment, ShipmentLine, State
from payments.models import Payment
from tests.factories import VariantFactory, return_terms
from tests.orders.placing import delivered, order_of, placed
from vietnam.dong import format_vnd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def part(maker):
    jar = VariantFactory(price=100_000, product__producer=maker)
    box = VariantFactory(price=50_000, product__producer=maker)
    part = order_of((jar, 3), (box, 1)).parts.get()
    fulfil.accept(part, by=None)
    return part


def on_its_way(**facts) -> Shipment:
    return_terms()
    part = placed(VariantFactory(price=100_000, **facts))
    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over):
        deed(part, by=None)
    return part.shipments.get()


def state_of(part) -> str:
    part.refresh_from_db()
    return str(part.state)


def test_packing_puts_everything_into_one_parcel(part):
    fulfil.pack(part, by=None)

    rows = ShipmentLine.objects.filter(shipment__part=part)
    assert [row.quantity for row in rows] == [3, 1]
    assert part.shipments.count() == 1


def test_a_part_of_the_order_leaves_first_and_the_rest_follows(part):
    jar, box = part.lines.all()
    first = parcels.make(part, {jar.pk: 2, box.pk: 0})
    on_the_way.hand_over_parcel(first, by=None, carrier="Xe khách")
    on_the_way.hand_over_parcel(first, by=None, carrier="Xe khách")
    early = state_of(part)

    second = parcels.make(part, {jar.pk: 1, box.pk: 1})
    on_the_way.hand_over_parcel(second, by=None)

    assert (early, state_of(part)) == ("accepted", "handed_over")
    assert part.shipments.count() == 2
    on_the_way.receive(first)
    assert state_of(part) == "handed_over"
    on_the_way.receive(second)
    assert state_of(part) == "delivered"
    assert Payment.objects.get(reference=part.code).is_paid


def test_the_delivery_fee_is_not_asked_again_for_a_second_parcel(part):
    before = part.total

    parcels.make(part, {part.lines.first().pk: 1})
    fulfil.pack(part, by=None)

    part.refresh_from_db()
    assert part.total == before


@pytest.mark.parametrize("counts", [{}, {0: 0}, {0: 4}, {0: 3, 1: 2}, {9: 1}])
def test_no_more_is_packed_than_was_sold(part, counts):
    lines = [line.pk for line in part.lines.all()]
    wanted = {(lines[n] if n < 2 else 10**6): count for n, count in counts.items()}

    with pytest.raises(parcels.CannotPack):
        parcels.make(part, wanted)

    assert not Shipment.objects.exists()


def test_a_parcel_of_an_order_nobody_accepted_does_not_leave(rates):
    part = placed()
    shipment = parcels.make(part, {part.lines.get().pk: 1})

    with pytest.raises(IllegalMove):
        on_the_way.hand_over_parcel(shipment, by=None)


def test_the_maker_packs_and_sends_parcels_on_his_phone(maker_client, part):
    url = f"/kenh-ban/don/{part.code}/"
    jar = part.lines.first()

    maker_client.post(f"{url}kien/", {f"so-{jar.pk}": "2"})
    shipment = part.shipments.get()
    page = maker_client.get(url).content.decode()
    maker_client.post(f"{url}kien/{shipment.pk}/giao/", {"carrier": "Bưu điện"})

    shipment.refresh_from_db()
    assert "Kiện này đã đưa đi giao" in page
    assert (shipment.carrier, bool(shipment.handed_over_at)) == ("Bưu điện", True)


@pytest.mark.parametrize("typed", ["", "abc", "-1", "99", "1.5", "²", "9" * 30])
def test_a_nonsense_number_packs_nothing(maker_client, part, typed):
    url = f"/kenh-ban/don/{part.code}/kien/"

    response = maker_client.post(
        url, {f"so-{part.lines.first().pk}": typed}, follow=True
    )

    assert response.status_code == 200
    assert not Shipment.objects.exists()


def test_slips_of_several_orders_print_on_one_page(maker_client, part):
    fulfil.pack(part, by=None)

    body = maker_client.get("/kenh-ban/phieu-kien/").content.decode()

    assert "Thôn 1" in body
    assert body.count("<svg") >= 1
    assert 'class="panel slip"' in body


@pytest.mark.parametrize(
    ("gift", "is_said"), [(None, True), (False, True), (True, False)]
)
def test_a_slip_says_the_price_unless_it_is_a_gift_that_hides_it(
    maker_client, part, gift, is_said
):
    if gift is not None:
        Gift.objects.create(order=part.order, hide_price=gift)
    fulfil.pack(part, by=None)

    body = maker_client.get("/kenh-ban/phieu-kien/").content.decode()

    assert (format_vnd(part.total, "vi") in body) == is_said
    assert ("đ</b>" in body or "₫" in body) == is_said
    assert part.lines.first().product_name in body


def test_the_qr_page_shows_what_is_inside_and_nothing_of_the_buyer(client):
    shipment = on_its_way()

    body = client.get(shipment.get_absolute_url()).content.decode()

    assert shipment.part.lines.get().product_name in body
    for secret in ("Lan", "0912 345 678", "Thôn 1", shipment.part.order.token):
        assert secret not in re.sub(
            r"<header.*?</header>|<footer.*?</footer>", "", body
        )


def test_all_is_well_with_one_tap_and_no_account(client):
    shipment = on_its_way()
    url = f"{shipment.get_absolute_url()}hang-tot/"

    client.post(url)
    body = client.post(url, follow=True).content.decode()

    assert state_of(shipment.part) == "completed"
    assert "Bạn đã báo hàng tốt" in body


def test_before_it_left_a_parcel_cannot_be_received(client):
    part = placed()
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    shipment = part.shipments.get()

    body = client.post(
        f"{shipment.get_absolute_url()}hang-tot/", follow=True
    ).content.decode()

    assert "chưa rời nhà" in body
    assert state_of(part) == "packed"


def test_a_problem_is_told_from_the_parcel_page(client):
    shipment = on_its_way(product__ship_policy="same_day")
    url = f"{shipment.get_absolute_url()}co-van-de/"
    line = shipment.part.lines.get()

    page = client.get(url).content.decode()
    client.post(url, {"reason": "spoilt", f"so-{line.pk}": "1", "text": "Bị ôi"})

    back = shipment.part.returns.get()
    assert "Hỏng, ôi, thiu" in page
    assert (back.text, back.state) == ("Bị ôi", "requested")
    assert state_of(shipment.part) == "delivered"


def test_the_clock_of_fresh_food_is_shown(client):
    return_terms()
    shipment = delivered(
        VariantFactory(price=100_000, product__ship_policy="same_day")
    ).shipments.get()

    body = client.get(shipment.get_absolute_url()).content.decode()

    end = timezone.localtime(shipment.delivered_at + timedelta(hours=24))
    assert f"{end:%d/%m/%Y}" in body


@pytest.mark.parametrize("secret", ["x", "0" * 22, "a" * 300])
def test_a_guessed_secret_opens_nothing(client, secret):
    for path in ("", "hang-tot/", "co-van-de/"):
        assert client.post(f"/kien-hang/{secret}/{path}").status_code in (404, 405)


def test_the_database_gives_every_parcel_a_secret_of_its_own(part):
    parcels.make(part, {part.lines.first().pk: 1})
    fulfil.pack(part, by=None)

    secrets = set(Shipment.objects.values_list("secret", flat=True))
    assert len(secrets) == 2
    assert State(state_of(part)) == State.PACKED
