"""Recording what happens to lots. Every event passes through here, and none is ever changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from producers.gs1 import belongs_to

from . import documents, rules
from .documents import Document, Share, Step
from .models import Event, EventItem, EventPhoto, EventType, Lot

SKEW = timedelta(minutes=15)
"""How far ahead the clock of a phone may be."""


@transaction.atomic
def open_lot(
    lot: Lot,
    step: Step,
    *,
    inputs: Sequence[Share] = (),
    photos: Sequence[EventPhoto] = (),
    by: Any = None,
) -> Event:
    """Write down a new, unsaved lot with the event it is born in.

    With `inputs` it is made from other lots (TransformationEvent), else it appears
    (ObjectEvent, ADD): a harvest, a purchase. Raises ValidationError with a sentence.
    """
    if lot.variant and belongs_to(lot.variant.gtin, lot.maker):
        lot.gtin = lot.variant.gtin
    _refuse_others_goods(lot)
    lot.full_clean()
    lot.save()
    step = replace(
        step,
        ilmd=documents.birth_facts(lot),
        disposition=step.disposition or "active",
    )
    if inputs:
        made = EventType.TRANSFORMATION
        step = replace(step, kind=made, inputs=tuple(inputs), outputs=(Share(lot),))
    else:
        step = replace(step, objects=(Share(lot),), action="ADD")
    return record(step, photos=photos, by=by)


def _refuse_others_goods(lot: Lot) -> None:
    if lot.product and lot.product.producer != lot.maker:
        raise ValidationError(
            _("“%(product)s” là hàng của nhà khác, bạn không ghi lô cho hàng ấy được.")
            % {"product": lot.what},
            code="owner",
        )


@transaction.atomic
def record(step: Step, *, photos: Sequence[EventPhoto] = (), by: Any = None) -> Event:
    """Write down one step; `photos` are unsaved rows with their digests, their pictures unsaved or not.

    Raises ValidationError with a sentence for what cannot have happened. A clock up to SKEW ahead
    is taken to mean now.
    """
    now = timezone.now()
    if now < step.at <= now + SKEW:
        step = replace(step, at=now)
    step = replace(step, photos=tuple(photo.sha256 for photo in photos) or step.photos)
    rules.check(step)
    event = store(documents.written(step), by=by)
    for photo in photos:
        _hang(photo, event)
    return event


def _hang(photo: EventPhoto, event: Event) -> None:
    """A new picture is saved only now: a step that is refused leaves no file behind."""
    if photo.picture and photo.picture.pk is None:
        photo.picture.save()
    photo.event = event
    photo.save()


@transaction.atomic
def store(
    document: Document, *, error_of: Event | None = None, by: Any = None
) -> Event:
    """Add an event as it is written; its lots become findable."""
    if error_of is None:
        _refuse_twice(document["eventID"])
    named = documents.items(document)
    lots = documents.known_lots(one.epc for one in named)
    event = Event.objects.create(
        document=documents.canonical(document),
        error_of=error_of,
        recorded_by=by,
        **documents.columns(document),
    )
    EventItem.objects.bulk_create(
        EventItem(
            event=event,
            part=one.part,
            lot=lots.get(one.epc),
            epc=one.epc,
            quantity=one.quantity,
            uom=one.uom,
        )
        for one in named
    )
    return event


def _refuse_twice(event_id: str) -> None:
    if Event.objects.filter(event_id=event_id, error_of=None).exists():
        raise ValidationError(
            _("Việc này đã được ghi rồi, không ghi thêm lần nữa."), code="duplicate"
        )


def declare_error(
    event: Event, *, reason: str, corrected_by: Sequence[Event] = (), by: Any = None
) -> Event:
    """Say that `event` was wrong (EPCIS 2.0, 7.4.1.4): a copy with an errorDeclaration.

    `reason` is “did_not_occur” or “incorrect_data”. Both stay visible.
    """
    if event.error_of_id or event.declarations.exists():
        raise ValidationError(_("Ghi nhận này đã được báo sai rồi."), code="duplicate")
    now = documents.recorded_now()
    declaration: Document = {"declarationTime": now, "reason": reason}
    if corrected_by:
        declaration["correctiveEventIDs"] = [one.event_id for one in corrected_by]
    document = {**event.data, "errorDeclaration": declaration, "recordTime": now}
    return store(document, error_of=event, by=by)
