"""Which sizes of a picture exist, and how lists fetch them all in one query."""

from typing import Any

from django.db.models import Prefetch

from .models import Picture

CARD = [
    f"fill-{w}x{h}|format-{kind}"
    for w, h in ((240, 180), (480, 360))
    for kind in ("avif", "webp")
]
HERO = [f"width-{w}|format-{kind}" for w in (480, 960) for kind in ("avif", "webp")]
FACE = [f"fill-160x160|format-{kind}" for kind in ("avif", "webp")]


def prefetch(field: str, *specs: list[str]) -> Any:
    """Prefetch a picture and its renditions; the pages never look one up by itself."""
    filters = [spec for group in specs or (CARD,) for spec in group]
    return Prefetch(field, queryset=Picture.objects.prefetch_renditions(*filters))
