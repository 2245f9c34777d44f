"""The illustrations: raster masters in `pictures/`, with alt texts in two languages."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.core.files.images import ImageFile
from django.db import connection

from core.models import Picture
from core.pictures import CARD, FACE, HERO

from .reading import PICTURES

CREDIT = "Tranh: Làng Nghề"


@cache
def alts() -> dict[str, dict[str, str]]:
    return tomllib.loads((PICTURES / "alt.toml").read_text())


@cache
def picture(slug: str) -> Picture | None:
    """The picture of this name, put into the library the first time it is asked for."""
    found: Picture | None = Picture.objects.filter(title=slug).first()
    path = PICTURES / f"{slug}.webp"
    if found or not path.exists():
        return found
    alt = alts().get(slug, {})
    with path.open("rb") as file:
        made: Picture = Picture.objects.create(
            title=slug,
            file=ImageFile(file, name=path.name),
            description=alt.get("vi", slug),
            alt_en=alt.get("en", ""),
            credit=CREDIT,
            is_illustration=True,
        )
        return made


def _kinds(found: Picture) -> list[str]:
    return FACE if found.title.startswith("portrait-") else [*CARD, *HERO]


def make_renditions() -> int:
    """Make every size now, on both cores, so that no visitor waits for one; returns how many."""

    def make(found: Picture) -> int:
        try:
            return len(found.get_renditions(*_kinds(found)))
        finally:
            connection.close()

    missing = [
        p
        for p in Picture.objects.prefetch_related("renditions")
        if not p.renditions.all()
    ]
    if connection.in_atomic_block:
        return sum(len(p.get_renditions(*_kinds(p))) for p in missing)
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(make, missing))
