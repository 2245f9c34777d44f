"""The shape of an EPCIS 2.0 event in JSON, checked by hand-written types.

The same rules as GS1's EPCIS-JSON-Schema.json for what this site keeps, and limits of our own. The
schema file itself stays outside the program: its licence does not let us hand it on.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    ValidationError,
    model_validator,
)

from traceability.cbv import BIZ_STEPS, DISPOSITIONS, ERROR_REASONS

from .problems import Problem
from .reading import MOST_EVENTS

LONGEST = 255


def is_uri(text: str) -> bool:
    scheme, colon, rest = text.partition(":")
    return bool(colon and rest and scheme[:1].isalpha() and " " not in text)


def _uri(text: str) -> str:
    if not is_uri(text):
        raise ValueError("not a URI")
    return text


def _word(known: frozenset[str]) -> Any:
    def check(text: str) -> str:
        if text not in known and not is_uri(text):
            raise ValueError("not a word of CBV 2.0")
        return text

    return Annotated[str, Field(max_length=LONGEST), AfterValidator(check)]


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None or "T" not in text:
        raise ValueError("a time needs a zone")
    return text


Uri = Annotated[str, Field(max_length=LONGEST), AfterValidator(_uri)]
Time = Annotated[str, AfterValidator(_moment)]
Number = StrictInt | StrictFloat
Quantity = Annotated[Number, Field(ge=0, le=1_000_000_000)]
Uom = Annotated[str, Field(pattern="^[A-Z0-9]{2,3}$")]


class Strict(BaseModel):
    """Names of its own, and extensions with a prefix."""

    model_config = ConfigDict(extra="allow", strict=True)

    @model_validator(mode="after")
    def _extensions_have_a_prefix(self) -> "Strict":
        for name in self.model_extra or {}:
            if not is_uri(name) and name != "@context":
                raise ValueError(f"unknown property {name[:60]!r}")
        return self


class QuantityElement(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    epcClass: Uri
    quantity: Quantity | None = None
    uom: Uom | None = None


class Place(Strict):
    id: Uri


class Typed(Strict):
    type: str | None = None
    bizTransaction: Uri | None = None
    source: Uri | None = None
    destination: Uri | None = None


class SensorElement(Strict):
    sensorMetadata: dict[str, Any] | None = None
    sensorReport: Annotated[list[dict[str, Any]], Field(min_length=1)]


class ErrorDeclaration(Strict):
    declarationTime: Time
    reason: _word(ERROR_REASONS) | None = None  # type: ignore[valid-type]
    correctiveEventIDs: list[Uri] = []


class Event(Strict):
    type: Literal[
        "ObjectEvent",
        "AggregationEvent",
        "TransformationEvent",
        "AssociationEvent",
        "TransactionEvent",
    ]
    eventTime: Time
    recordTime: Time | None = None
    eventTimeZoneOffset: Annotated[
        str, Field(pattern=r"^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$")
    ]
    eventID: Uri | None = None
    certificationInfo: Uri | list[Uri] | None = None
    errorDeclaration: ErrorDeclaration | None = None
    action: Literal["ADD", "OBSERVE", "DELETE"] | None = None
    bizStep: _word(BIZ_STEPS) | None = None  # type: ignore[valid-type]
    disposition: _word(DISPOSITIONS) | None = None  # type: ignore[valid-type]
    persistentDisposition: dict[str, list[str]] | None = None
    readPoint: Place | None = None
    bizLocation: Place | None = None
    epcList: list[Uri] | None = None
    quantityList: list[QuantityElement] | None = None
    parentID: Uri | None = None
    childEPCs: list[Uri] | None = None
    childQuantityList: list[QuantityElement] | None = None
    inputEPCList: list[Uri] | None = None
    inputQuantityList: list[QuantityElement] | None = None
    outputEPCList: list[Uri] | None = None
    outputQuantityList: list[QuantityElement] | None = None
    transformationID: Uri | None = None
    bizTransactionList: list[Typed] | None = None
    sourceList: list[Typed] | None = None
    destinationList: list[Typed] | None = None
    sensorElementList: list[SensorElement] | None = None
    ilmd: dict[Annotated[str, AfterValidator(_uri)], Any] | None = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> "Event":
        names = {n for n in self.model_fields_set if getattr(self, n, None) is not None}
        if wrong := names & ALL_LISTS - ALLOWED[self.type]:
            raise ValueError(f"{self.type} has no {sorted(wrong)[0]}")
        if (self.type == "TransformationEvent") == (self.action is not None):
            raise ValueError("every event but a TransformationEvent has an action")
        if not NEEDED[self.type](self):
            raise ValueError(f"{self.type} names nothing")
        return self


ALL_LISTS = {
    "epcList",
    "quantityList",
    "parentID",
    "childEPCs",
    "childQuantityList",
    "inputEPCList",
    "inputQuantityList",
    "outputEPCList",
    "outputQuantityList",
    "transformationID",
    "ilmd",
}
FAMILY = {"parentID", "childEPCs", "childQuantityList"}
ALLOWED = {
    "ObjectEvent": {"epcList", "quantityList", "ilmd"},
    "AggregationEvent": FAMILY,
    "AssociationEvent": FAMILY,
    "TransactionEvent": {"parentID", "epcList", "quantityList"},
    "TransformationEvent": {
        "inputEPCList",
        "inputQuantityList",
        "outputEPCList",
        "outputQuantityList",
        "transformationID",
        "ilmd",
    },
}


def _has_objects(event: Event) -> bool:
    return event.epcList is not None or event.quantityList is not None


def _has_family(event: Event) -> bool:
    has_children = bool(event.childEPCs or event.childQuantityList)
    may_miss_parent = event.action == "OBSERVE" and event.type == "AggregationEvent"
    return (has_children or event.action == "DELETE") and (
        event.parentID is not None or may_miss_parent
    )


def _is_made(event: Event) -> bool:
    went = event.inputEPCList or event.inputQuantityList
    came = event.outputEPCList or event.outputQuantityList
    return bool((went and came) or (event.transformationID and (went or came)))


NEEDED = {
    "ObjectEvent": _has_objects,
    "AggregationEvent": _has_family,
    "AssociationEvent": _has_family,
    "TransactionEvent": lambda event: (
        _has_objects(event) and bool(event.bizTransactionList)
    ),
    "TransformationEvent": _is_made,
}


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    eventList: Annotated[list[dict[str, Any]], Field(min_length=1)]


class Document(Strict):
    type: Literal["EPCISDocument"]
    schemaVersion: Annotated[str, Field(pattern=r"^2(\.\d+)*$")]
    creationDate: Time
    epcisBody: Body


def sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}"[:300]


def check_document(data: Any) -> list[dict[str, Any]]:
    """The events of an EPCISDocument. Raises Problem 400 or 413."""
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        raise Problem(400, sentence(error)) from error
    if "@context" not in data:
        raise Problem(400, "@context: Field required")
    if len(document.epcisBody.eventList) > MOST_EVENTS:
        raise Problem(413, f"At most {MOST_EVENTS} events at a time")
    return document.epcisBody.eventList


def check_event(data: Any) -> None:
    """Raises Problem 400 when `data` is no EPCIS event as the standard writes it."""
    try:
        Event.model_validate(data)
    except (ValidationError, RecursionError) as error:
        told = sentence(error) if isinstance(error, ValidationError) else "too deep"
        raise Problem(400, told) from error
