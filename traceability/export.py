"""One lot for anybody: its events and those of what it was made from, with proofs, in one sealed file."""

import base64
import hashlib
from typing import Any

from django.db.models import Q
from django.utils import timezone

from . import chain, log, signed_notes
from .cbv import NAMESPACES
from .documents import Document, canonical, namespace
from .event_hash import moment
from .identifiers import own_uri
from .models import OWN_PARTS, Checkpoint, Event, EventItem, Lot

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SEAL = "langnghe:seal"


def epcis_document(events: list[Document], **more: Any) -> Document:
    """Events as an EPCISDocument (EPCIS 2.0, 9.6); each carries the context of its own words."""
    return {
        "@context": [
            CONTEXT,
            {"cbvmda": NAMESPACES["cbvmda"], "langnghe": namespace()},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": moment(timezone.now().isoformat()),
        "epcisBody": {"eventList": events},
        **more,
    }


def story_of(lot: Lot) -> list[Event]:
    """Every event of the lot and of what it was made from, errors and their declarations too."""
    lots = {lot, *(link.lot for link in chain.upstream(lot))}
    told = EventItem.objects.filter(lot__in=lots, part__in=OWN_PARTS).values("event")
    events = Event.objects.filter(Q(pk__in=told) | Q(error_of__in=told))
    return list(events.select_related("log_entry").order_by("event_time", "pk"))


def lot_export(lot: Lot, size: int | None = None) -> str:
    """The sealed file in canonical JSON, with proofs against the checkpoint of that size or the last.

    Raises Checkpoint.DoesNotExist when nothing of that size was signed.
    """
    checkpoint = (
        Checkpoint.objects.get(size=size) if size else Checkpoint.objects.first()
    )
    events = story_of(lot)
    proved = {"langnghe:checkpoint": checkpoint.note} if checkpoint else {}
    document = epcis_document(
        [event.data for event in events],
        **{
            "id": f"{own_uri('lo', lot.code)}epcis.json",
            "langnghe:lot": lot.code,
            "langnghe:proofs": _proofs(events, checkpoint.size if checkpoint else 0),
        },
        **proved,
    )
    return canonical({**document, SEAL: seal(lot, document)})


def _proofs(events: list[Event], size: int) -> list[Document | None]:
    """A proof per event; null for one that is younger than the checkpoint."""
    places = [_place(event, size) for event in events]
    proofs = iter(log.inclusion_proofs([p for p in places if p is not None], size))
    return [None if place is None else _proof(place, next(proofs)) for place in places]


def _place(event: Event, size: int) -> int | None:
    entry = getattr(event, "log_entry", None)
    return entry.index if entry and entry.index < size else None


def _proof(index: int, hashes: list[bytes]) -> Document:
    return {"index": index, "hashes": [base64.b64encode(h).decode() for h in hashes]}


def seal(lot: Lot, document: Document) -> str:
    """A signed note over the whole file, so that no bit of it can be changed."""
    digest = hashlib.sha256(canonical(document).encode()).hexdigest()
    signers = log.signers()
    text = f"{signers[0].name}/lo\n{lot.code}\nsha-256:{digest}\n"
    return signed_notes.sign(text, signers)
