"""“Ghi lô”: a lot, its steps and a photo from one form of a phone."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.models import Picture
from producers.models import Producer

from .documents import Share, Step
from .families import Habit
from .models import Event, EventPhoto, Location, Lot, Part
from .recording import open_lot, record

READY = time(15)
MADE = Habit("commissioning", gettext_noop("Làm ra lô hàng"), "Lot made")
SEEN = Habit("inspecting", gettext_noop("Ảnh của lô"), "Photo of the lot")


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a maker filled in."""

    lot: Lot
    habits: Sequence[Habit] = ()
    inputs: Sequence[Lot] = ()
    photo: ContentFile[bytes] | None = None
    reason: str = ""


def workplace(producer: Producer) -> Location:
    """Where this producer works; the first time it is made from what is known of him."""
    first = producer.locations.order_by("pk").first()
    return first or Location.objects.create(
        producer=producer, name=producer.name, commune_code=producer.commune_code
    )


@transaction.atomic
def note_lot(note: Note, *, by: Any) -> Lot:
    """The recorded lot. Raises ValidationError with a sentence, as `open_lot` does, and nothing is written then."""
    steps = list(_steps(note))
    shares = [Share(one) for one in note.inputs]
    open_lot(note.lot, steps[0], inputs=shares, by=by)
    photos = [photo_of(note.lot, note.photo)] if note.photo else []
    for number, step in enumerate(steps[1:], start=2):
        last = number == len(steps)
        told = _about(note.lot, step)
        record(told, photos=photos if last else (), by=by)
    return note.lot


@transaction.atomic
def note_step(
    lot: Lot,
    *,
    title: str,
    text: str = "",
    photo: ContentFile[bytes] | None = None,
    by: Any,
) -> None:
    """One more step of a lot, now. Raises ValidationError with a sentence."""
    step = Step(
        at=timezone.now(),
        where=lot.location,
        biz_step="other",
        words={"title_vi": title, "text_vi": text},
        objects=(Share(lot),),
    )
    record(step, photos=[photo_of(lot, photo)] if photo else [], by=by)


def _about(lot: Lot, step: Step) -> Step:
    return Step(
        at=step.at,
        where=step.where,
        biz_step=step.biz_step,
        words=step.words,
        objects=(Share(lot),),
    )


def _steps(note: Note) -> Iterator[Step]:
    """The steps in their order, none before what the lot was made of, none in the future."""
    ordered = sorted(note.habits, key=lambda habit: -habit.days_before) or [MADE]
    if note.photo and len(ordered) == 1:
        ordered.append(SEEN)
    at = _born(note.inputs)
    for habit in ordered:
        usual = _moment(note.lot.produced_on, habit.days_before)
        at = max(at + timedelta(seconds=1), min(usual, timezone.now()))
        yield Step(
            at=at,
            where=note.lot.location,
            biz_step=habit.biz_step,
            words={"title_vi": habit.title_vi, "title_en": habit.title_en},
            reason=note.reason,
        )


def _moment(day: date, days_before: int) -> datetime:
    ready = timezone.make_aware(datetime.combine(day, READY))
    return ready - timedelta(days=days_before)


def _born(lots: Sequence[Lot]) -> datetime:
    """When the youngest of the lots came into being."""
    births = Event.objects.standing().filter(
        items__lot__in=lots, items__part__in=(Part.OBJECT, Part.OUTPUT)
    )
    born: datetime | None = births.exclude(action="OBSERVE").aggregate(
        last=Max("event_time")
    )["last"]
    return born or datetime(2000, 1, 1, tzinfo=UTC)


def photo_of(lot: Lot, file: ContentFile[bytes]) -> EventPhoto:
    """A public picture of a lot, bound by the digest of its bytes."""
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    title = f"{lot.what} {lot.produced_on:%d/%m/%Y}"[:255]
    picture = Picture(title=title, file=file, description=title)
    picture.save()
    return EventPhoto(sha256=digest, picture=picture)
