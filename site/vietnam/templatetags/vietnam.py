"""How templates write money, telephone numbers, places, banks and lunar days."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from vietnam import banks, lunar, phones, places
from vietnam.dong import format_vnd, in_words
from vietnam.weight import format_kg

register = template.Library()


@register.filter
def dong(amount: Any) -> str:
    """ "1.250.000 ₫" in the active language; nothing for None."""
    return "" if amount in (None, "") else format_vnd(int(amount))


@register.filter
def dong_words(amount: Any) -> str:
    """ "một triệu hai trăm năm mươi nghìn đồng"; nothing for None."""
    return "" if amount in (None, "") else in_words(int(amount))


@register.filter
def phone(e164: str | None) -> str:
    """ "0912 345 678"."""
    return phones.national(e164) if e164 else ""


@register.filter
def bank(bin: str) -> str:
    """Short name of the bank; the number itself when it is not known."""
    try:
        return banks.bank(bin).short_name
    except banks.UnknownBank:
        return bin


@register.filter("lunar")
def lunar_day(day: Any) -> str:
    """A solar date, or the date of a time in Vietnam: "15 tháng 10 âm lịch"."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return lunar.lunar_label(day) if isinstance(day, date) else ""


@register.filter
def place(commune_code: str) -> str:
    """ "Xã Khoái Châu, Hưng Yên"; nothing for an unknown code."""
    try:
        return places.commune(commune_code).full_name
    except places.UnknownPlace:
        return ""


@register.filter
def formerly(commune_code: str) -> str:
    """The units of before 01/07/2025 the commune was made of; nothing for an unknown code."""
    try:
        return places.commune(commune_code).formerly
    except places.UnknownPlace:
        return ""


@register.filter
def kg(grams: Any) -> str:
    """3250 → “3,25 kg”."""
    return format_kg(int(grams)) if grams else ""
