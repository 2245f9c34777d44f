"""The event hash of CBV 2.0, section 8.9: one name for an event, however it is written down.

Reference: github.com/RalphTro/epcis-event-hash-generator 1.9.3 (MIT), against which tests check it.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .cbv import NAMESPACES
from .epc_names import canonical

IGNORED = {
    "@context",
    "recordTime",
    "eventID",
    "type",
    "errorDeclaration",
    "rdfs:comment",
}
CBV = NAMESPACES["cbv"]
BARE = {
    "bizStep": f"{CBV}BizStep-",
    "disposition": f"{CBV}Disp-",
    "set": f"{CBV}Disp-",
    "unset": f"{CBV}Disp-",
    "bizTransactionList": f"{CBV}BTT-",
    "sourceList": f"{CBV}SDT-",
    "destinationList": f"{CBV}SDT-",
    "component": f"{CBV}Comp-",
    "sensorReport": NAMESPACES["gs1"],
    "exception": f"{NAMESPACES['gs1']}SensorAlertType-",
}
OLD_WORDS = {
    "urn:epcglobal:cbv:bizstep:": f"{CBV}BizStep-",
    "urn:epcglobal:cbv:disp:": f"{CBV}Disp-",
    "urn:epcglobal:cbv:btt:": f"{CBV}BTT-",
    "urn:epcglobal:cbv:sdt:": f"{CBV}SDT-",
    "urn:epcglobal:cbv:er:": f"{CBV}ER-",
}
ORDER = [
    "eventTime",
    "eventTimeZoneOffset",
    "certificationInfo",
    "parentID",
    "epcList",
    "inputEPCList",
    "childEPCs",
    "quantityList",
    "childQuantityList",
    "inputQuantityList",
    "outputEPCList",
    "outputQuantityList",
    "action",
    "transformationID",
    "bizStep",
    "disposition",
    "persistentDisposition",
    "readPoint",
    "bizLocation",
    "bizTransactionList",
    "sourceList",
    "destinationList",
    "sensorElementList",
]
REPORT = [
    "type",
    "exception",
    "deviceID",
    "deviceMetadata",
    "rawData",
    "dataProcessingMethod",
    "time",
    "microorganism",
    "chemicalSubstance",
    "value",
    "component",
    "stringValue",
    "booleanValue",
    "hexBinaryValue",
    "uriValue",
    "minValue",
    "maxValue",
    "meanValue",
    "sDev",
    "percRank",
    "percValue",
    "uom",
    "coordinateReferenceSystem",
]
METADATA = [
    "time",
    "startTime",
    "endTime",
    "deviceID",
    "deviceMetadata",
    "rawData",
    "dataProcessingMethod",
    "bizRules",
]


def event_hash(event: Mapping[str, Any], context: Any = ()) -> str:
    """`ni:///sha-256;…?ver=CBV2.0` of an event in JSON-LD; `context` is its document's @context."""
    digest = hashlib.sha256(pre_hash(event, context).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def pre_hash(event: Mapping[str, Any], context: Any = ()) -> str:
    names = {**NAMESPACES, **prefixes(context), **prefixes(event.get("@context", ()))}
    return _Writer(names).event(event)


def prefixes(context: Any) -> dict[str, str]:
    """The prefixes that a JSON-LD @context declares."""
    parts = context if isinstance(context, list) else [context]
    declared = [part for part in parts if isinstance(part, dict)]
    return {k: v for part in declared for k, v in part.items() if isinstance(v, str)}


class _Writer:
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def event(self, event: Mapping[str, Any]) -> str:
        ordered = (self._field(name, event[name]) for name in ORDER if name in event)
        rest = {k: v for k, v in event.items() if k not in ORDER and k not in IGNORED}
        return (
            f"eventType={event.get('type', '')}" + "".join(ordered) + self._free(rest)
        )

    def _field(self, name: str, value: Any) -> str:
        if isinstance(value, (dict, list)) and not value:
            return ""
        if maker := LISTS.get(name):
            return maker(self, name, value)
        return f"{name}={self._value(name, value)}"

    def _epcs(self, name: str, value: list[Any]) -> str:
        return name + "".join(sorted(f"epc={self._value(name, epc)}" for epc in value))

    def _several(self, name: str, value: Any) -> str:
        values = value if isinstance(value, list) else [value]
        return "".join(sorted(f"{name}={self._value(name, one)}" for one in values))

    def _quantities(self, name: str, value: list[Any]) -> str:
        order = ("epcClass", "quantity", "uom")
        return name + "".join(
            sorted(f"quantityElement{self._keys(q, order)}" for q in value)
        )

    def _typed(self, name: str, value: list[Any]) -> str:
        key = name.removesuffix("List")
        return name + "".join(sorted(self._typed_one(name, key, one) for one in value))

    def _typed_one(self, name: str, key: str, one: Mapping[str, Any]) -> str:
        kind = f"type={self._bare(name, one['type'])}" if "type" in one else ""
        return f"{kind}{key}={self._value(key, one.get(key, ''))}"

    def _place(self, name: str, value: Mapping[str, Any]) -> str:
        return name + self._keys(value, ("id",)) + self._free(_extensions(value))

    def _dispositions(self, name: str, value: Mapping[str, Any]) -> str:
        return name + "".join(
            self._several(k, value[k]) for k in ("set", "unset") if k in value
        )

    def _sensors(self, name: str, value: list[Any]) -> str:
        return name + "".join(sorted(self._sensor(one) for one in value))

    def _sensor(self, one: Mapping[str, Any]) -> str:
        about = one.get("sensorMetadata", {})
        told = (
            f"sensorMetadata{self._keys(about, METADATA)}{self._free(_extensions(about))}"
            if about
            else ""
        )
        reports = sorted(
            f"sensorReport{self._keys(r, REPORT)}{self._free(_extensions(r))}"
            for r in one.get("sensorReport", [])
        )
        return f"sensorElement{told}{''.join(reports)}{self._free(_extensions(one))}"

    def _keys(self, value: Mapping[str, Any], order: Iterable[str]) -> str:
        return "".join(f"{k}={self._value(k, value[k])}" for k in order if k in value)

    def _free(self, value: Mapping[str, Any]) -> str:
        """ILMD and extensions: names with their namespace, sorted as strings (rules 19 to 21)."""
        return "".join(sorted(self._free_one(k, v) for k, v in value.items()))

    def _free_one(self, key: str, value: Any) -> str:
        if isinstance(value, list):
            return "".join(sorted(self._free_one(key, one) for one in value))
        if isinstance(value, dict):
            return self._name(key) + self._free(
                {k: v for k, v in value.items() if k != "rdfs:comment"}
            )
        text = self._value("", value)
        return f"{self._name(key)}={text}" if text else self._name(key)

    def _name(self, key: str) -> str:
        prefix, colon, local = key.partition(":")
        return (
            f"{{{self.names[prefix]}}}{local}"
            if colon and prefix in self.names
            else key
        )

    def _bare(self, name: str, value: str) -> str:
        return self._value("", value) if ":" in value else BARE[name] + value

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        text = str(value).strip()
        if "time" in name.lower() and "offset" not in name.lower():
            return moment(text)
        if name in BARE and ":" not in text:
            return BARE[name] + text
        if name == "type" and ":" not in text:
            return BARE["sensorReport"] + text
        return canonical(self._expanded(number(text)))

    def _expanded(self, text: str) -> str:
        for old, new in OLD_WORDS.items():
            text = text.replace(old, new)
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.names and not local.startswith("//"):
            return self.names[prefix] + local
        return text


LISTS = {
    "epcList": _Writer._epcs,
    "inputEPCList": _Writer._epcs,
    "outputEPCList": _Writer._epcs,
    "childEPCs": _Writer._epcs,
    "certificationInfo": _Writer._several,
    "quantityList": _Writer._quantities,
    "childQuantityList": _Writer._quantities,
    "inputQuantityList": _Writer._quantities,
    "outputQuantityList": _Writer._quantities,
    "persistentDisposition": _Writer._dispositions,
    "readPoint": _Writer._place,
    "bizLocation": _Writer._place,
    "bizTransactionList": _Writer._typed,
    "sourceList": _Writer._typed,
    "destinationList": _Writer._typed,
    "sensorElementList": _Writer._sensors,
}


def _extensions(value: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in value.items() if ":" in k and k not in IGNORED}


def moment(text: str) -> str:
    """A time in UTC with milliseconds (rules 8 and 9)."""
    at = datetime.fromisoformat(text).astimezone(UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number(text: str) -> str:
    """A number without needless zeros and signs (rule 6); other text is left alone."""
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", text):
        return text
    plain = f"{Decimal(text):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
