"""Asking for events: the parameters of SimpleEventQuery (EPCIS 2.0, 8.2.7.1) that are supported."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from traceability.epc_names import canonical
from traceability.models import Event, EventItem, Part

from .problems import Problem

PAGE, LARGEST = 30, 1000
MINUTES = 60
SALT = "epcis.nextPageToken"
KINDS = {
    "ObjectEvent",
    "AggregationEvent",
    "TransformationEvent",
    "AssociationEvent",
    "TransactionEvent",
}


def _refuse(detail: str) -> Problem:
    return Problem(400, detail, "QueryParameterException")


def _values(text: str) -> list[str]:
    """Lists are written with bars between (OpenAPI: pipeDelimited)."""
    values = [value for value in text.split("|") if value]
    if not values or "\x00" in text:
        raise _refuse("an empty list")
    return values


def _equals(column: str, known: set[str] | None = None) -> Callable[[str], Q]:
    def condition(text: str) -> Q:
        values = _values(text)
        if known and not known.issuperset(values):
            raise _refuse(f"one of {', '.join(sorted(known))}")
        return Q(**{f"{column}__in": values})

    return condition


def _moment(lookup: str) -> Callable[[str], Q]:
    def condition(text: str) -> Q:
        try:
            # A “+” that nobody encoded arrives as a space.
            at = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError as error:
            raise _refuse("a time as 2026-06-30T00:15:47.000+07:00") from error
        if at.tzinfo is None or not 1 < at.year < 9999:
            raise _refuse("a time needs a zone")
        return Q(**{lookup: at})

    return condition


def _names(*parts: Part, classes: bool | None = False) -> Callable[[str], Q]:
    """Events that name one of these EPCs, however it is written, in one of these parts."""

    def condition(text: str) -> Q:
        wanted = _values(text)
        names = Q(epc__in={*wanted, *map(canonical, wanted)})
        for start in (name[:-1] for name in wanted if name.endswith("*")):
            names |= Q(epc__startswith=start)
        items = EventItem.objects.filter(names)
        if classes is not None:
            items = items.filter(quantity__isnull=not classes)
        if parts:
            items = items.filter(part__in=parts)
        return Q(pk__in=items.values("event"))

    return condition


def _declared(text: str) -> Q:
    return Q(error_of__isnull=False)


CONDITIONS: dict[str, Callable[[str], Q]] = {
    "eventType": _equals("event_type", KINDS),
    "GE_eventTime": _moment("event_time__gte"),
    "LT_eventTime": _moment("event_time__lt"),
    "GE_recordTime": _moment("record_time__gte"),
    "LT_recordTime": _moment("record_time__lt"),
    "EQ_action": _equals("action", {"ADD", "OBSERVE", "DELETE"}),
    "EQ_bizStep": _equals("biz_step"),
    "EQ_disposition": _equals("disposition"),
    "EQ_readPoint": _equals("read_point"),
    "EQ_bizLocation": _equals("biz_location"),
    "EQ_eventID": _equals("event_id"),
    "MATCH_epc": _names(Part.OBJECT, Part.CHILD),
    "MATCH_parentID": _names(Part.PARENT),
    "MATCH_inputEPC": _names(Part.INPUT),
    "MATCH_outputEPC": _names(Part.OUTPUT),
    "MATCH_anyEPC": _names(),
    "MATCH_epcClass": _names(Part.OBJECT, Part.CHILD, classes=True),
    "MATCH_inputEPCClass": _names(Part.INPUT, classes=True),
    "MATCH_outputEPCClass": _names(Part.OUTPUT, classes=True),
    "MATCH_anyEPCClass": _names(classes=True),
    "EXISTS_errorDeclaration": _declared,
}
OF_A_PATH = {"MATCH_any": _names(classes=None)}
"""Conditions of our own addresses that nobody may ask for by name."""
PAGING = {"perPage", "nextPageToken"}


def found(
    events: QuerySet[Event], asked: Mapping[str, str], **fixed: str
) -> QuerySet[Event]:
    """The events that fit every parameter, in the order they were recorded.

    Raises Problem 501 for what the standard knows and we do not, 400 for what nobody knows.
    """
    for name, text in fixed.items():
        events = events.filter(_of_a_path(name, text))
    for name, text in asked.items():
        if name in PAGING:
            continue
        if name not in CONDITIONS:
            known = re.match(
                "(EQ|GE|GT|LT|LE|MATCH|WD|EXISTS|HASATTR|EQATTR|INNER)_|orderBy|orderDirection|eventCountLimit|maxEventCount",
                name,
            )
            raise Problem(
                501 if known else 400, f"The parameter {name[:40]} is not supported"
            )
        events = events.filter(CONDITIONS[name](text))
    return events.order_by("pk")


def _of_a_path(name: str, text: str) -> Q:
    try:
        return (CONDITIONS | OF_A_PATH)[name](text)
    except Problem as problem:
        raise Problem(404) from problem


def page_size(asked: Mapping[str, str]) -> int:
    text = asked.get("perPage", str(PAGE))
    if not (text.isascii() and text.isdigit() and int(text[:6]) >= 1):
        raise _refuse("perPage is a number from 1")
    return min(int(text[:6]), LARGEST)


def start_of(asked: Mapping[str, str]) -> Any:
    """After what the page begins: the value inside nextPageToken."""
    token = asked.get("nextPageToken")
    if token is None:
        return None
    try:
        return signing.loads(token, salt=SALT, max_age=MINUTES * 60)["after"]
    except signing.BadSignature as error:
        raise _refuse("the nextPageToken is wrong or too old") from error


def token_after(value: Any) -> str:
    return signing.dumps({"after": value}, salt=SALT)
