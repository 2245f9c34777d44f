"""What carriers say about parcels: counted once, in order, never backwards; doubts go to a person."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import fulfil, undelivered
from .carriers import CARRIERS
from .carriers.port import ENDS, RANK, News, Tracking
from .locking import locked
from .models import (
    RECEIVED,
    Actor,
    IllegalMove,
    ProducerOrder,
    State,
    TrackingEvent,
    Waybill,
)

CLOCK_SKEW = timedelta(minutes=10)


class UnknownParcel(Exception):
    """No waybill of ours has this code, yet."""


@dataclass(frozen=True)
class Verdict:
    """Whether news count, what to note, and whether a person must look."""

    counts: bool
    note: str = ""
    needs_look: bool = False


def waybill_of(carrier: str, news: News) -> Waybill:
    """By our own code first: a webhook may come before the answer to our request."""
    ours = (
        Q(code=news.our_code) if news.our_code else Q(tracking_code=news.tracking_code)
    )
    found = Waybill.objects.filter(
        ours | Q(tracking_code=news.tracking_code), carrier=carrier
    ).exclude(tracking_code="", code="")
    waybill = found.order_by("pk").first() if news.tracking_code else None
    if waybill is None:
        raise UnknownParcel(news.tracking_code)
    return waybill


def hear(carrier: str, news: News) -> None:
    """Take news of a parcel, asking the carrier back where that is possible; raises UnknownParcel."""
    waybill = waybill_of(carrier, news)
    if TrackingEvent.objects.filter(waybill=waybill, event_id=news.event_id).exists():
        return
    port = CARRIERS[carrier]
    if port.confirms:
        now = port.detail(news.tracking_code, waybill.shop)
        if now is not None:
            news = replace(
                news, raw_status=now.raw_status, tracking=now.tracking, at=now.at
            )
    follow(waybill, news)


@transaction.atomic
def follow(waybill: Waybill, news: News) -> None:
    """Payment, producer order, waybill are locked in this order; then the news are judged."""
    part = locked(waybill.part)
    waybill = Waybill.objects.locked().get(pk=waybill.pk)
    event, created = TrackingEvent.objects.get_or_create(
        waybill=waybill, event_id=news.event_id[:120], defaults=_facts(news)
    )
    if not created:
        return
    verdict = judge(waybill, news)
    if verdict.counts:
        _advance(waybill, news)
        verdict = _move(part, waybill, news, verdict)
    event.counted, event.note = verdict.counts, verdict.note[:255]
    event.needs_look = verdict.needs_look
    event.save(update_fields=["counted", "note", "needs_look"])


def _facts(news: News) -> dict[str, object]:
    return {
        "kind": news.kind[:40],
        "raw_status": news.raw_status[:120],
        "tracking": news.tracking or "",
        "at": news.at,
    }


def judge(waybill: Waybill, news: News) -> Verdict:
    """Decide about news against what is known of a locked waybill."""
    if news.tracking is None:
        return Verdict(False, _("Trạng thái lạ, chưa biết là gì."), needs_look=True)
    if news.partial_return:
        return Verdict(False, _("Khách chỉ nhận một phần."), needs_look=True)
    old, new = Tracking(waybill.tracking), news.tracking
    if new == old:
        return Verdict(True, news.note)
    if old in ENDS:
        note = _("Kiện đã kết thúc: %(state)s. Tin này không được tính.")
        return Verdict(False, note % {"state": old.label}, needs_look=True)
    if _is_older(waybill, news) or RANK[new] < RANK[old]:
        return Verdict(False, _("Tin cũ hoặc đi lùi, không được tính."))
    return Verdict(True, news.note)


def _is_older(waybill: Waybill, news: News) -> bool:
    return waybill.tracked_at is not None and news.at < waybill.tracked_at


def _advance(waybill: Waybill, news: News) -> None:
    waybill.tracking = news.tracking or waybill.tracking
    # A carrier's clock that runs ahead must not make all later news look old.
    at = min(news.at, timezone.now() + CLOCK_SKEW)
    waybill.tracked_at = max(at, waybill.tracked_at or at)
    waybill.tracking_code = waybill.tracking_code or news.tracking_code
    waybill.booked_at = waybill.booked_at or timezone.now()
    if news.fee is not None:
        waybill.fee = news.fee
    waybill.save()


def _move(
    part: ProducerOrder, waybill: Waybill, news: News, verdict: Verdict
) -> Verdict:
    """Let the producer order follow its parcel; where it cannot, a person looks."""
    try:
        with transaction.atomic():
            _follow_part(part, waybill)
    except (IllegalMove, fulfil.CannotMove) as error:
        return Verdict(True, str(error), needs_look=True)
    if news.cod is not None and news.cod != waybill.cod_amount:
        note = _("Đơn vị giao ghi thu hộ %(theirs)s, ta ghi %(ours)s.")
        words = {"theirs": news.cod, "ours": waybill.cod_amount}
        return Verdict(True, note % words, needs_look=True)
    if news.tracking == Tracking.LOST:
        return Verdict(True, _("Mất hoặc hỏng: đòi bồi thường."), needs_look=True)
    return verdict


def _follow_part(part: ProducerOrder, waybill: Waybill) -> None:
    tracking = Tracking(waybill.tracking)
    if tracking in (Tracking.BOOKED, Tracking.CANCELLED):
        return
    if waybill.shipment_id is None:
        _hand_over(part, waybill)
    if tracking == Tracking.DELIVERED:
        _deliver(part)
    elif tracking == Tracking.RETURNED:
        undelivered.come_back(part, note=str(waybill))


def _hand_over(part: ProducerOrder, waybill: Waybill) -> None:
    """The carrier has it: what the maker forgot to tap is caught up with."""
    if part.state == State.ACCEPTED:
        fulfil.pack(part, by=None)
        part.refresh_from_db()
    if part.state == State.PACKED:
        carrier = waybill.get_carrier_display()
        fulfil.hand_over(
            part, by=None, carrier=carrier, tracking_code=waybill.tracking_code
        )
        part.refresh_from_db()
    bind(waybill)


def bind(waybill: Waybill) -> None:
    """The parcel of the hand-over is the one of this waybill."""
    taken = waybill.part.shipments.filter(tracking_code=waybill.tracking_code).last()
    if taken and waybill.shipment_id is None:
        waybill.shipment = taken
        waybill.save(update_fields=["shipment"])


def _deliver(part: ProducerOrder) -> None:
    """All its parcels have arrived: the buyer has it."""
    part.refresh_from_db()
    others = part.waybills.exclude(tracking__in=ENDS)
    if part.state not in RECEIVED and not others.exists():
        fulfil.deliver(part, by=None, actor=Actor.CARRIER)
