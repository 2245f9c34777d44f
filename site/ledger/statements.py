"""A maker's statement of a month or a year: sums of postings, each of which can be opened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, IntegerField, Q, Sum, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from producers.models import Producer
from vietnam.dong import Dong

from .chart import Code
from .models import Kind, Posting, PostingQuerySet, Statement, What
from .periods import Days, Period

# What the maker has from us or owes us; the memo account balances with what he took in himself.
BALANCE = (Code.PRODUCER, Code.RECEIVABLE)
HIS = (*BALANCE, Code.PRODUCER_SALES)
GIVEN = [What.GOODS, What.DELIVERY, What.GOODWILL]


@dataclass(frozen=True)
class Figure:
    """A line of the statement: which postings on the maker's accounts it sums, and with what sign."""

    code: str
    label: str | Promise
    which: Q
    sign: int = -1


# What was booked to put something right stands in a line of its own.
ODD = Q(entry__kind__in=[Kind.CORRECTION, Kind.DISPUTE])
SALE, REFUND = Q(entry__kind=Kind.SALE), Q(entry__kind=Kind.REFUND)
REMITTED = Q(entry__kind=Kind.REMITTANCE)
EARNED = [
    Figure("tien-hang", _("Tiền hàng bán được"), SALE & Q(what=What.GOODS)),
    Figure("phi-giao", _("Phí giao khách trả"), SALE & Q(what=What.DELIVERY)),
    Figure(
        "khuyen-mai",
        _("Khuyến mại do đơn vị vận hành bù"),
        Q(what=What.PROMOTION) & ~ODD,
    ),
    Figure("hoan-tien", _("Hoàn lại cho khách"), REFUND & Q(what__in=GIVEN)),
    Figure("phi-dich-vu", _("Phí dịch vụ"), Q(what=What.FEE) & ~ODD),
    Figure("thue", _("Thuế đã khấu trừ"), Q(what__in=[What.VAT, What.PIT]) & ~ODD),
    Figure("quy-lang", _("Góp quỹ làng"), Q(what=What.FUND) & ~ODD),
    Figure(
        "giao-hang",
        _("Đơn vị giao hàng giữ lại"),
        REMITTED & Q(what=What.DELIVERY),
    ),
    Figure("sua-sai", _("Sửa sai"), ODD),
]
RECEIVED = [
    Figure(
        "chuyen-thang", _("Khách trả thẳng cho bạn"), Q(account=Code.PRODUCER_SALES)
    ),
    Figure(
        "thu-ho",
        _("Đơn vị giao hàng trả, trừ phần bạn tự hoàn"),
        (REMITTED | REFUND) & Q(account__in=BALANCE, what=What.MONEY),
        1,
    ),
    Figure(
        "chi-tra",
        _("Đơn vị vận hành chi trả"),
        Q(account__in=BALANCE, entry__kind__in=[Kind.PAYOUT, Kind.RETURNED]),
        1,
    ),
    Figure(
        "ban-tra-phi",
        _("Bạn đã trả phí"),
        Q(account__in=BALANCE, entry__kind=Kind.DUES),
        1,
    ),
]
FIGURES = {figure.code: figure for figure in [*EARNED, *RECEIVED]}


@dataclass(frozen=True)
class Row:
    figure: Figure
    amount: Dong


@dataclass(frozen=True)
class Account:
    """A statement: đồng are the maker's when positive, ours when negative."""

    producer: Producer
    period: Period
    opening: Dong
    earned: list[Row]
    received: list[Row]

    @property
    def earned_total(self) -> Dong:
        return sum(row.amount for row in self.earned)

    @property
    def received_total(self) -> Dong:
        return sum(row.amount for row in self.received)

    @property
    def closing(self) -> Dong:
        return self.opening + self.earned_total - self.received_total


def statement(producer: Producer, period: Period) -> Account:
    """The sums of a period, in one query a side."""
    within = _within(producer, period)
    return Account(
        producer,
        period,
        -_of(producer, *BALANCE).filter(entry__at__lt=period.start).total(),
        _rows(within, EARNED),
        _rows(within, RECEIVED),
    )


def earned_in(producer: Producer, days: Days) -> Dong:
    """What was earned in some days: the sum a statement of them would have."""
    return sum(row.amount for row in _rows(_within(producer, days), EARNED))


def balance(producer: Producer) -> Dong:
    """What we owe the maker now; negative when he owes us."""
    return -_of(producer, *BALANCE).total()


def in_transit(producer: Producer) -> Dong:
    """Of the balance, what a carrier has collected and not paid out yet."""
    return _of(producer, Code.COD_IN_TRANSIT).total()


def lines(producer: Producer, period: Period, figure: Figure) -> PostingQuerySet:
    """The postings behind a number, oldest first; each counts with the figure's sign."""
    found = _within(producer, period).filter(figure.which)
    return found.select_related("entry").order_by("entry__at", "pk")


def all_lines(producer: Producer, period: Period, figures: Sequence[Figure]) -> Any:
    """The postings behind one side of a statement with their `figure`, in the order it has on paper."""
    cases = [When(f.which, then=Value(f.code)) for f in figures]
    places = [When(f.which, then=Value(n)) for n, f in enumerate(figures)]
    found = _within(producer, period).annotate(
        figure=Case(*cases, output_field=CharField()),
        place=Case(*places, output_field=IntegerField()),
    )
    found = found.filter(place__isnull=False)
    return found.order_by("place", "entry__at", "pk")


def _of(producer: Producer, *codes: Code) -> PostingQuerySet:
    return Posting.objects.of(producer).on(*codes)


def _within(producer: Producer, period: Period | Days) -> PostingQuerySet:
    return _of(producer, *HIS).filter(
        entry__at__gte=period.start, entry__at__lt=period.end, currency="VND"
    )


def _rows(postings: PostingQuerySet, figures: list[Figure]) -> list[Row]:
    sums = {_column(f): Sum("amount", filter=f.which, default=0) for f in figures}
    found = postings.aggregate(**sums)
    return [Row(f, f.sign * found[_column(f)]) for f in figures]


def _column(figure: Figure) -> str:
    return figure.code.replace("-", "_")


@transaction.atomic
def close(period: Period, *, by: Any) -> int:
    """Close a month that is over for every maker in the books; returns how many were closed now.

    Raises ValueError for a month that is not over.
    """
    if not (period.month and period.is_over):
        raise ValueError(f"{period} is not a month that is over")
    return sum(_close(producer, period, by) for producer in _in_the_books(period))


def _in_the_books(period: Period) -> Iterator[Producer]:
    known = Posting.objects.filter(entry__at__lt=period.end).values("producer")
    done = Statement.objects.filter(month=period.first).values("producer")
    yield from Producer.objects.filter(pk__in=known).exclude(pk__in=done).order_by("pk")


def _close(producer: Producer, period: Period, by: Any) -> bool:
    Producer.objects.select_for_update().get(pk=producer.pk)
    told = statement(producer, period)
    _row, is_new = Statement.objects.get_or_create(
        producer=producer,
        month=period.first,
        defaults={
            "opening": told.opening,
            "earned": told.earned_total,
            "received": told.received_total,
            "closing": told.closing,
            "closed_at": timezone.now(),
            "closed_by": by,
        },
    )
    return is_new


def changed_since_closed() -> Iterator[Statement]:
    """Closed months whose postings no longer sum to what was told: none, unless somebody cheated."""
    for told in Statement.objects.select_related("producer"):
        now = statement(told.producer, Period(told.month.year, told.month.month))
        figures = (now.opening, now.earned_total, now.received_total, now.closing)
        if figures != (told.opening, told.earned, told.received, told.closing):
            yield told
