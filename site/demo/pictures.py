"""The illustrations: raster masters in `pictures/`, with alt texts in two languages."""

import tomllib
from functools import cache

from django.core.files.images import ImageFile

from django_tasks import task

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


def order_sizes() -> int:
    """Have the worker make what is missing while the site already answers; returns how many pictures."""
    waiting = Picture.objects.filter(renditions=None).order_by("pk")
    for found in waiting:
        make_sizes.enqueue(found.pk)
    return len(waiting)


@task(priority=-50)
def make_sizes(picture_pk: int) -> None:
    """Every size of one picture, so that no visitor waits for it; messages to people go first."""
    found = Picture.objects.get(pk=picture_pk)
    found.get_renditions(*_kinds(found))
