"""Which dated rows apply to a sale, and what they make in đồng: looked up once, then frozen."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Q, QuerySet

from catalog.models import Category, Product
from core.dated import in_force
from producers.models import Producer
from vietnam.dong import Dong, percent

from .models import FeeRate, Tax, TaxRate, Threshold, Withholding


@dataclass(frozen=True)
class Sold:
    """One line as fees and taxes see it; `held_by` is who holds the buyer's money."""

    producer: Producer
    category: Category | None
    tax_category: str
    amount: Dong
    held_by: str
    product: Product | None = None


@dataclass(frozen=True)
class Frozen:
    """What is kept of a line, in đồng, and by which rows."""

    fee: Dong = 0
    vat_withheld: Dong = 0
    pit_withheld: Dong = 0
    fee_rate: FeeRate | None = None
    vat_rate: TaxRate | None = None
    pit_rate: TaxRate | None = None

    @property
    def tax(self) -> Dong:
        return self.vat_withheld + self.pit_withheld


def freeze(sold: Sold, *, on: date) -> Frozen:
    """Fee and withheld tax of a line sold on a day. No row, no fee; no row, no tax."""
    withholding = _withholding(sold.held_by, on)
    fitting = _fitting(sold.producer, sold.category, on, sold.product)
    fee = fitting.annotate(is_withheld=Exists(withholding)).first()
    is_withheld = fee.is_withheld if fee else withholding.exists()
    vat, pit = _taxes(sold, on) if is_withheld else (None, None)
    return Frozen(
        _of(sold.amount, fee),
        _of(sold.amount, vat),
        _of(sold.amount, pit),
        fee,
        vat,
        pit,
    )


def fee_rate(
    producer: Producer,
    category: Category | None,
    on: date,
    product: Product | None = None,
) -> FeeRate | None:
    """The first line of the fee list that fits; a co-operative's own sale has its margin there too."""
    return _fitting(producer, category, on, product).first()


def _fitting(
    producer: Producer, category: Category | None, on: date, product: Product | None
) -> QuerySet[FeeRate]:
    fitting = FeeRate.objects.filter(
        in_force(on),
        Q(producer=None) | Q(producer=producer),
        Q(category=None) | Q(category=category),
        Q(product=None) | Q(product=product),
    )
    return fitting.order_by("position", "-effective_from", "pk")


def published(on: date) -> QuerySet[FeeRate]:
    """The fee list as anybody may read it: what holds on a day and what is announced, no maker's own line."""
    rows = FeeRate.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=on), producer=None
    )
    return rows.select_related("category", "product").order_by(
        "position", "effective_from", "pk"
    )


def _taxes(sold: Sold, on: date) -> tuple[TaxRate | None, TaxRate | None]:
    """Decree 117/2025 Art. 5 and 6 as rows: of households only."""
    return tax_rate(Tax.VAT, sold, on), tax_rate(Tax.PIT, sold, on)


def tax_rate(tax: Tax, sold: Sold, on: date) -> TaxRate | None:
    rows = TaxRate.objects.filter(
        in_force(on),
        tax=tax,
        producer_kind=sold.producer.kind,
        tax_category=sold.tax_category,
    )
    return rows.order_by("-effective_from").first()


def _withholding(held_by: str, on: date) -> QuerySet[Withholding]:
    """Whether money held so is taxed before it is paid out."""
    return Withholding.objects.filter(in_force(on), held_by=held_by)


def threshold(on: date) -> Threshold | None:
    return Threshold.objects.filter(in_force(on)).order_by("-effective_from").first()


def _of(amount: Dong, rate: FeeRate | TaxRate | None) -> Dong:
    return percent(amount, rate.basis_points) if rate else 0
