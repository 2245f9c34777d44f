"""Going over the whole record and naming what was changed; asks the database for everything."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.storage import Storage

from . import documents, log, merkle, signed_notes
from .event_hash import event_hash
from .models import (
    Checkpoint,
    Event,
    EventItem,
    EventPhoto,
    LogEntry,
    LogKey,
    LogNode,
    Lot,
    Part,
)

PAGE = 500
UNBOUND = ("langnghe:name",)
"""A product may be renamed afterwards; its lots stay what they were."""


def problems() -> Iterator[str]:
    """One sentence for everything that is not as it was recorded; none when all is well."""
    for event in _events():
        yield from _read(f"event {event.pk}", _event_problems, event)
    yield from _log_problems()
    for lot in Lot.objects.select_related("variant__product", "location").iterator():
        yield from _read(f"lot {lot}", _lot_problems, lot)


def _read(
    where: str, look: Callable[[str, Any], Iterator[str]], row: Any
) -> Iterator[str]:
    """What `look` finds; what cannot even be read is a finding too."""
    try:
        yield from look(where, row)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        yield f"{where}: what is written cannot be read ({error!r})"


def _events() -> Iterator[Event]:
    related = (
        "items__lot__variant",
        "items__lot__location",
        "photos__picture",
        "error_of",
    )
    rows = Event.objects.order_by("pk").prefetch_related(*related)
    yield from rows.iterator(chunk_size=PAGE)


def _event_problems(where: str, event: Event) -> Iterator[str]:
    data = event.data
    if documents.canonical(data) != event.document:
        yield f"{where}: the document is not in its canonical form"
    yield from _document_problems(where, event, data)
    yield from _photo_problems(where, event)


def _document_problems(where: str, event: Event, data: dict[str, Any]) -> Iterator[str]:
    for name, value in documents.columns(data).items():
        if getattr(event, name) != value:
            yield f"{where}: column {name} is not what the document says"
    if (
        data["eventID"].startswith("ni:///sha-256;")
        and event_hash(data) != data["eventID"]
    ):
        yield f"{where}: the document does not fit its CBV hash"
    if _items_stored(event) != _items_written(data):
        yield f"{where}: the lots in it are not what the document says"
    if _declares_wrongly(event, data):
        yield f"{where}: its error declaration does not fit"
    for item in event.items.all():
        if (
            item.lot
            and item.lot.epc_class != item.epc
            and item.lot.code not in item.epc
        ):
            yield f"{where}: {item.epc} points to lot {item.lot}"


def _items_written(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    named = documents.items(data)
    return sorted(
        (n.part, n.epc, str(n.quantity and n.quantity.normalize()), n.uom)
        for n in named
    )


def _items_stored(event: Event) -> list[tuple[Any, ...]]:
    rows = event.items.all()
    return sorted(
        (r.part, r.epc, str(r.quantity and r.quantity.normalize()), r.uom) for r in rows
    )


def _declares_wrongly(event: Event, data: dict[str, Any]) -> bool:
    original = event.error_of
    if original is None:
        return "errorDeclaration" in data
    return "errorDeclaration" not in data or original.event_id != event.event_id


def _photo_problems(where: str, event: Event) -> Iterator[str]:
    written = [p.removeprefix("sha-256:") for p in event.data.get("langnghe:photo", ())]
    photos = list(event.photos.all())
    if sorted(written) != sorted(photo.sha256 for photo in photos):
        yield f"{where}: its photos are not those of the document"
    for photo in photos:
        digest = file_digest(photo)
        if digest is None:
            yield f"{where}: photo {photo.sha256[:12]}… is missing"
        elif digest != photo.sha256:
            yield f"{where}: photo {photo.sha256[:12]}… was changed"


def file_digest(photo: EventPhoto) -> str | None:
    """SHA-256 of the stored file in hex; None when it is gone."""
    file = photo.picture.file if photo.picture else photo.file
    storage: Storage = file.storage
    if not file.name or not storage.exists(file.name):
        return None
    with storage.open(file.name) as opened:
        return hashlib.sha256(opened.read()).hexdigest()


def _log_problems() -> Iterator[str]:
    entries = LogEntry.objects.order_by("index").select_related("event")
    leaves: list[bytes] = []
    for entry in entries.iterator(chunk_size=PAGE):
        if entry.index != len(leaves):
            yield f"log: place {len(leaves)} is missing"
        leaves.append(merkle.leaf_hash(entry.event.document.encode()))
    right = merkle.grown(0, leaves, {})
    yield from _node_problems(right)
    for checkpoint in Checkpoint.objects.order_by("size"):
        yield from _checkpoint_problems(checkpoint, right, len(leaves))


def _node_problems(right: dict[merkle.Node, bytes]) -> Iterator[str]:
    rows = LogNode.objects.values_list("level", "index", "hash")
    stored = {(level, index): bytes(digest) for level, index, digest in rows}
    for level, index in sorted(right.keys() | stored.keys()):
        if right.get((level, index)) != stored.get((level, index)):
            yield f"log: node {level}/{index} does not fit the events"


def _checkpoint_problems(
    checkpoint: Checkpoint, right: dict[merkle.Node, bytes], size: int
) -> Iterator[str]:
    where = f"checkpoint {checkpoint.size}"
    keys = LogKey.objects.values_list("verifier", flat=True)
    if not any(_signed_by(checkpoint, key) for key in keys):
        yield f"{where}: no known key signed it"
    if checkpoint.size > size:
        yield f"{where}: the log has only {size} events now"
    elif merkle.range_hash((0, checkpoint.size), right).hex() != checkpoint.root:
        yield f"{where}: the events before it were changed"


def _signed_by(checkpoint: Checkpoint, verifier: str) -> bool:
    try:
        text = signed_notes.verified(checkpoint.note, verifier)
        root = bytes.fromhex(checkpoint.root)
    except ValueError:
        return False
    name = verifier.split("+", 1)[0]
    return text == log.checkpoint_text(name, checkpoint.size, root)


def _lot_problems(where: str, lot: Lot) -> Iterator[str]:
    """The lot's row against its birth event; lots of partners are told about in their documents."""
    if lot.partner_uri:
        return
    told = lot.items.filter(part__in=(Part.OUTPUT, Part.OBJECT), event__error_of=None)
    births = [item for item in told.select_related("event") if _is_birth(item)]
    if not births:
        yield f"{where}: nothing tells how it was made"
    withdrawn = set(told.exclude(event__declarations=None).values_list("pk", flat=True))
    for item in [item for item in births if item.pk not in withdrawn][-1:]:
        yield from _differences(where, lot, item)


def _is_birth(item: EventItem) -> bool:
    return "cbvmda:lotNumber" in item.event.data.get("ilmd", {})


def _differences(where: str, lot: Lot, item: EventItem) -> Iterator[str]:
    written, now = item.event.data["ilmd"], documents.birth_facts(lot)
    for name in sorted(written.keys() | now.keys() - set(UNBOUND)):
        if name not in UNBOUND and str(written.get(name, "")) != str(now.get(name, "")):
            yield f"{where}: {name} was {written.get(name)!r} and is {now.get(name)!r}"
    if (item.quantity, item.uom) != (lot.quantity, lot.uom):
        yield f"{where}: the quantity was {item.amount} and is {lot.amount}"
