"""What hosts keep beside their experiences: venues, kiln and loom, festival days, questions, labels.

Illustrative data (dữ liệu minh hoạ), see content/hosting.toml.
"""

from datetime import date, time

from django.utils import timezone

from accounts.models import User
from tourism.festivals import propose
from tourism.models import (
    ExchangeRate,
    Experience,
    Need,
    Option,
    Question,
    Resource,
    Schedule,
    Venue,
)
from tourism.slots import HORIZON, make_slots
from traceability import printing
from traceability.models import LabelBatch, LabelFate, LabelKind, Lot

from .reading import Row, pair, read

SOURCE = "số tròn minh hoạ · a round figure for the demonstration, no bank's rate"
FROM = date(2026, 1, 1)
SHEET, MANY = "a4-21", 42


def load_hosting() -> None:
    """Needs the experiences, the lots and the editor."""
    told = read("hosting.toml")
    for row in told["venue"]:
        _venue(row)
    for row in told["resource"]:
        _resource(row)
    for row in told["lunar"]:
        _festival(row)
    for row in told["question"]:
        Question.objects.get_or_create(
            option=_option(row["experience"]),
            kind=row["kind"],
            defaults=pair(row, "text"),
        )
    for row in told["rate"]:
        ExchangeRate.objects.get_or_create(
            currency=row["currency"],
            effective_from=FROM,
            defaults={"dong": row["dong"], "source": SOURCE},
        )
    _labels()


def _option(slug: str) -> Option:
    return Option.objects.filter(experience__slug=slug).order_by("pk")[0]


def _venue(row: Row) -> None:
    experience = Experience.objects.get(slug=row["experience"])
    facts = {k: v for k, v in row.items() if k != "experience" and "name" not in k}
    facts["address"] = experience.meeting_point_vi[:200]
    venue, _made = Venue.objects.get_or_create(
        host=experience.host,
        name_vi=row["name_vi"],
        defaults={**facts, "name_en": row["name_en"]},
    )
    Experience.objects.filter(pk=experience.pk, venue=None).update(venue=venue)


def _resource(row: Row) -> None:
    options = [_option(slug) for slug in row["experiences"]]
    resource, _made = Resource.objects.get_or_create(
        host=options[0].experience.host,
        name=row["name"],
        defaults={"kind": row["kind"], "languages": row.get("languages", "")},
    )
    for option in options:
        Need.objects.get_or_create(option=option, resource=resource)


def _festival(row: Row) -> None:
    """Days of the lunar calendar; those an editor confirmed are sold."""
    option, today = _option(row["experience"]), timezone.localdate()
    rule, made = Schedule.objects.get_or_create(
        option=option,
        lunar_day=row["lunar_day"],
        lunar_month=row["lunar_month"],
        defaults={
            "span_days": row["span_days"],
            "starts": time.fromisoformat(row["starts"]),
            "capacity": row["capacity"],
        },
    )
    if not made:
        return
    propose(rule, today, today + HORIZON)
    if row["confirmed"]:
        rule.lunar_days.update(confirmed_at=timezone.now(), confirmed_by=_editor())
        make_slots(option, today, today + HORIZON)


def _editor() -> User | None:
    return User.objects.filter(is_superuser=True).order_by("pk").first()


def _labels() -> None:
    """Two lots with labels ordered: of one the maker has noted where they went, of the other nothing yet."""
    if LabelBatch.objects.exists():
        return
    lots = Lot.objects.on_sale(timezone.localdate()).exclude(variant=None)
    for number, lot in enumerate(lots.order_by("pk")[:2]):
        how = {"sheet": SHEET, "medium": "M"}
        batch = printing.order(lot, LabelKind.UNIT, MANY, by=_editor(), **how)
        if number == 0:
            printing.account(batch, LabelFate.USED, 1, 38, by=_editor())
            printing.account(batch, LabelFate.SPOILED, 39, 40, by=_editor())
