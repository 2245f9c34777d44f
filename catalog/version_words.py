"""Versions put into words and pictures: what a part said before and says now, side by side."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Picture
from vietnam import months
from vietnam.dong import format_vnd

from .draft_photos import pictures_of
from .models import Category, ProductVersion, ShipPolicy

LABELS: dict[str, str | Promise] = {
    "name_vi": _("Tên hàng"),
    "category": _("Nhóm hàng"),
    "photos": _("Ảnh"),
    "summary_vi": _("Câu giới thiệu"),
    "description_vi": _("Lời kể"),
    "ingredients_vi": _("Thành phần"),
    "storage_vi": _("Bảo quản"),
    "usage_vi": _("Cách dùng"),
    "packs": _("Gói và giá"),
    "season_months": _("Tháng có hàng"),
    "ship_policy": _("Cách giao"),
}


@dataclass(frozen=True)
class Change:
    """One part of a listing that a version changes."""

    label: str | Promise
    before: str
    after: str
    photos_before: list[Picture] = field(default_factory=list)
    photos_after: list[Picture] = field(default_factory=list)


def changes(version: ProductVersion) -> list[Change]:
    """What differs between the version and what it began from, in the order of the form."""
    return [
        _change(name, label, version)
        for name, label in LABELS.items()
        if version.content.get(name)
        and not version.was
        or version.was
        and version.content.get(name) != version.was.get(name)
    ]


def _change(name: str, label: str | Promise, version: ProductVersion) -> Change:
    before, after = version.was.get(name), version.content.get(name)
    if name == "photos":
        shown = [[p for _key, p in pictures_of(one or [])] for one in (before, after)]
        return Change(label, str(len(shown[0])), str(len(shown[1])), *shown)
    return Change(label, _said(name, before), _said(name, after))


def _said(name: str, value: Any) -> str:
    if not value:
        return "–"
    if name == "category":
        return str(Category.objects.filter(slug=value).first() or value)
    if name == "packs":
        return "; ".join(f"{one['name']}: {format_vnd(one['price'])}" for one in value)
    if name == "season_months":
        return months.label(value)
    return str(ShipPolicy(value).label) if name == "ship_policy" else str(value)
