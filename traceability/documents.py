"""An event as EPCIS writes it: made from a step, stored in one canonical form, read back into columns."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from .cbv import NAMESPACES
from .event_hash import event_hash, moment
from .identifiers import code_in
from .models import EventType, Location, Lot, Part

Document = dict[str, Any]

LISTS = {
    Part.OBJECT: ("epcList", "quantityList"),
    Part.INPUT: ("inputEPCList", "inputQuantityList"),
    Part.OUTPUT: ("outputEPCList", "outputQuantityList"),
    Part.CHILD: ("childEPCs", "childQuantityList"),
}
WORDS = ("title", "text", "place")


@dataclass(frozen=True)
class Share:
    """So much of a lot goes into an event or comes out of it; None is the whole lot."""

    lot: Lot
    quantity: Decimal | None = None
    uom: str | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened, as the person who did it tells it.

    `words` holds title_vi, title_en, text_vi, text_en, place_vi, place_en. `sensors` are
    (CBV measurement type, value, unit code), as ("Temperature", Decimal(45), "CEL"). `photos`
    are SHA-256 digests in hex. `reason` explains what is out of the ordinary.
    """

    kind: EventType = EventType.OBJECT
    at: datetime
    where: Location
    biz_step: str
    disposition: str = ""
    action: str = "OBSERVE"
    objects: tuple[Share, ...] = ()
    inputs: tuple[Share, ...] = ()
    outputs: tuple[Share, ...] = ()
    parent: Lot | None = None
    children: tuple[Share, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    sensors: tuple[tuple[str, Decimal, str], ...] = ()
    photos: tuple[str, ...] = ()
    ilmd: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


def home() -> str:
    """What the names of all our own lots and places begin with."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/truy-xuat/"


def namespace() -> str:
    """Where our own words live; each event carries it, so that its hash never depends on a setting."""
    return f"{home()}tu-vung/"


def recorded_now() -> str:
    return moment(timezone.now().isoformat())


def canonical(document: Document) -> str:
    """One way of writing a document: sorted keys, no spaces, UTF-8. What the log's leaves hash."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def written(step: Step) -> Document:
    """The step as an EPCIS 2.0 event with its CBV hash as eventID."""
    local = timezone.localtime(step.at)
    offset = f"{local:%z}"
    event: Document = {
        "@context": {"cbvmda": NAMESPACES["cbvmda"], "langnghe": namespace()},
        "type": str(step.kind),
        "eventTime": moment(step.at.isoformat()),
        "eventTimeZoneOffset": f"{offset[:3]}:{offset[3:]}",
        "bizStep": step.biz_step,
        "readPoint": {"id": step.where.uri},
        "bizLocation": {"id": step.where.uri},
        **_lists(step),
        **_extras(step),
    }
    return identified(event)


def identified(event: Document, context: Any = ()) -> Document:
    """With an eventID, its CBV hash where it brings none, and the time it was recorded."""
    event.setdefault("eventID", event_hash(event, context))
    event["recordTime"] = recorded_now()
    return event


def _lists(step: Step) -> Document:
    shares = {
        "quantityList": step.objects,
        "inputQuantityList": step.inputs,
        "outputQuantityList": step.outputs,
        "childQuantityList": step.children,
    }
    lists: Document = {k: [_quantity(s) for s in v] for k, v in shares.items() if v}
    if step.parent:
        lists["parentID"] = step.parent.epc_class
    if step.kind != EventType.TRANSFORMATION:
        lists["action"] = step.action
    return lists


def _extras(step: Step) -> Document:
    extras: Document = {
        "disposition": step.disposition,
        "ilmd": step.ilmd,
        "sensorElementList": _sensors(step),
        "langnghe:photo": [f"sha-256:{digest}" for digest in step.photos],
        "langnghe:reason": step.reason,
        **dict(_words(step.words)),
    }
    return {key: value for key, value in extras.items() if value}


def _words(words: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in WORDS:
        yield f"langnghe:{name}Vi", words.get(f"{name}_vi", "").strip()
        yield f"langnghe:{name}En", words.get(f"{name}_en", "").strip()


def _sensors(step: Step) -> list[Document]:
    reports = [
        {"type": kind, "value": plain(value), "uom": uom}
        for kind, value, uom in step.sensors
    ]
    return [{"sensorReport": reports}] if reports else []


def _quantity(share: Share) -> Document:
    whole = share.quantity is None
    quantity = share.lot.quantity if share.quantity is None else share.quantity
    uom = share.lot.uom if whole or share.uom is None else share.uom
    element = {"epcClass": share.lot.epc_class, "quantity": plain(quantity)}
    return {**element, "uom": uom} if uom else element


def plain(number: Decimal) -> int | float:
    """A JSON number that every reader writes the same way again."""
    return int(number) if number == int(number) else float(number)


@override("vi")
def birth_facts(lot: Lot) -> Document:
    """What a lot is, for the ilmd of its birth event (CBV 2.0, 9.3: master data of a lot)."""
    facts: dict[str, date | str | None] = {
        "cbvmda:lotNumber": lot.code,
        "cbvmda:itemExpirationDate": lot.expires_on,
        "langnghe:productionDate": lot.produced_on,
        "langnghe:gtin": lot.gtin,
        "langnghe:sku": lot.variant.sku if lot.variant else "",
        "langnghe:name": lot.what,
        "langnghe:standards": lot.standards,
        "langnghe:season": lot.season,
        "langnghe:field": lot.field,
    }
    return {key: str(value) for key, value in facts.items() if value}


def columns(document: Document) -> dict[str, Any]:
    """The columns of Event, read from its document."""
    return {
        "event_id": document["eventID"],
        "event_type": document["type"],
        "action": document.get("action", ""),
        "event_time": _time(document["eventTime"]),
        "event_time_zone_offset": document["eventTimeZoneOffset"],
        "record_time": _time(document["recordTime"]),
        "biz_step": document.get("bizStep", ""),
        "disposition": document.get("disposition", ""),
        "read_point": document.get("readPoint", {}).get("id", ""),
        "biz_location": document.get("bizLocation", {}).get("id", ""),
    }


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@dataclass(frozen=True)
class Named:
    """A lot or pack as a document names it."""

    part: Part
    epc: str
    quantity: Decimal | None = None
    uom: str = ""


def items(document: Document) -> list[Named]:
    """Every lot and pack that a document names, in its order."""
    parent = document.get("parentID")
    found = [Named(Part.PARENT, parent)] if parent else []
    for part, (singles, quantities) in LISTS.items():
        found += [Named(part, epc) for epc in document.get(singles, ())]
        found += [_named(part, element) for element in document.get(quantities, ())]
    return found


def _named(part: Part, element: Document) -> Named:
    quantity = element.get("quantity")
    number = None if quantity is None else Decimal(str(quantity))
    return Named(part, element["epcClass"], number, element.get("uom", ""))


def known_lots(epcs: Iterable[str]) -> dict[str, Lot]:
    """The lots among these names: ours by their code, a partner's by its own name."""
    epcs = set(epcs)
    codes = {code_in(epc) for epc in epcs} - {""}
    lots = Lot.objects.select_related("location", "variant__product")
    found = [*lots.filter(code__in=codes), *lots.filter(partner_uri__in=epcs)]
    by_name = {lot.epc_class: lot for lot in found}
    return {epc: by_name[epc] for epc in epcs if epc in by_name}
