"""“Ghi lô”: a lot, its steps and their photos from one form of a phone."""

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
Photo = ContentFile[bytes]


@dataclass(frozen=True)
class Did:
    """A usual step that was taken, and the photo of it."""

    habit: Habit
    photo: Photo | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a maker filled in; `photo` is of the lot as it is in the end."""

    lot: Lot
    did: Sequence[Did] = ()
    inputs: Sequence[Lot] = ()
    photo: Photo | None = None
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
    did = _in_order(note)
    (born, photos), *rest = zip(_steps(note, did), _photos(note, did), strict=True)
    shares = [Share(one) for one in note.inputs]
    open_lot(note.lot, born, inputs=shares, photos=photos, by=by)
    for step, photos in rest:
        record(_about(note.lot, step), photos=photos, by=by)
    return note.lot


@transaction.atomic
def note_step(
    lot: Lot,
    *,
    title: str,
    text: str = "",
    photo: Photo | None = None,
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


def _in_order(note: Note) -> list[Did]:
    """The steps in their order; a photo of the lot is of something later than its birth."""
    ordered = sorted(note.did, key=lambda did: -did.habit.days_before) or [Did(MADE)]
    return [*ordered, Did(SEEN)] if note.photo and len(ordered) == 1 else ordered


def _photos(note: Note, did: Sequence[Did]) -> Iterator[list[EventPhoto]]:
    """What hangs on each step; the photo of the lot hangs on the last."""
    *before, last = ([one.photo] for one in did)
    for files in (*before, [*last, note.photo]):
        yield [photo_of(note.lot, file) for file in files if file]


def _steps(note: Note, did: Sequence[Did]) -> Iterator[Step]:
    """None before what the lot was made of, none in the future."""
    at = _born(note.inputs)
    for habit in (one.habit for one in did):
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


def photo_of(lot: Lot, file: Photo) -> EventPhoto:
    """A public picture of a lot, bound by the digest of its bytes; not saved yet."""
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    title = f"{lot.what} {lot.produced_on:%d/%m/%Y}"[:255]
    picture = Picture(title=title, file=file, description=title)
    return EventPhoto(sha256=digest, picture=picture)
