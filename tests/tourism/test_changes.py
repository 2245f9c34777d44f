"""What guests and hosts change afterwards, and where the money goes."""

import itertools
import uuid
from datetime import timedelta

from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

import pytest
import time_machine

from payments.models import Payment, Refund
from payments.settle import confirm_received, expire
from tests.factories import PolicyFactory, SlotFactory, member_of
from tourism import answering, capacity, changing, checkin, groups, trips, waiting
from tourism import booking as bookings
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    GroupRequest,
    Need,
    PayMethod,
    Resource,
    Result,
    SlotStatus,
)
from tourism.party import CannotBook
from tourism.paying import payment_came
from tourism.resources import in_charge, pass_turn

pytestmark = pytest.mark.django_db
NUMBERS = itertools.count(1)
STEPS = {2880: 100, 720: 50}


@pytest.fixture(autouse=True)
def _everything_adds_up(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        yield
    assert list(capacity.faults()) == []


def guest():
    return bookings.Guest("Anna", f"+8492{next(NUMBERS):07d}", "a@example.com", "")


def party(slot, adults=2, children=0):
    units = {unit.unit_type: unit for unit in slot.option.units.all()}
    return {units["ADULT"]: adults, units["CHILD"]: children}


def hold(slot, method=PayMethod.CASH, **people):
    return bookings.hold(
        slot, party(slot, **people), guest(), method, uuid=uuid.uuid4()
    )


def paid(slot, **people):
    booking = hold(slot, PayMethod.VIETQR, **people)
    bookings.money_received(booking, by=None)
    payment_came(Payment.objects.get(reference=booking.code))
    booking.refresh_from_db()
    return booking


def slot_in(hours, **facts):
    return SlotFactory(starts_at=timezone.now() + timedelta(hours=hours), **facts)


def sister(slot, days=1):
    return SlotFactory(
        option=slot.option, starts_at=slot.starts_at + timedelta(days=days)
    )


@pytest.mark.parametrize(("hours", "back"), [(72, 300_000), (24, 150_000), (6, 0)])
def test_what_comes_back_is_what_was_promised_when_it_was_booked(hours, back):
    slot = slot_in(72, option__policy=PolicyFactory(tiers=STEPS))
    booking = paid(slot)
    slot.option.policy.tiers.all().delete()

    with time_machine.travel(slot.starts_at - timedelta(hours=hours, minutes=1)):
        shown = changing.if_cancelled(booking, timezone.now())
        changing.cancel(booking)

    assert shown.back == back
    assert sum(Refund.objects.values_list("amount", flat=True)) == back


def test_one_of_three_stays_at_home():
    slot = slot_in(24, option__policy=PolicyFactory(tiers=STEPS))
    booking = paid(slot, adults=3)

    changed = changing.resize(booking, party(slot, adults=2))

    slot.refresh_from_db()
    assert (changed.people, slot.taken) == (2, 2)
    assert changed.total == 450_000 - 75_000
    assert Refund.objects.get().amount == 75_000


def test_a_child_may_not_be_left_alone_by_a_change():
    booking = paid(SlotFactory(), adults=1, children=1)

    with pytest.raises(CannotBook, match="người lớn"):
        changing.resize(booking, party(booking.slot, adults=0, children=1))


def test_who_joins_pays_at_the_village():
    booking = paid(SlotFactory(), adults=2)

    changing.resize(booking, party(booking.slot, adults=3))

    booking = Booking.objects.get()
    assert checkin.to_collect([booking])[booking.code] == 150_000


def test_another_day_takes_the_new_places_and_gives_the_old_ones_back():
    slot = SlotFactory()
    booking, other = hold(slot, adults=3), sister(slot)

    changing.move(booking, other)

    slot.refresh_from_db()
    other.refresh_from_db()
    assert (slot.taken, other.taken) == (0, 3)
    assert Booking.objects.get().sequence == 1


def test_a_full_day_leaves_everything_as_it_was():
    slot = SlotFactory()
    booking, other = hold(slot, adults=3), sister(slot)
    Availability.objects.filter(pk=other.pk).update(capacity=2)

    with pytest.raises(CannotBook, match="chỉ còn 2"):
        changing.move(booking, other)

    slot.refresh_from_db()
    assert slot.taken == 3


def test_a_paid_day_cannot_be_moved_to_dodge_the_policy():
    slot = slot_in(24, option__policy=PolicyFactory(tiers=STEPS))
    booking = paid(slot)

    with pytest.raises(CannotBook, match="đổi ngày miễn phí"):
        changing.move(booking, sister(slot))


def test_the_hosts_other_day_needs_one_tap():
    slot = SlotFactory(option__experience__instant_confirmation=False)
    booking, other = hold(slot), sister(slot)

    answering.propose(booking, other)
    booking.refresh_from_db()
    answering.take_proposal(booking)

    booking.refresh_from_db()
    assert (booking.slot, booking.status) == (other, BookingStatus.CONFIRMED)


def test_a_host_who_says_no_gives_everything_back_and_says_why():
    slot = slot_in(24, option__experience__instant_confirmation=False)
    booking = paid(slot)

    answering.reject(booking, reason="Nhà có giỗ")

    booking.refresh_from_db()
    assert booking.status == BookingStatus.REJECTED
    assert Refund.objects.get().amount == 300_000


def test_a_request_nobody_answers_in_time_is_given_up():
    booking = hold(SlotFactory(option__experience__instant_confirmation=False))
    assert booking.answer_by

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        call_command("tend_bookings")

    booking.refresh_from_db()
    assert booking.status == BookingStatus.EXPIRED


def test_a_cancelled_slot_tells_everybody_and_gives_everything_back():
    slot = slot_in(13)
    first, second = paid(slot), hold(slot)

    told = answering.cancel_slot(slot, reason="Mưa lớn")

    slot.refresh_from_db()
    assert (told, slot.status, slot.taken) == (2, SlotStatus.CANCELLED, 0)
    assert Refund.objects.get().amount == first.total
    second.refresh_from_db()
    assert second.cancel_reason == "Mưa lớn"


def test_late_money_finds_its_place_again_or_goes_to_a_person(
    django_capture_on_commit_callbacks,
):
    slot = SlotFactory(capacity=2)
    late = hold(slot, PayMethod.VIETQR)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("tend_bookings")
        taken = hold(slot)
        payment = Payment.objects.get(reference=late.code)
        confirm_received(payment, by=None)
        payment.refresh_from_db()
        assert (payment.status, payment.amount) == ("review", 300_000)

        changing.cancel(taken)
        confirm_received(payment, by=None)

    payment.refresh_from_db()
    late.refresh_from_db()
    assert payment.is_paid
    assert late.holds_places


def test_money_for_a_place_sold_meanwhile_is_asked_back_by_itself():
    slot = SlotFactory(capacity=2)
    late = hold(slot, PayMethod.VIETQR)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        hold(slot)
        bookings.money_received(late, by=None)
        payment_came(Payment.objects.get(reference=late.code))

    assert Refund.objects.get().amount == 300_000
    assert Booking.objects.get(pk=late.pk).status == BookingStatus.EXPIRED


def test_a_tap_on_a_visit_cancelled_meanwhile_keeps_the_money_for_a_person(client):
    """The guest says he paid, nobody sees it, a person looks; then the guest cancels."""
    booking = hold(SlotFactory(), PayMethod.VIETQR)
    payment = Payment.objects.get(reference=booking.code)
    bookings.claim_transfer(booking)
    expire(payment)
    changing.cancel(booking)
    host = booking.slot.option.experience.host
    client.force_login(
        member_of(host), backend="django.contrib.auth.backends.ModelBackend"
    )

    url = f"/kenh-ban/khach/{booking.code}/"
    page = client.post(url, {"viec": "da-nhan-tien"}, follow=True).content.decode()

    payment.refresh_from_db()
    booking.refresh_from_db()
    assert (payment.status, payment.paid_at) == ("review", None)
    assert booking.status == BookingStatus.CANCELLED
    assert "Đơn này đã huỷ hoặc hết hạn" in page
    assert "Đã ghi lại" not in page


def test_a_visit_that_stands_is_paid_by_a_tap_while_a_person_looks():
    booking = hold(SlotFactory(), PayMethod.VIETQR)
    payment = Payment.objects.get(reference=booking.code)
    bookings.claim_transfer(booking)
    expire(payment)

    assert bookings.money_received(booking, by=None)

    payment.refresh_from_db()
    assert payment.is_paid


def test_a_hold_can_be_made_longer_ten_times_and_not_after_its_end():
    booking = hold(SlotFactory(), PayMethod.VIETQR)
    first = booking.expires_at

    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert bookings.extend(booking).expires_at > first
    with (
        time_machine.travel(timezone.now() + timedelta(hours=3)),
        pytest.raises(CannotBook, match="đã hết"),
    ):
        bookings.extend(booking)


def test_one_telephone_promises_one_visit_at_a_time():
    slot = SlotFactory()
    anna = guest()
    bookings.hold(slot, party(slot), anna, PayMethod.CASH, uuid=uuid.uuid4())

    with pytest.raises(CannotBook, match="Số điện thoại này"):
        bookings.hold(slot, party(slot), anna, PayMethod.CASH, uuid=uuid.uuid4())


@pytest.mark.parametrize("answers", [True, False])
def test_who_pays_at_the_village_says_once_more_that_he_comes(client, answers):
    slot = slot_in(200)
    booking = hold(slot)

    with time_machine.travel(slot.cutoff_at - timedelta(hours=30)):
        call_command("tend_bookings")
        booking.refresh_from_db()
        assert booking.reconfirm_asked_at
        if answers:
            client.post(f"{booking.get_absolute_url()}van-den/")
    with time_machine.travel(slot.cutoff_at + timedelta(minutes=1)):
        call_command("tend_bookings")

    booking.refresh_from_db()
    assert booking.holds_places is answers


def test_the_first_in_the_queue_who_fits_gets_the_free_places():
    slot = SlotFactory(capacity=2)
    seated = hold(slot, adults=2)
    four = guest()
    with pytest.raises(CannotBook, match="tất cả 2 chỗ"):
        waiting.join(slot, party(slot, adults=4), four, PayMethod.CASH)
    entry = waiting.join(slot, party(slot, adults=2), guest(), PayMethod.CASH)
    later = waiting.join(slot, party(slot, adults=1), guest(), PayMethod.CASH)

    changing.cancel(seated)
    call_command("tend_bookings")

    entry.refresh_from_db()
    later.refresh_from_db()
    assert entry.booking.status == BookingStatus.ON_HOLD
    assert later.booking is None
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        with pytest.raises(CannotBook, match="hết hạn"):
            waiting.take_up(entry.booking)
        call_command("tend_bookings")
    later.refresh_from_db()
    assert later.booking.pax == 1


def test_a_trip_is_booked_whole_or_not_at_all():
    first = slot_in(72)
    second = slot_in(78, capacity=1)
    legs = trips.legs_for([first, second], {"ADULT": 2, "CHILD": 0})

    with pytest.raises(CannotBook, match=second.option.experience.name):
        trips.book("Một ngày ba làng", legs, guest(), uuid=uuid.uuid4())
    assert not Booking.objects.exists()

    Availability.objects.filter(pk=second.pk).update(capacity=4)
    key = uuid.uuid4()
    trip = trips.book("Một ngày ba làng", legs, guest(), uuid=key)
    assert trips.book("Một ngày ba làng", legs, guest(), uuid=key) == trip
    assert trip.bookings.filter(status=BookingStatus.CONFIRMED).count() == 2


def test_stops_at_the_same_hour_are_refused():
    legs = trips.legs_for([slot_in(72), slot_in(73)], {"ADULT": 1})

    with pytest.raises(CannotBook, match="trùng giờ"):
        trips.book("Hai nơi một lúc", legs, guest(), uuid=uuid.uuid4())


def test_a_group_gets_a_slot_of_its_own_that_nobody_else_sees(client):
    slot = SlotFactory()
    asked = groups.ask(
        GroupRequest(
            experience=slot.option.experience,
            wished_on=slot.local_date,
            people=25,
            name="Trường tiểu học",
            phone="+84912345678",
        )
    )

    at = slot.starts_at + timedelta(hours=6)
    booking = groups.offer(asked, starts_at=at, total=2_000_000, answer="Mời các em")
    waiting.take_up(booking)

    booking.refresh_from_db()
    assert (booking.status, booking.pax) == (BookingStatus.CONFIRMED, 25)
    assert booking.slot not in Availability.objects.bookable(timezone.now())


def kiln_of(slot, **facts):
    host = slot.option.experience.host
    return Resource.objects.create(host=host, kind="PLACE", name="Lò gốm", **facts)


def test_one_kiln_is_not_fired_for_two_slots_at_once():
    here, there = SlotFactory(), SlotFactory()
    kiln = kiln_of(here)
    for slot in (here, there):
        Need.objects.create(option=slot.option, resource=kiln)
    first = hold(here)

    with pytest.raises(CannotBook, match="Lò gốm đã được dùng"):
        hold(there)
    assert there not in Availability.objects.bookable(timezone.now()).undisturbed()

    changing.cancel(first)
    assert hold(there).status == BookingStatus.CONFIRMED


def test_houses_take_turns_by_their_share():
    slots = [SlotFactory()]
    slots += [sister(slots[0], days) for days in range(1, 6)]
    houses = [kiln_of(slots[0], weight=weight) for weight in (1, 2)]
    for house in houses:
        Need.objects.create(option=slots[0].option, resource=house, takes_turns=True)

    for slot in slots:
        hold(slot)

    served = [in_charge(slot)[0] for slot in slots]
    assert (served.count(houses[0]), served.count(houses[1])) == (2, 4)
    assert pass_turn(slots[0]) != served[0]


def claimed(slot):
    booking = hold(slot, PayMethod.VIETQR)
    bookings.claim_transfer(booking)
    return booking


def scan(text, nonce="1", **facts):
    facts = {"at": timezone.now(), **facts}
    return checkin.Scan(text, facts.pop("device", "phone"), nonce, **facts)


def test_a_ticket_admits_once_per_person():
    slot = slot_in(13)
    booking = hold(slot, adults=3)
    host = slot.option.experience.host
    one = booking.items.first()
    now = slot.starts_at

    with time_machine.travel(now):
        answers = [
            checkin.check_in(scan(text, str(n)), host=host, by=None).result
            for n, text in enumerate(
                [one.token, one.token, booking.code, booking.token]
            )
        ]

    assert answers == [Result.ADMITTED, Result.ALREADY, Result.ADMITTED, Result.ALREADY]
    assert booking.items.filter(redeemed_at=None).count() == 0


def test_the_same_scan_sent_again_is_one_scan():
    slot = slot_in(13)
    booking, host = hold(slot), slot.option.experience.host

    with time_machine.travel(slot.starts_at):
        first = checkin.check_in(scan(booking.token), host=host, by=None)
        again = checkin.check_in(scan(booking.token), host=host, by=None)

    assert first == again
    assert first.result == Result.ADMITTED


def test_a_stolen_ticket_scanned_on_two_phones_without_a_network_admits_once():
    slot = slot_in(13)
    booking, host = hold(slot), slot.option.experience.host

    with time_machine.travel(slot.starts_at):
        both = [
            checkin.check_in(
                scan(booking.token, device=phone, is_offline=True), host=host, by=None
            ).result
            for phone in ("a", "b")
        ]

    assert both == [Result.ADMITTED, Result.ALREADY]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda slot: "khong-co", Result.UNKNOWN),
        (lambda slot: claimed(slot).code.lower(), Result.UNPAID),
        (lambda slot: hold(slot, PayMethod.VIETQR).code, Result.EXPIRED),
        (lambda slot: changing.cancel(hold(slot)).code, Result.CANCELLED),
        (lambda slot: hold(sister(slot)).code, Result.WRONG_DAY),
        (lambda slot: hold(SlotFactory()).code, Result.OTHER_HOST),
    ],
)
def test_who_may_not_come_in_is_told_why_and_it_is_kept(make, expected):
    slot = slot_in(13)
    text = make(slot)

    with time_machine.travel(slot.starts_at):
        row = checkin.check_in(scan(text), host=slot.option.experience.host, by=None)

    assert (row.result, row.pk is not None) == (expected, True)


def test_the_manifest_on_a_phone_holds_no_token_and_no_telephone():
    slot = slot_in(13)
    booking = hold(slot)

    rows = checkin.manifest(slot.option.experience.host, slot.local_date)

    told = str(rows)
    assert booking.token not in told
    assert booking.phone not in told
    assert checkin.digest(booking.token) in rows[0]["hashes"]


def test_the_nightly_look_names_the_slot_that_does_not_add_up(capsys):
    slot = SlotFactory()
    hold(slot)
    call_command("check_capacity")

    Availability.objects.filter(pk=slot.pk).update(taken=5)
    with pytest.raises(CommandError):
        call_command("check_capacity")

    assert f"slot {slot.pk}" in capsys.readouterr().err
    Availability.objects.filter(pk=slot.pk).update(taken=2)


def test_a_foreigner_reads_of_a_change_in_english(django_capture_on_commit_callbacks):
    slot = SlotFactory()
    booking = hold(slot)
    Booking.objects.filter(pk=booking.pk).update(language="en")
    booking.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        changing.move(booking, sister(slot))

    assert "Your ticket has changed" in mail.outbox[-1].subject
