from django import forms
from django.core.exceptions import ValidationError

import pytest

from vietnam.forms import CountField, PhoneField, VndField


class Sale(forms.Form):
    price = VndField()
    deposit = VndField(required=False, minimum=0)
    phone = PhoneField(required=False)
    guest_phone = PhoneField(required=False, international=True)


def test_a_price_may_be_typed_in_any_way() -> None:
    sale = Sale({"price": "1tr250", "deposit": "0"})

    assert sale.is_valid()
    assert sale.cleaned_data["price"] == 1_250_000
    assert sale.cleaned_data["deposit"] == 0


def test_an_empty_amount_is_none_or_asked_for() -> None:
    sale = Sale({"price": " "})

    assert not sale.is_valid()
    assert list(sale.errors) == ["price"]
    assert sale.cleaned_data["deposit"] is None


def test_sixty_is_questioned_and_stays_as_typed() -> None:
    sale = Sale({"price": "60"})

    assert "60 đồng hay 60.000 đồng?" in str(sale.errors["price"])
    assert sale.errors.as_data()["price"][0].code == "too_small"
    assert 'value="60"' in str(sale["price"])


def test_what_was_typed_wrongly_stays_in_the_box() -> None:
    sale = Sale({"price": "khoảng 60.5", "phone": "0912"})

    assert not sale.is_valid()
    assert 'value="khoảng 60.5"' in str(sale["price"])
    assert 'value="0912"' in str(sale["phone"])


def test_stored_values_are_shown_as_people_read_them() -> None:
    sale = Sale(initial={"price": 1_250_000, "phone": "+84912345678"})

    assert 'value="1.250.000"' in str(sale["price"])
    assert 'value="0912 345 678"' in str(sale["phone"])


def test_sending_a_form_back_unchanged_is_no_change() -> None:
    sale = Sale(
        {"price": "60.000", "phone": "0912 345 678"},
        initial={"price": 60_000, "phone": "+84912345678"},
    )

    assert not sale.has_changed()


@pytest.mark.parametrize("typed", ["+44 20 7946 0958", "abc", "1900 1234"])
def test_a_foreign_number_is_refused_kindly(typed: str) -> None:
    sale = Sale({"price": "60k", "phone": typed})

    assert "Hãy nhập số 10 chữ số bắt đầu bằng 0, ví dụ 0912 345 678." in str(
        sale.errors["phone"]
    )


def test_guests_from_abroad_may_give_their_number() -> None:
    sale = Sale({"price": "60k", "guest_phone": "+44 20 7946 0958"})

    assert sale.is_valid()
    assert sale.cleaned_data["guest_phone"] == "+442079460958"


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("12", 12),
        ("1.000", 1000),
        ("12 500", 12_500),
        ("1.000.000", 1_000_000),
        ("5.0", 5),
        ("", None),
    ],
)
def test_a_thousand_is_a_thousand(typed: str, count: int | None) -> None:
    assert CountField(required=False).clean(typed) == count


@pytest.mark.parametrize("typed", ["1,5", "mười", "1.000.0", "١.٠٠٠"])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        CountField().clean(typed)
