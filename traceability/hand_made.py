"""Does the maker make it himself? Computed from proof, each time anew: recorded lots, approved photos, a visit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import ExtractMonth, ExtractYear, TruncDate
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

from .models import Event, EventItem, EventPhoto, Lot
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


class Days(Aggregate):
    """All the days of a group as one JSON array; both our databases have it under a name of their own."""

    template = "%(function)s(%(expressions)s)"
    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **more)


def standing(producer: Producer, on: date | None = None) -> Standing:
    """One question to the database however much was recorded: the page of a product asks it too."""
    day = on or timezone.localdate()
    rule = _rules(producer, day).first()
    if rule is None:
        return Standing(None, 0, [])
    fresh = sorted(map(date.fromisoformat, rule.fresh or ()), reverse=True)
    proofs = [*_by_lots(rule, fresh), *_by_photos(rule, day), *_by_visit(rule, day)]
    return Standing(rule, len(fresh), proofs, rule.lost or "")


def _rules(producer: Producer, day: date) -> Any:
    """The rule of the day, with what is known of this maker by its measure beside it."""
    lost = HandMadeLoss.objects.filter(producer=producer, ended_at=None)
    visits = MakerVisit.objects.filter(producer=producer, visited_on__lte=day)
    fronts = ShopFront.objects.approved().filter(producer=producer)
    return HandMadeRule.objects.on(day).annotate(
        fresh=Subquery(_lots(producer, day)),
        lost=Subquery(lost.values("reason")[:1]),
        visited_on=Subquery(visits.order_by("-visited_on").values("visited_on")[:1]),
        front_at=Subquery(fronts.values("decided_at")[:1]),
        front_steps=Subquery(fronts.values("steps")[:1]),
    )


def _lots(producer: Producer, day: date) -> Any:
    """The newest day of each of his own lots that has enough steps with photos, for the rule around it."""
    steps = _steps(day).values("lot")
    own = Lot.objects.made_by(producer).filter(recalled_at=None)
    enough = own.annotate(
        steps=Subquery(steps.annotate(n=Count("event", distinct=True)).values("n")),
        last=Subquery(steps.annotate(at=Max("event__event_time")).values("at")),
    ).filter(steps__gte=OuterRef("least_steps"))
    by_maker = enough.order_by().values("location__producer")
    return by_maker.annotate(days=Days(TruncDate("last"))).values("days")


def _steps(day: date) -> QuerySet[EventItem]:
    """What was done with the lot around it and photographed, within the months of the rule around that.

    Months are counted as people count them: on the 31st of March the 28th of February is a month ago.
    """
    photos = EventPhoto.objects.filter(event=OuterRef("pk"))
    at, months = "event__event_time", OuterRef(OuterRef("lots_months"))
    ago = Value(day.year * 12 + day.month) - ExtractYear(at) * 12 - ExtractMonth(at)
    return (
        EventItem.objects.filter(
            part__in=OWN_PARTS,
            lot=OuterRef("pk"),
            event__in=Event.objects.standing().filter(Exists(photos)),
            event__event_time__date__lte=day,
        )
        .alias(months_ago=ago)
        .filter(
            Q(months_ago__lt=months)
            | Q(months_ago=months, event__event_time__day__gt=day.day)
        )
        .order_by()
    )


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
