"""Taking in what partners send: their lots become the upstream steps of ours."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from django_tasks import task

from traceability import documents, rules
from traceability.documents import Document, Named, Share
from traceability.event_hash import prefixes
from traceability.models import (
    Behaviour,
    CaptureJob,
    Event,
    Location,
    Lot,
    Part,
    Partner,
)
from traceability.recording import SKEW, store

from . import reading, shape
from .problems import Problem

OWN = (Part.OBJECT, Part.OUTPUT, Part.PARENT)


@task()
def run_capture(pk: int) -> None:
    """Work off a capture job; what was done is not done twice."""
    job = CaptureJob.objects.select_related("partner").get(pk=pk)
    if job.finished_at:
        return
    data = reading.read_json(job.document.encode())
    with override("en"):
        job.errors = _capture_all(job, data)
    job.finished_at = timezone.now()
    job.save(update_fields=["errors", "finished_at"])


def _capture_all(job: CaptureJob, data: Document) -> list[Any]:
    context, events = data["@context"], data["epcisBody"]["eventList"]
    errors: list[Any] = []
    with transaction.atomic():
        for number, event in enumerate(events):
            try:
                capture_event(job, event, context)
            except Problem as problem:
                told = problem.as_json()
                errors.append({**told, "title": f"Event {number}: {told['title']}"})
        if errors and job.behaviour == Behaviour.ROLLBACK:
            transaction.set_rollback(True)
    return errors


@transaction.atomic
def capture_event(job: CaptureJob, event: Document, context: Any) -> Event:
    """Keep one event of a job. Raises Problem with what is wrong with it."""
    shape.check_event(event)
    event = _self_contained(event, context)
    try:
        kept = _keep(job.partner, event)
    except ValidationError as error:
        status = {"duplicate": 409, "owner": 403}.get(error.code or "", 400)
        raise Problem(status, " ".join(error.messages)) from error
    job.events.add(kept)
    return kept


def _keep(partner: Partner, event: Document) -> Event:
    if "errorDeclaration" in event:
        return _declare(partner, event)
    documents.identified(event)
    _check(partner, event)
    return store(event)


def _self_contained(event: Document, context: Any) -> Document:
    """With the prefixes of its document, so that the event means the same alone."""
    names = {**prefixes(context), **prefixes(event.get("@context", ()))}
    used = {
        n: uri for n, uri in names.items() if f'"{n}:' in documents.canonical(event)
    }
    plain = {key: value for key, value in event.items() if key != "@context"}
    return {"@context": used, **plain} if used else plain


def _check(partner: Partner, event: Document) -> None:
    named = documents.items(event)
    rules.check_moment(documents.columns(event)["event_time"], timezone.now() + SKEW)
    lots = _lots(partner, event, named)
    made = _at(named, lots, (Part.OUTPUT, Part.PARENT))
    taken = _at(named, lots, (Part.INPUT, Part.CHILD))
    own = made | _at(named, lots, (Part.OBJECT,))
    _check_owner(partner, own)
    rules.check_circle(made, taken)
    rules.check_order(own | taken, documents.columns(event)["event_time"])
    if not any(key.endswith(":reason") for key in event):
        rules.check_weight(
            *(_shares(named, lots, part) for part in (Part.INPUT, Part.OUTPUT))
        )


def _at(
    named: Iterable[Named], lots: dict[str, Lot], parts: tuple[Part, ...]
) -> set[Lot]:
    return {lots[one.epc] for one in named if one.part in parts and one.epc in lots}


def _shares(named: Iterable[Named], lots: dict[str, Lot], part: Part) -> list[Share]:
    return [
        Share(lots[one.epc], one.quantity, one.uom)
        for one in named
        if one.part == part and one.epc in lots
    ]


def _check_owner(partner: Partner, lots: set[Lot]) -> None:
    """A partner writes about his own lots, and about those of whom he acts for."""
    ours = {lot for lot in lots if not lot.partner_uri}
    if ours:
        rules.check_owner(ours, set(partner.acts_for.all()))
    theirs = Event.objects.filter(items__lot__in=lots - ours, items__part__in=OWN)
    if theirs.exclude(capture_jobs__partner=partner).exists():
        raise Problem(403, "Somebody else has already written about this lot")


def _lots(partner: Partner, event: Document, named: list[Named]) -> dict[str, Lot]:
    """The lots named in the event; a partner's class that is new becomes a lot of his."""
    known = documents.known_lots(one.epc for one in named)
    for one in named:
        if one.epc not in known and one.quantity:
            known[one.epc] = _partner_lot(partner, event, one)
    return known


def _partner_lot(partner: Partner, event: Document, one: Named) -> Lot:
    if one.epc.startswith(documents.home()):
        raise Problem(400, f"There is no lot {one.epc}")
    place = event.get("readPoint", {}).get("id") or f"urn:partner:{partner.pk}"
    location, _made = Location.objects.get_or_create(
        partner_uri=place, defaults={"name": partner.name}
    )
    facts = event.get("ilmd", {})
    return Lot.objects.create(
        name_vi=_fact(facts, "name", "descriptionShort", "functionalName")
        or one.epc[-60:],
        partner_uri=one.epc,
        location=location,
        produced_on=_day(_fact(facts, "productionDate"))
        or date.fromisoformat(event["eventTime"][:10]),
        expires_on=_day(_fact(facts, "itemExpirationDate", "bestBeforeDate")),
        quantity=one.quantity or Decimal(1),
        uom=one.uom if one.uom in ("KGM", "GRM", "LTR", "MLT") else "",
    )


def _fact(facts: Document, *names: str) -> str:
    for key, value in facts.items():
        if key.rpartition(":")[2].rpartition("/")[2] in names and isinstance(
            value, str
        ):
            return value[:160]
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _declare(partner: Partner, event: Document) -> Event:
    """An error declaration repeats the event it withdraws (EPCIS 2.0, 7.4.1.4)."""
    sent = Event.objects.filter(capture_jobs__partner=partner, error_of=None)
    original = sent.filter(event_id=event.get("eventID", "")).first()
    if original is None:
        raise Problem(400, "errorDeclaration: you sent no event with this eventID")
    if original.declarations.exists():
        raise Problem(409, "This event was declared an error before")
    if _bare(event) != _bare(original.data):
        raise Problem(400, "errorDeclaration: the event is not repeated as it was")
    told = {"errorDeclaration": event["errorDeclaration"]}
    stamped = {**original.data, **told, "recordTime": documents.recorded_now()}
    return store(stamped, error_of=original)


def _bare(event: Document) -> Document:
    ignored = ("recordTime", "errorDeclaration", "@context")
    return {key: value for key, value in event.items() if key not in ignored}
