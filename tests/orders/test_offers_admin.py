"""Editors type terms, codes and sale prices as people write money; slips are explained."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest

from accounts.models import User
from catalog.models import SalePrice
from catalog.prices_admin import SalePrices
from orders.models import SellingTerms, Voucher
from orders.offers_admin import AllSellingTerms, PickupPoints, Vouchers
from tests.factories import ProducerFactory, VariantFactory, sale_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    client = Client()
    client.force_login(
        User.objects.create_superuser("office@example.vn", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def day(at):
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"


def form_of(viewset, data):
    return viewset().get_form_class()(data)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("60.000", 60_000), ("60,000", 60_000), ("35k", 35_000), ("1tr250", 1_250_000)],
)
def test_money_is_read_as_people_write_it(typed, stored):
    maker = ProducerFactory()
    form = form_of(
        AllSellingTerms,
        {
            "producer": maker.pk,
            "minimum_order": typed,
            "preparation_days": "1",
            "effective_from": "01/01/2026",
        },
    )

    assert form.is_valid(), form.errors
    assert form.save().minimum_order == stored


@pytest.mark.parametrize("typed", ["60.5", "60", "-1", "1e6", "abc", "👵"])
def test_what_is_no_amount_is_refused(typed):
    form = form_of(
        AllSellingTerms,
        {
            "producer": ProducerFactory().pk,
            "minimum_order": typed,
            "wrap_fee": typed,
            "preparation_days": "1",
            "effective_from": "01/01/2026",
        },
    )

    assert set(form.errors) == {"minimum_order", "wrap_fee"}
    assert not SellingTerms.objects.exists()


@pytest.mark.parametrize(("typed", "stored"), [("", None), ("0", 0), ("15k", 15_000)])
def test_nothing_free_and_a_fee_for_wrapping_are_three_things(typed, stored):
    form = form_of(
        AllSellingTerms,
        {
            "producer": ProducerFactory().pk,
            "wrap_fee": typed,
            "preparation_days": "1",
            "effective_from": "01/01/2026",
        },
    )

    assert form.save().wrap_fee == stored


def voucher(**changes):
    now = timezone.now()
    return {
        "code": "Hội Xuân",
        "name": "Hội xuân",
        "kind": "percent",
        "percent_off": "10",
        "payer": "shared",
        "platform_share": "50",
        "valid_from": day(now),
        "valid_to": day(now + timedelta(days=3)),
        "is_active": "on",
        **changes,
    }


def test_a_code_is_stored_as_it_will_be_read():
    form = form_of(Vouchers, voucher())

    assert form.is_valid(), form.errors
    assert form.save().code == "HOIXUAN"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "👵"}, "code"),
        ({"code": "ab"}, "code"),
        ({"percent_off": ""}, "percent_off"),
        ({"percent_off": "101"}, "percent_off"),
        ({"kind": "amount", "amount_off": "60.5"}, "amount_off"),
        ({"kind": "amount"}, "amount_off"),
        ({"valid_to": "01/01/2020 00:00"}, "valid_to"),
        ({"platform_share": "120"}, "platform_share"),
    ],
)
def test_a_voucher_that_makes_no_sense_is_explained(changes, field):
    form = form_of(Vouchers, voucher(**changes))

    assert field in form.errors
    assert not Voucher.objects.exists()


def sale(variant, **changes):
    now = timezone.now()
    return {
        "variant": variant.pk,
        "price": "80k",
        "starts_at": day(now + timedelta(days=1)),
        "ends_at": day(now + timedelta(days=3)),
        **changes,
    }


def test_a_sale_is_planned_with_a_price_as_people_write_it():
    form = form_of(SalePrices, sale(VariantFactory(price=100_000)))

    assert form.is_valid(), form.errors
    assert form.save().price == 80_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": "100.000"}, "price"),
        ({"price": "60.5"}, "price"),
        ({"ends_at": "01/01/2020 00:00"}, "ends_at"),
    ],
)
def test_a_sale_that_is_none_is_explained(changes, field):
    form = form_of(SalePrices, sale(VariantFactory(price=100_000), **changes))

    assert field in form.errors


def test_two_sales_of_one_pack_do_not_overlap():
    variant = VariantFactory(price=100_000)
    sale_of(variant, 90_000)

    assert "starts_at" in form_of(SalePrices, sale(variant)).errors


def test_a_sale_that_has_begun_may_only_end_earlier():
    variant = VariantFactory(price=100_000)
    begun = sale_of(variant, 90_000)
    form_class = SalePrices().get_form_class()
    begins = begun.starts_at.replace(second=0, microsecond=0)
    SalePrice.objects.filter(pk=begun.pk).update(starts_at=begins)
    begun.refresh_from_db()
    same = {"variant": variant.pk, "price": "90.000", "starts_at": day(begins)}

    cheaper = form_class(
        {**same, "price": "70k", "ends_at": day(begun.ends_at)}, instance=begun
    )
    earlier = form_class(
        {**same, "ends_at": day(timezone.now() + timedelta(days=1))},
        instance=SalePrice.objects.get(pk=begun.pk),
    )

    assert "Đợt giảm đã bắt đầu" in str(cheaper.errors)
    assert earlier.is_valid(), earlier.errors


@pytest.mark.parametrize("code", ["", "99999", "abc", "٣"])
def test_a_pick_up_point_lies_in_a_real_commune(code):
    form = form_of(
        PickupPoints,
        {
            "name": "Chợ",
            "producer": ProducerFactory().pk,
            "street": "x",
            "commune_code": code,
        },
    )

    assert "commune_code" in form.errors


@pytest.mark.parametrize(
    "model", ["sellingterms", "pickuppoint", "voucher", "voucheruse", "saleprice"]
)
def test_the_screens_open(office, model):
    response = office.get(f"/admin/{model}/")

    assert response.status_code == 200
