"""Who may come, what a party pays, what comes back."""

from datetime import datetime, timedelta

from django.utils import timezone

import pytest

from tests.factories import ExperienceFactory, OptionFactory, PolicyFactory, SlotFactory
from tourism.models import GroupPrice, PricingPer, Unit, Venue
from tourism.models.policy import percent_back, refund_of
from tourism.party import CannotBook, check_party, pax_of, price_of

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 17, 8, tzinfo=timezone.get_default_timezone())
HALF_LATE = [
    {"minutes_before": 2880, "percent": 100},
    {"minutes_before": 720, "percent": 50},
]


def unit(option, unit_type, **rules):
    return Unit.objects.create(
        option=option, unit_type=unit_type, name_vi=unit_type, price=100_000, **rules
    )


@pytest.mark.parametrize(
    ("rules", "count", "why"),
    [
        ({"min_quantity": 2}, 1, "đặt ít nhất 2"),
        ({"max_quantity": 2}, 3, "đặt nhiều nhất 2"),
        ({"accompanied_by": "SENIOR,MILITARY"}, 1, "đi cùng: người cao tuổi"),
        ({}, -1, "nhỏ hơn 0"),
        ({}, 1_000_000, "nhiều nhất 10"),
    ],
)
def test_a_rule_of_a_kind_of_guest_is_kept(rules, count, why):
    slot = SlotFactory()
    student = unit(slot.option, "STUDENT", **rules)
    adult = slot.option.units.get(unit_type="ADULT")

    with pytest.raises(CannotBook, match=why):
        check_party(slot, {adult: 2, student: count}, timezone.now())


def test_a_child_may_come_with_its_grandmother_where_the_host_says_so():
    slot = SlotFactory()
    senior = unit(slot.option, "SENIOR")
    child = slot.option.units.get(unit_type="CHILD")
    child.accompanied_by = "ADULT,SENIOR"

    assert check_party(slot, {senior: 1, child: 1}, timezone.now()) is None


def test_a_guest_of_another_option_is_refused():
    slot, other = SlotFactory(), OptionFactory()

    with pytest.raises(CannotBook, match="không thuộc buổi"):
        check_party(slot, {other.units.get(unit_type="ADULT"): 1}, timezone.now())


def test_an_infant_takes_no_place_and_a_family_takes_four():
    option = OptionFactory()
    infant, family = (
        unit(option, "INFANT", pax_count=0),
        unit(option, "FAMILY", pax_count=4),
    )

    assert pax_of({infant: 2, family: 1}) == 4


def test_a_party_pays_once_where_the_boat_is_theirs():
    option = OptionFactory(pricing_per=PricingPer.BOOKING)
    for size, price in ((4, 900_000), (8, 1_500_000)):
        GroupPrice.objects.create(option=option, up_to=size, price=price)
    adult = option.units.get(unit_type="ADULT")

    assert [price_of(option, {adult: n}) for n in (1, 4, 5)] == [
        900_000,
        900_000,
        1_500_000,
    ]
    with pytest.raises(CannotBook, match="gọi người đón khách"):
        check_party(SlotFactory(option=option), {adult: 9}, timezone.now())


@pytest.mark.parametrize(
    ("hours_before", "percent"),
    [(100, 100), (48, 100), (47.9, 50), (12, 50), (11.9, 0), (-1, 0)],
)
def test_what_comes_back_falls_in_steps(hours_before, percent):
    now = START - timedelta(hours=hours_before)

    assert percent_back(HALF_LATE, START, now) == percent
    assert refund_of(HALF_LATE, START, now, 380_001) == (380_001 * percent + 50) // 100


def test_a_policy_changed_after_the_sale_leaves_the_sale_alone():
    policy = PolicyFactory(tiers={2880: 100, 720: 50})
    sold_with = policy.snapshot()

    policy.tiers.all().delete()

    assert sold_with["tiers"] == HALF_LATE
    assert policy.snapshot()["tiers"] == []


def test_what_nobody_looked_at_is_called_not_known():
    host = ExperienceFactory().host
    venue = Venue.objects.create(
        host=host, name_vi="Sân nhà", step_free="yes", door_width_cm=85
    )

    facts = dict(venue.access_facts)

    assert facts["Lối vào không bậc"] == "Có"
    assert facts["Cửa rộng (cm)"] == "85"
    assert facts["Nhà vệ sinh"] == "Chưa rõ"
