"""Stop the sale at once, call back with four eyes; what was made from a lot goes the same way."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wagtail import hooks

from core import outbox
from core.outbox import Reader

from . import chain
from .documents import Share, Step
from .models import Lot, Recall
from .recording import record


class CannotRecall(ValueError):
    """Why a recall cannot be proposed or decided like this, in words for people."""


def affected(lot: Lot) -> list[Lot]:
    """The lot and everything made from it, each once, locked in primary-key order."""
    reached = {lot.pk, *(link.lot.pk for link in chain.downstream(lot))}
    rows = Lot.objects.select_for_update(of=("self",)).filter(pk__in=reached)
    return list(rows.select_related("location__producer").order_by("pk"))


@transaction.atomic
def propose(lot: Lot, *, reason: str, by: Any) -> Recall:
    """Stop the sale of the lot and of all made from it, now; a second person decides the rest."""
    lots = affected(lot)
    if not reason.strip():
        raise CannotRecall(_("Hãy viết một câu cho khách biết vì sao."))
    if lot.recalls.filter(confirmed_at=None, refused_at=None).exists():
        raise CannotRecall(_("Lô này đang chờ người thứ hai quyết định thu hồi."))
    if any(one.pk == lot.pk and one.recalled_at for one in lots):
        raise CannotRecall(_("Lô này đã được thu hồi rồi."))
    recall = Recall.objects.create(lot=lot, reason=reason.strip(), proposed_by=by)
    stopped = [one for one in lots if not one.withdrawn_at]
    recall.stopped.set(stopped)
    _set(stopped, withdrawn_at=timezone.now())
    _tell_makers(recall, stopped)
    return recall


def _tell_makers(recall: Recall, lots: Iterable[Lot]) -> None:
    """Each house whose lots went off sale hears which, once."""
    houses: dict[Any, list[Lot]] = {}
    for one in lots:
        if one.maker:
            houses.setdefault(one.maker, []).append(one)
    for house, theirs in houses.items():
        outbox.put(
            f"lot_stopped:{recall.pk}:{house.pk}",
            Reader(house.email, house.phone),
            "lot_stopped",
            {"recall": recall, "lots": theirs},
            about=f"recall:{recall.pk}",
            path="/kenh-ban/lo/",
        )


@transaction.atomic
def confirm(recall: Recall, *, by: Any) -> list[Lot]:
    """Call back everything the lot went into until now; buyers are told. Returns the lots."""
    recall = _open(recall, by)
    lots = [one for one in affected(recall.lot) if not one.recalled_at]
    now = timezone.now()
    _set(lots, recalled_at=now, recall_reason=recall.reason)
    for one in lots:
        _write_down(one, recall.reason, by)
    recall.confirmed_at, recall.decided_by = now, by
    recall.save(update_fields=["confirmed_at", "decided_by"])
    for tell in hooks.get_hooks("lots_recalled"):
        tell(recall, lots)
    return lots


@transaction.atomic
def refuse(recall: Recall, *, by: Any) -> None:
    """The goods were found in order: what this proposal stopped is on sale again."""
    recall = _open(recall, by)
    recall.refused_at, recall.decided_by = timezone.now(), by
    recall.save(update_fields=["refused_at", "decided_by"])
    others = Recall.objects.exclude(pk=recall.pk).exclude(refused_at__isnull=False)
    still = set(others.values_list("stopped", flat=True))
    _set(
        [one for one in recall.stopped.all() if one.pk not in still], withdrawn_at=None
    )


def _open(recall: Recall, by: Any) -> Recall:
    recall = Recall.objects.select_for_update(of=("self",)).get(pk=recall.pk)
    if not recall.is_open:
        raise CannotRecall(_("Việc này đã có người quyết định rồi."))
    if recall.proposed_by_id == by.pk:
        raise CannotRecall(
            _("Người đề nghị không tự quyết định được. Hãy nhờ người thứ hai.")
        )
    return recall


def _set(lots: Iterable[Lot], **facts: Any) -> None:
    Lot.objects.filter(pk__in=[one.pk for one in lots]).update(**facts)


def _write_down(lot: Lot, reason: str, by: Any) -> None:
    """The recall is a step of the journey too; places of partners are theirs to write about."""
    if lot.maker is None:
        return
    words = {
        "title_vi": gettext_noop("Thu hồi"),
        "title_en": "Recalled",
        "text_vi": reason,
    }
    try:
        record(
            Step(
                at=timezone.now(),
                where=lot.location,
                biz_step="holding",
                disposition="recalled",
                objects=(Share(lot),),
                words=words,
            ),
            by=by,
        )
    except ValidationError as error:
        raise CannotRecall(" ".join(error.messages)) from error
