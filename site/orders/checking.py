"""Do the books, the orders, the payments and the shelves say the same? Asked nightly by `check_books`."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from catalog.stock_proof import unexplained
from ledger.chart import Code
from ledger.models import Entry, Kind, Posting, PostingQuerySet, What
from ledger.sides import OWED
from ledger.statements import changed_since_closed
from payments.models import Payment, Refund, RefundState, Status
from tourism.models import Booking
from vietnam.dong import Dong

from .models import RECEIVED, OrderLine, ProducerOrder
from .reserved import overdue

# News of money is told at once, and again by a sweep every few minutes.
GRACE = timedelta(minutes=15)
FROM_HAND = Q(account__in=[Code.HELD_BY_PRODUCER, Code.BANK, Code.GATEWAY]) | Q(
    account=Code.PRODUCER, what=What.MONEY
)


def faults() -> Iterator[str]:
    """Everything that is wrong, a sentence each; nothing when all is well."""
    for check in CHECKS:
        yield from check()


def unbalanced_entries() -> Iterator[str]:
    sums = (
        Posting.objects.order_by()
        .values("entry__key", "currency")
        .annotate(sum=Sum("amount"))
        .exclude(sum=0)
    )
    for row in sums:
        yield f"entry {row['entry__key']}: {row['sum']:+} {row['currency']} out of balance"
    for entry in Entry.objects.annotate(n=Count("postings")).filter(n__lt=2):
        yield f"entry {entry.key}: fewer than two postings"


def unbooked_payments() -> Iterator[str]:
    """Every payment that has come is in the books once, with its whole amount."""
    told = _sums(Posting.objects.filter(what=What.MONEY, amount__gt=0), Kind.SALE, -1)
    for payment in _settled():
        amount = told.get(payment.code, 0)
        if amount != payment.amount:
            yield f"payment {payment.code}: {payment.amount} came, {amount} is booked"
    here = [Status.PAID, Status.RETURNING]
    paid = Payment.objects.filter(status__in=here).values_list("code", flat=True)
    for code in told.keys() - set(paid):
        yield f"payment {code}: booked, but it was not paid"


def _sums(postings: PostingQuerySet, kind: Kind, word: int) -> dict[str, Dong]:
    """Σ by that word of the entry's key: the payment or the refund it tells of."""
    rows = (
        postings.filter(entry__kind=kind)
        .order_by()
        .values("entry__key")
        .annotate(sum=Sum("amount"))
    )
    sums: dict[str, Dong] = {}
    for row in rows:
        code = row["entry__key"].split(":")[word]
        sums[code] = sums.get(code, 0) + row["sum"]
    return sums


def _settled() -> Iterator[Payment]:
    """Payments for an order or a booking whose news must have arrived by now."""
    parts = ProducerOrder.objects.filter(payment_reference=OuterRef("reference"))
    bookings = Booking.objects.filter(code=OuterRef("reference"))
    yield from Payment.objects.filter(
        Exists(parts) | Exists(bookings),
        status=Status.PAID,
        paid_at__lte=timezone.now() - GRACE,
    ).order_by("pk")


def unbooked_refunds() -> Iterator[str]:
    """Every refund that left is in the books with its whole amount; one that came back is not."""
    out = Posting.objects.filter(FROM_HAND, amount__lt=0)
    told = _sums(out.filter(entry__key__startswith="refund:"), Kind.REFUND, 1)
    back = Posting.objects.filter(FROM_HAND, amount__gt=0)
    undone = _sums(back.filter(entry__key__startswith="refund-failed:"), Kind.REFUND, 1)
    for refund in _left():
        amount = -told.get(refund.code, 0) - undone.get(refund.code, 0)
        due = refund.amount if refund.state == RefundState.DONE else 0
        if amount != due:
            yield f"refund {refund.code}: {due} left, {amount} is booked"


def _left() -> Iterator[Refund]:
    found = Refund.objects.filter(done_at__lte=timezone.now() - GRACE)
    yield from (refund for refund in found.order_by("pk") if refund.moves_money)


def refunds_beyond_payments() -> Iterator[str]:
    done = (
        Refund.objects.filter(state=RefundState.DONE)
        .exclude(method="replacement")
        .order_by()
        .values("payment__code", "payment__amount", "payment__refunded")
        .annotate(sum=Sum("amount"))
    )
    for row in done:
        if not row["sum"] == row["payment__refunded"] <= row["payment__amount"]:
            yield (
                f"payment {row['payment__code']}: {row['sum']} refunded of "
                f"{row['payment__amount']}, {row['payment__refunded']} noted"
            )


def lines_other_than_booked() -> Iterator[str]:
    """Statements are sums of postings; so a line and its postings must tell the same figures."""
    sold = Posting.objects.filter(entry__kind=Kind.SALE)
    goods = _by_reference(sold.on(*OWED).filter(what=What.GOODS))
    fees = _by_reference(sold.on(Code.COMMISSION))
    taxes = _by_reference(sold.on(Code.TAX_WITHHELD))
    for line in OrderLine.objects.select_related("part").order_by("pk").iterator():
        if goods.get(line.code) != line.total:
            continue
        tax = line.final(line.vat_withheld) + line.final(line.pit_withheld)
        frozen = (line.final(line.fee), tax)
        told = (fees.get(line.code, 0), taxes.get(line.code, 0))
        if told != frozen:
            yield f"line {line.code}: fee and tax {frozen} frozen, {told} booked"


def visits_other_than_booked() -> Iterator[str]:
    """Of a visit paid as it stands, the village's fund is owed what the guest was told."""
    sold = Posting.objects.filter(entry__kind=Kind.SALE)
    paid = _by_reference(sold.on(*OWED).filter(what=What.GOODS, category="service"))
    funds = _by_reference(sold.on(Code.VILLAGE_FUND))
    visits = Booking.objects.filter(code__in=paid, total__gt=0).order_by("pk")
    for code, total, share in visits.values_list("code", "total", "fund_share"):
        if paid[code] == total and funds.get(code, 0) != share:
            yield f"visit {code}: {share} for the village, {funds.get(code, 0)} booked"


def free_parts_unbooked() -> Iterator[str]:
    """What vouchers of the platform paid for wholly has no payment, yet the maker is owed it."""
    borne = Q(shipping_discount_borne_by_platform__gt=0) | Q(
        lines__discount_borne_by_platform__gt=0
    )
    free = ProducerOrder.objects.filter(
        borne, state__in=RECEIVED, goods_total=0, shipping_fee=0
    )
    keys = {f"sale:{code}:voucher" for code in free.values_list("code", flat=True)}
    told = Entry.objects.filter(key__in=keys).values_list("key", flat=True)
    for key in sorted(keys - set(told)):
        yield f"{key}: what the platform bears is not booked"


def _by_reference(postings: PostingQuerySet) -> dict[str, Dong]:
    rows = postings.order_by().values("reference").annotate(sum=Sum("amount"))
    return {row["reference"]: -row["sum"] for row in rows}


def unexplained_stock() -> Iterator[str]:
    rows = unexplained().values_list("sku", "stock", "moved")  # type: ignore[misc]
    for sku, stock, moved in rows:
        yield f"stock {sku}: {stock} on the shelf, {moved} by its movements"


def late_reservations() -> Iterator[str]:
    for held in overdue():
        yield f"reservation of line {held.line.code}: {held.quantity} kept past its term"


def changed_statements() -> Iterator[str]:
    for told in changed_since_closed():
        yield f"statement {told}: the postings of the month sum to something else now"


CHECKS = [
    unbalanced_entries,
    unbooked_payments,
    unbooked_refunds,
    refunds_beyond_payments,
    lines_other_than_booked,
    visits_other_than_booked,
    free_parts_unbooked,
    changed_statements,
    unexplained_stock,
    late_reservations,
]
