from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from vietnam import banks, dong, lunar, phones, places

register = template.Library()
register.filter("dong", dong.format_vnd)
register.filter("dong_words", dong.in_words)
register.filter("phone", phones.national)
register.filter("bank", banks.bank)


@register.filter("lunar")
def lunar_date(day: Any) -> str:
    """A solar day as the lunar calendar names it."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return lunar.lunar_label(day) if isinstance(day, date) else ""


@register.filter
def place(commune_code: str) -> str:
    """“Xã Khoái Châu, Hưng Yên”; empty for no code."""
    try:
        return places.commune(commune_code).full_name
    except places.UnknownPlace:
        return ""


@register.filter
def formerly(commune_code: str) -> str:
    """What the commune was made of in July 2025."""
    try:
        return places.commune(commune_code).formerly
    except places.UnknownPlace:
        return ""
