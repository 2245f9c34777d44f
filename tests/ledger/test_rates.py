from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError

import pytest

from ledger import rates
from ledger.models import FeeRate, TaxRate, What, percent_text
from ledger.rates import Frozen, Sold, freeze
from ledger.shares import minus, share
from ledger.sides import Item
from orders.models import OrderLine, Settlement
from tests.factories import CategoryFactory, ProducerFactory, VariantFactory
from tests.ledger.money import bought, fee, ordered, taxes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def test_the_first_line_of_the_fee_list_that_fits_is_taken():
    maker, honey = ProducerFactory(), CategoryFactory(slug="mat-ong")
    general = fee(500, position=9)
    for_honey = fee(300, category=honey, position=5)
    for_maker = fee(0, producer=maker, position=1)

    assert rates.fee_rate(ProducerFactory(), CategoryFactory(), TODAY) == general
    assert rates.fee_rate(ProducerFactory(), honey, TODAY) == for_honey
    assert rates.fee_rate(maker, honey, TODAY) == for_maker


@pytest.mark.usefixtures("rates")
def test_a_line_for_one_product_is_of_that_product_only():
    pack, other = VariantFactory(stock=9), VariantFactory(stock=9)
    general = fee(500, position=9)
    for_one = fee(100, product=pack.product, position=1)

    order = bought(Settlement.VIETQR, pack, other)

    lines = OrderLine.objects.filter(part__order=order)
    kept = {line.variant_id: line.fee_rate for line in lines}
    assert kept == {pack.pk: for_one, other.pk: general}


def test_a_new_fee_holds_from_its_day_on_and_the_old_one_until_its_last():
    old = fee(500, effective_to=TODAY)
    new = fee(400, effective_from=TODAY + timedelta(days=1))

    assert rates.fee_rate(ProducerFactory(), None, TODAY) == old
    assert rates.fee_rate(ProducerFactory(), None, TODAY + timedelta(days=1)) == new


def test_without_a_row_nothing_is_kept():
    line = Sold(ProducerFactory(), None, "goods", 100_000, "gateway")

    kept = freeze(line, on=TODAY)

    assert (kept.fee, kept.tax) == (0, 0)


def test_a_fee_is_announced_twenty_days_ahead():
    row = FeeRate(
        position=1,
        basis_points=500,
        announced_on=TODAY,
        effective_from=TODAY + timedelta(days=19),
        legal_basis="x",
    )

    with pytest.raises(ValidationError, match="ít nhất 20 ngày"):
        row.full_clean()

    row.effective_from += timedelta(days=1)
    row.full_clean()


def test_the_database_refuses_a_fee_announced_afterwards():
    with pytest.raises(IntegrityError, match="fee_is_announced_first"):
        FeeRate.objects.create(
            position=1,
            basis_points=500,
            announced_on=TODAY,
            effective_from=TODAY,
            legal_basis="x",
        )


@pytest.mark.parametrize(
    ("kind", "category", "held_by", "vat", "pit"),
    [
        ("household", "goods", "gateway", 1_000, 500),
        ("household", "production", "gateway", 3_000, 1_500),
        ("household", "service", "gateway", 5_000, 2_000),
        ("household", "goods", "producer", 0, 0),
        ("cooperative", "goods", "gateway", 0, 0),
        ("company", "service", "gateway", 0, 0),
    ],
)
def test_tax_is_withheld_of_households_where_the_money_is_held(
    kind, category, held_by, vat, pit
):
    taxes(held_by="gateway")
    line = Sold(ProducerFactory(kind=kind), None, category, 100_000, held_by)

    kept = freeze(line, on=TODAY)

    assert (kept.vat_withheld, kept.pit_withheld) == (vat, pit)


@pytest.mark.usefixtures("rates")
def test_what_a_line_is_charged_is_frozen_when_it_is_sold():
    row = fee(500)
    taxes(held_by="producer")
    VariantFactory()

    line = ordered(Settlement.VIETQR, 100_010).parts.get().lines.get()
    FeeRate.objects.update(basis_points=900)
    TaxRate.objects.update(basis_points=900)

    line.refresh_from_db()
    assert (line.fee, line.vat_withheld, line.pit_withheld) == (10_001, 2_000, 1_000)
    assert line.fee_rate == row


@pytest.mark.parametrize(
    "amounts", [[100], [33, 33, 34], [1] * 100, [99, 1], [50, 25, 25]]
)
def test_shares_of_a_whole_leave_no_rest(amounts):
    item = Item(ProducerFactory(), What.GOODS, "x", 100, "goods", Frozen(7, 3, 1), 5)
    left = item

    for amount in amounts:
        left = minus(left, share(left, amount))

    assert (left.amount, left.frozen.fee, left.frozen.tax, left.promotion) == (0,) * 4


@pytest.mark.parametrize(
    ("points", "text"), [(500, "5 %"), (150, "1,5 %"), (50, "0,5 %"), (0, "0 %")]
)
def test_basis_points_are_read_as_per_cent(points, text):
    assert percent_text(points) == text


def test_the_published_list_names_no_maker_and_tells_what_is_announced():
    old = fee(500, effective_to=TODAY)
    new = fee(600, effective_from=TODAY + timedelta(days=1))
    fee(0, producer=ProducerFactory(), position=1)
    fee(400, effective_to=TODAY - timedelta(days=1))

    assert list(rates.published(TODAY)) == [old, new]
