"""What usually happens to a lot of these goods: from the last lot, else from step_templates.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language

from vietnam.text import fold

from .models import Event, Lot

TEMPLATES = Path(__file__).with_name("step_templates.toml")


@dataclass(frozen=True)
class Habit:
    """A step that is usual `days_before` the day the lot is ready."""

    biz_step: str
    title_vi: str
    title_en: str = ""
    days_before: int = 0

    @property
    def title(self) -> str:
        return (
            self.title_en if get_language() == "en" and self.title_en else self.title_vi
        )


@dataclass(frozen=True)
class Family:
    slug: str
    name_vi: str
    name_en: str
    words: tuple[str, ...]
    steps: tuple[Habit, ...]


@cache
def families() -> tuple[Family, ...]:
    """All families in the order they are tried; the last one fits everything."""
    rows = tomllib.loads(TEMPLATES.read_text())["family"]
    return tuple(
        Family(
            **{key: row[key] for key in ("slug", "name_vi", "name_en")},
            words=tuple(row["words"]),
            steps=tuple(Habit(**step) for step in row["step"]),
        )
        for row in rows
    )


def family_of(name: str) -> Family:
    """The family whose word is in the name, as whole syllables."""
    folded = f" {fold(name)} "
    for family in families():
        if any(f" {word} " in folded for word in family.words):
            return family
    return families()[-1]


def habits(name: str, last: Lot | None) -> list[Habit]:
    """The steps of the last lot with the same days between them, or those of the family."""
    told = list(_told(last)) if last else []
    return told or list(family_of(name).steps)


def _told(lot: Lot) -> Iterable[Habit]:
    for event in Event.objects.standing().telling_of(lot):
        title = str(event.data.get("langnghe:titleVi", ""))
        days = (lot.produced_on - timezone.localdate(event.event_time)).days
        if title and days >= 0:
            yield Habit(
                event.biz_step, title, event.data.get("langnghe:titleEn", ""), days
            )
