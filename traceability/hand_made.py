"""Does the maker make it himself? Computed from proof, each time anew: recorded lots, approved photos, a visit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dateutil.relativedelta import relativedelta

from producers.fronting import LEAST
from producers.models import (
    HandMadeLoss,
    HandMadeRule,
    MakerVisit,
    Producer,
    ShopFront,
)

from .models import Event, EventItem, EventPhoto
from .models.events import OWN_PARTS


@dataclass(frozen=True)
class Proof:
    """One reason to believe it, in words, and the last day it holds."""

    why: str
    until: date


@dataclass(frozen=True)
class Standing:
    """What is known of a maker on one day; `rule` is None where none is in force."""

    rule: HandMadeRule | None
    lots: int
    proofs: list[Proof]
    lost: str = ""

    @property
    def proof(self) -> Proof | None:
        """The strongest reason; never one once an officer took the badge away."""
        return self.proofs[0] if self.proofs and not self.lost else None

    @property
    def lots_missing(self) -> int:
        return max(self.rule.least_lots - self.lots, 0) if self.rule else 0


def standing(producer: Producer, on: date | None = None) -> Standing:
    """Two questions to the database however much was recorded, one where no photo was."""
    day = on or timezone.localdate()
    rule = _rules(producer, day).first()
    if rule is None:
        return Standing(None, 0, [])
    fresh = _lots(producer, rule, day) if rule.has_photos else []
    proofs = [*_by_lots(rule, fresh), *_by_photos(rule, day), *_by_visit(rule, day)]
    return Standing(rule, len(fresh), proofs, rule.lost or "")


def _rules(producer: Producer, day: date) -> Any:
    """The rule of the day, with what the office knows of this maker beside it."""
    lost = HandMadeLoss.objects.filter(producer=producer, ended_at=None)
    visits = MakerVisit.objects.filter(producer=producer, visited_on__lte=day)
    fronts = ShopFront.objects.approved().filter(producer=producer)
    photos = EventPhoto.objects.filter(event__lots__location__producer=producer)
    return HandMadeRule.objects.on(day).annotate(
        has_photos=Exists(photos),
        lost=Subquery(lost.values("reason")[:1]),
        visited_on=Subquery(visits.order_by("-visited_on").values("visited_on")[:1]),
        front_at=Subquery(fronts.values("decided_at")[:1]),
        front_steps=Subquery(fronts.values("steps")[:1]),
    )


def _lots(producer: Producer, rule: HandMadeRule, day: date) -> list[date]:
    """The newest day of each of his own lots that has enough steps with photos, the newest first."""
    photos = EventPhoto.objects.filter(event=OuterRef("pk"))
    events = Event.objects.standing().filter(Exists(photos))
    own = EventItem.objects.filter(
        part__in=OWN_PARTS,
        lot__location__producer=producer,
        lot__recalled_at=None,
        event__in=events,
        event__event_time__date__gt=day - relativedelta(months=rule.lots_months),
        event__event_time__date__lte=day,
    )
    rows = (
        own.order_by()
        .values("lot")
        .annotate(steps=Count("event", distinct=True), last=Max("event__event_time"))
        .filter(steps__gte=rule.least_steps)
    )
    return sorted((timezone.localdate(row["last"]) for row in rows), reverse=True)


def _by_lots(rule: HandMadeRule, fresh: list[date]) -> Iterator[Proof]:
    if len(fresh) < rule.least_lots:
        return
    says = ngettext(
        "%(n)s mẻ có ảnh từng bước, gần nhất %(day)s",
        "%(n)s mẻ có ảnh từng bước, gần nhất %(day)s",
        len(fresh),
    )
    oldest_needed = fresh[rule.least_lots - 1]
    until = oldest_needed + relativedelta(months=rule.lots_months, days=-1)
    yield Proof(says % {"n": len(fresh), "day": _day(fresh[0])}, until)


def _by_photos(rule: Any, day: date) -> Iterator[Proof]:
    if rule.front_at is None or len(rule.front_steps) < LEAST:
        return
    seen = timezone.localdate(rule.front_at)
    until = seen + relativedelta(months=rule.photos_months, days=-1)
    if seen <= day <= until:
        says = _("ảnh từng bước làm được cán bộ duyệt ngày %(day)s")
        yield Proof(says % {"day": _day(seen)}, until)


def _by_visit(rule: Any, day: date) -> Iterator[Proof]:
    if rule.visited_on is None:
        return
    until = rule.visited_on + relativedelta(months=rule.visit_months, days=-1)
    if day <= until:
        says = _("cán bộ đến xem tận nơi ngày %(day)s")
        yield Proof(says % {"day": _day(rule.visited_on)}, until)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
