"""The endpoints. Each reads the request, asks once, answers in JSON."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from traceability import documents
from traceability.cbv import BIZ_STEPS, DISPOSITIONS
from traceability.export import CONTEXT, epcis_document
from traceability.models import Behaviour, CaptureJob, Event, EventItem, Partner

from . import capture as capturing
from . import queries, reading, shape
from .door import Answer, body_of, endpoint
from .problems import Problem

TOP = [
    "capture",
    "events",
    "eventTypes",
    "epcs",
    "bizSteps",
    "bizLocations",
    "readPoints",
    "dispositions",
]


def _collection(members: list[str]) -> JsonResponse:
    return JsonResponse({"@context": CONTEXT, "type": "Collection", "member": members})


def _top(request: HttpRequest, partner: Partner) -> HttpResponse:
    return _collection(TOP)


def _capture(request: HttpRequest, partner: Partner) -> HttpResponse:
    body = body_of(request)
    shape.check_document(reading.read_json(body))
    behaviour = request.headers.get("GS1-Capture-Error-Behaviour", Behaviour.ROLLBACK)
    if behaviour not in Behaviour.values:
        raise Problem(400, "GS1-Capture-Error-Behaviour is rollback or proceed")
    job = CaptureJob.objects.create(
        partner=partner, behaviour=behaviour, document=body.decode()
    )
    transaction.on_commit(lambda: capturing.run_capture.enqueue(job.pk))
    response = HttpResponse(status=202)
    response["Location"] = reverse("epcis:job", args=[job.code])
    response["GS1-Capture-Error-Behaviour"] = behaviour
    return response


def _jobs(request: HttpRequest, partner: Partner) -> HttpResponse:
    asked = request.GET.dict()
    jobs, token = _page(partner.capture_jobs.order_by("pk"), asked)
    response = JsonResponse([job.as_json() for job in jobs], safe=False)
    return _linked(request, response, token)


def _job(request: HttpRequest, partner: Partner, code: str) -> HttpResponse:
    job = partner.capture_jobs.filter(code=code).first()
    if job is None:
        raise Problem(404)
    return JsonResponse(job.as_json())


def _capture_one(request: HttpRequest, partner: Partner) -> HttpResponse:
    """A single event, kept at once or refused."""
    event = reading.read_json(body_of(request))
    if not isinstance(event, dict) or "@context" not in event:
        raise Problem(400, "An event with its @context is needed")
    whole = epcis_document([event], **{"@context": event["@context"]})
    with transaction.atomic():
        job = CaptureJob.objects.create(
            partner=partner,
            behaviour=Behaviour.ROLLBACK,
            document=documents.canonical(whole),
            finished_at=timezone.now(),
        )
        kept = capturing.capture_event(job, event, event["@context"])
    response = HttpResponse(status=201)
    response["Location"] = f"{reverse('epcis:events')}/{quote(kept.event_id, '')}"
    return response


def _events(request: HttpRequest, partner: Partner, **fixed: str) -> HttpResponse:
    asked = request.GET.dict()
    found = queries.found(partner.visible_events(), asked, **fixed)
    if fixed and not queries.found(partner.visible_events(), {}, **fixed).exists():
        _refuse_unknown(**fixed)
    events, token = _page(found, asked)
    return _linked(request, _query_document(events), token)


def _refuse_unknown(**fixed: str) -> None:
    """Words of the standard are resources even when no event uses them."""
    known = {
        "eventType": queries.KINDS,
        "EQ_bizStep": BIZ_STEPS,
        "EQ_disposition": DISPOSITIONS,
    }
    if not any(value in known.get(name, ()) for name, value in fixed.items()):
        raise Problem(404)


def _event(request: HttpRequest, partner: Partner, event_id: str) -> HttpResponse:
    events = list(partner.visible_events().filter(event_id=event_id).order_by("pk"))
    if not events:
        raise Problem(404)
    return _query_document(events)


def _page(rows: QuerySet[Any], asked: Mapping[str, str]) -> tuple[list[Any], str]:
    size, after = queries.page_size(asked), queries.start_of(asked)
    rows = rows.filter(pk__gt=after) if after else rows
    page = list(rows[: size + 1])
    return page[:size], queries.token_after(page[size - 1].pk) if len(
        page
    ) > size else ""


def _linked(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    if token:
        asked = urlencode({**request.GET.dict(), "nextPageToken": token})
        address = request.build_absolute_uri(f"{request.path}?{asked}")
        response["Link"] = f'<{address}>; rel="next"'
        ends = timezone.now() + timedelta(minutes=queries.MINUTES)
        response["GS1-Next-Page-Token-Expires"] = ends.isoformat()
    return response


def _query_document(events: list[Event]) -> JsonResponse:
    document = epcis_document([])
    results = {"eventList": [event.data for event in events]}
    body = {"queryResults": {"queryName": "SimpleEventQuery", "resultsBody": results}}
    whole = {**document, "type": "EPCISQueryDocument", "epcisBody": body}
    return JsonResponse(whole, json_dumps_params={"ensure_ascii": False})


def _listing(column: str) -> Answer[[]]:
    """What is there to ask about: the values that this partner's events carry."""

    def listing(request: HttpRequest, partner: Partner) -> HttpResponse:
        asked, events = request.GET.dict(), partner.visible_events()
        rows: QuerySet[Any] = events
        if column == "epc":
            rows = EventItem.objects.filter(event__in=events.values("pk"))
        values = rows.exclude(**{column: ""}).values_list(column, flat=True)
        members, token = _value_page(values.distinct().order_by(column), column, asked)
        return _linked(request, _collection(members), token)

    return listing


def _value_page(
    values: QuerySet[Any], column: str, asked: Mapping[str, str]
) -> tuple[list[str], str]:
    size, after = queries.page_size(asked), queries.start_of(asked)
    values = values.filter(**{f"{column}__gt": after}) if after else values
    page = list(values[: size + 1])
    return page[:size], queries.token_after(page[size - 1]) if len(page) > size else ""


def _event_types(request: HttpRequest, partner: Partner) -> HttpResponse:
    return _collection(sorted(queries.KINDS))


def _resource(name: str) -> Answer[[str]]:
    def resource(request: HttpRequest, partner: Partner, value: str) -> HttpResponse:
        if not queries.found(partner.visible_events(), {}, **{name: value}).exists():
            _refuse_unknown(**{name: value})
        return _collection(["events"])

    return resource


def _resource_events(name: str) -> Answer[[str]]:
    def events(request: HttpRequest, partner: Partner, value: str) -> HttpResponse:
        return _events(request, partner, **{name: value})

    return events


top = endpoint(GET=_top)
capture = endpoint(POST=_capture, GET=_jobs)
job = endpoint(GET=_job)
events = endpoint(GET=_events, POST=_capture_one)
event = endpoint(GET=_event)
event_types = endpoint(GET=_event_types)


def listing(column: str) -> Any:
    return endpoint(GET=_listing(column))


def resource(name: str) -> Any:
    return endpoint(GET=_resource(name))


def resource_events(name: str) -> Any:
    return endpoint(GET=_resource_events(name))
