"""The small pieces every page is made of; each is shown in every state at /_ui/."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import pictures
from core.models import Picture
from core.structured import picture_url

register = template.Library()

ICONS = {
    "search": '<circle cx="11" cy="11" r="7"/><path d="m20 20-4-4"/>',
    "basket": '<path d="M3 4h2l2.4 11.2a2 2 0 0 0 2 1.6h7.7a2 2 0 0 0 2-1.5L21 8H6"/><circle cx="10" cy="20" r="1.4"/><circle cx="17.5" cy="20" r="1.4"/>',
    "check": '<path d="m4 12 5 5L20 6"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.5"/>',
    "phone": '<path d="M6 3h4l2 5-3 2c1 3 3 4 5 5l2-3 5 2v4c0 2-2 3-4 3C10 20 4 13 4 6c0-2 1-3 2-3z"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "home": '<path d="M3 11 12 4l9 7M5 10v10h14V10"/>',
    "box": '<path d="M3 7.5 12 3l9 4.5v9L12 21l-9-4.5zM3 7.5l9 4.5 9-4.5M12 12v9"/>',
    "leaf": '<path d="M5 19C4 10 10 4 20 4c0 10-6 16-15 15zM5 19l8-8"/>',
    "calendar": '<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 3v4M16 3v4"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "pin": '<path d="M12 21c5-6 7-9 7-12a7 7 0 0 0-14 0c0 3 2 6 7 12z"/><circle cx="12" cy="9" r="2.5"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v6h-4"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.8-4 3.200-6 6.500-6s5.700 2 6.500 6M16 5.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3 2.500 3.500 5.500"/>',
    "camera": '<path d="M4 8h3.500l1.500-3h6l1.500 3H20v11H4z"/><circle cx="12" cy="13" r="3.500"/>',
    "download": '<path d="M12 4v11m-5-4 5 5 5-5M4 20h16"/>',
}


@register.simple_tag
def icon(name: str, size: int = 22) -> SafeString:
    """A line icon; decorative, so the words beside it do the talking."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{0}" height="{0}" fill="none" stroke="currentColor"'
        ' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{1}</svg>',
        size,
        mark_safe(ICONS[name]),  # noqa: S308
    )


@register.inclusion_tag("ui/picture.html")
def picture(
    image: Picture | None,
    kind: str = "card",
    sizes: str = "(max-width: 40rem) 46vw, 220px",
    eager: bool = False,
    decorative: bool = False,
) -> dict[str, Any]:
    """`<picture>` with AVIF and WebP in the sizes of its kind: card, hero or face."""
    if image is None:
        return {"image": None, "kind": kind}
    specs = {"card": pictures.CARD, "hero": pictures.HERO, "face": pictures.FACE}[kind]
    found = list(image.get_renditions(*specs).values())
    avif = [r for r in found if "avif" in r.filter_spec]
    webp = [r for r in found if "webp" in r.filter_spec]
    alt = "" if decorative else image.default_alt_text
    return {
        "image": image,
        "avif": avif,
        "webp": webp,
        "largest": webp[-1],
        "smallest": webp[0],
        "sizes": sizes,
        "eager": eager,
        "alt": alt,
        "kind": kind,
    }


@register.inclusion_tag("ui/share.html", takes_context=True)
def share(
    context: Any,
    title: str,
    description: str,
    photo: Picture | None,
    kind: str = "",
    drawn: str = "",
) -> dict[str, Any]:
    """Open Graph: what a chat shows of a shared address, from our own pictures only.

    `drawn` is the address of one of 1200 × 630 pixels made for sharing.
    """
    return {
        "title": title,
        "description": description,
        "image": drawn or picture_url(photo),
        "drawn": drawn,
        "alt": photo.default_alt_text if photo else "",
        "kind": kind or "website",
        "url": context["page_url"],
        "locale": {"vi": "vi_VN", "en": "en_GB"}[context["language"]],
    }


@register.inclusion_tag("ui/share_links.html")
def share_links(address: str) -> dict[str, str]:
    """Plain links that hand an address on; no script of theirs comes to our pages."""
    return {"address": quote(address, safe=""), "plain": address}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form field with its label, help and errors tied together for screen readers."""
    described = [
        f"{bound.id_for_label}-{part}"
        for part, there in (("help", bound.help_text or hint), ("error", bound.errors))
        if there
    ]
    attrs = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    widget = bound.as_widget(attrs={**bound.field.widget.attrs, **attrs})
    return {
        "field": bound,
        "widget": widget,
        "hint": hint,
        "is_group": bound.use_fieldset,
    }


@register.inclusion_tag("ui/season_bar.html")
def season_bar(ripe: tuple[int, ...], now: int) -> dict[str, Any]:
    """Twelve little months, the ripe ones coloured and named in words."""
    return {
        "months": [{"n": n, "ripe": n in ripe, "now": n == now} for n in range(1, 13)],
        "ripe": ripe,
    }


@register.inclusion_tag("ui/ocop.html")
def ocop(stars: int | None) -> dict[str, Any]:
    """The stars of a certificate that is valid today; nothing without one."""
    return {"stars": stars}


@register.simple_tag
def minutes(total: int) -> str:
    """90 → “1 giờ 30 phút”."""
    hours, rest = divmod(total, 60)
    parts = []
    if hours:
        parts.append(_("%(n)s giờ") % {"n": hours})
    if rest:
        parts.append(_("%(n)s phút") % {"n": rest})
    return " ".join(parts)


WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
}
SHORT_WEEKDAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@register.filter
def weekday(day: Any) -> str:
    """A date's weekday in the reader's language; a moment's is the one on the wall clock here."""
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    return WEEKDAYS["en" if get_language() == "en" else "vi"][day.weekday()]


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """Short and full names, Monday first."""
    language = "en" if get_language() == "en" else "vi"
    return list(zip(SHORT_WEEKDAYS[language], WEEKDAYS[language], strict=True))


@register.filter
def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in (text or "").split("\n\n") if part.strip()]
