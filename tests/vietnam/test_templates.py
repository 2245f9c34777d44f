from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.template import Context, Template
from django.utils import translation

import pytest


def rendered(source: str, **values: Any) -> str:
    return Template("{% load vietnam %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("dong", 1_250_000, "1.250.000\u00a0₫"),
        ("dong", None, ""),
        ("dong_words", 60_000, "sáu mươi nghìn đồng"),
        ("dong_words", None, ""),
        ("phone", "+84912345678", "0912 345 678"),
        ("phone", "", ""),
        ("bank", "970405", "Agribank"),
        ("bank", "123456", "123456"),
        ("lunar", date(2026, 11, 23), "15 tháng 10 âm lịch"),
        ("lunar", datetime(2026, 11, 22, 18, 0, tzinfo=UTC), "15 tháng 10 âm lịch"),
        ("lunar", None, ""),
        ("place", "12205", "Xã Khoái Châu, Hưng Yên"),
        ("place", "", ""),
        (
            "formerly",
            "12070",
            "xã Đồng Than, xã Hoàn Long (huyện Yên Mỹ); xã Đông Tảo (huyện Khoái Châu)",
        ),
        ("formerly", "99999", ""),
    ],
)
def test_templates_write_things_as_people_read_them(
    filter_name: str, value: Any, text: str
) -> None:
    with translation.override("vi"):
        assert rendered("{{ value|" + filter_name + " }}", value=value) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("vi", "05/06/2026 14:30 1.250.000"), ("en", "5 Jun 2026 14:30 1,250,000")],
)
def test_dates_and_numbers_follow_the_language(language: str, text: str) -> None:
    source = "{{ at|date:'DATE_FORMAT' }} {{ at|time:'TIME_FORMAT' }} {{ number }}"

    with translation.override(language):
        shown = rendered(source, at=datetime(2026, 6, 5, 14, 30), number=1_250_000)  # noqa: DTZ001

    assert shown == text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "typed", ["05/06/2026", "5/6/2026", "05-06-2026", "5/6/26", "2026-06-05"]
)
def test_the_fifth_of_june_is_never_read_as_the_sixth_of_may(
    language: str, typed: str
) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2026, 6, 5)
