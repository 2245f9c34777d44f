"""Labels are ordered, drawn in the background, and accounted for: printed, stuck on, spoiled."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from django_tasks import task

from vietnam.check_characters import random_code, with_check

from .label_drawing import Face, Medium, pdf
from .labels import LENGTH, address
from .models import Label, LabelBatch, LabelKind, LabelUse, Lot
from .sheets import BY_SLUG

MOST = 10_000
AT_ONCE = 500


class CannotPrint(Exception):
    """Why labels cannot be printed or accounted for like this, in words for the maker."""


@transaction.atomic
def order(lot: Lot, kind: LabelKind, count: int, *, by: Any, **how: Any) -> LabelBatch:
    """`count` more labels, numbered on from the last; `how` is sheet, medium, first_place and shifts.

    Raises CannotPrint for a lot that must not be sold, or a number out of 1–10,000.
    """
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    if lot.recalled_at or lot.withdrawn_at or lot.has_expired(timezone.localdate()):
        raise CannotPrint(_("Lô này đã hết hạn hoặc ngừng bán, không in tem nữa."))
    if not 1 <= count <= MOST:
        raise CannotPrint(_("Mỗi lần in từ 1 đến 10.000 tem."))
    before = lot.label_batches.aggregate(last=Max("last"))["last"] or 0
    batch = LabelBatch.objects.create(
        lot=lot, kind=kind, first=before + 1, last=before + count, asked_by=by, **how
    )
    make_labels.enqueue(batch.pk)
    return batch


def try_again(batch: LabelBatch) -> None:
    """After a failure; does nothing for a batch that is ready or under way."""
    failed = LabelBatch.objects.filter(pk=batch.pk, failed_at__isnull=False)
    if failed.update(failed_at=None, drawn=0):
        make_labels.enqueue(batch.pk)


@task()
def make_labels(pk: int) -> None:
    """Make the codes and the file of a batch; doing it twice changes nothing."""
    batch = LabelBatch.objects.get(pk=pk)
    if batch.ready_at:
        return
    try:
        _make(batch)
    except Exception:
        LabelBatch.objects.filter(pk=pk).update(failed_at=timezone.now())
        raise


def _make(batch: LabelBatch) -> None:
    def progress(done: int) -> None:
        LabelBatch.objects.filter(pk=batch.pk).update(drawn=done)

    drawing = pdf(
        _faces(batch),
        BY_SLUG[batch.sheet],
        Medium(batch.medium),
        first_place=batch.first_place,
        shift=(batch.shift_right / 10, batch.shift_down / 10),
        progress=progress,
    )
    batch.file.save(f"{batch.code}.pdf", ContentFile(drawing), save=False)
    batch.drawn, batch.ready_at = batch.count, timezone.now()
    batch.save(update_fields=["file", "drawn", "ready_at"])


def _faces(batch: LabelBatch) -> Iterator[Face]:
    lot = batch.lot
    for number, label in _labels(batch):
        yield Face(
            address(label),
            label.code,
            lot.what,
            lot.code,
            lot.produced_on,
            lot.expires_on,
            number,
        )


def _labels(batch: LabelBatch) -> Iterator[tuple[int, Label]]:
    numbers = range(batch.first, batch.last + 1)
    if batch.kind == LabelKind.LOT:
        shared = shared_label(batch.lot)
        yield from ((number, shared) for number in numbers)
        return
    for start in numbers[::AT_ONCE]:
        some = range(start, min(start + AT_ONCE, batch.last + 1))
        Label.objects.bulk_create(
            [_new(batch.lot, number) for number in some], ignore_conflicts=True
        )
        found = Label.objects.filter(lot=batch.lot, number__in=some)
        yield from ((label.number or 0, label) for label in found.order_by("number"))


def _new(lot: Lot, number: int) -> Label:
    code = with_check(random_code(LENGTH))
    return Label(code=code, lot=lot, number=number, kind=LabelKind.UNIT)


def shared_label(lot: Lot) -> Label:
    """The one code on every pack of a lot."""
    code = with_check(random_code(LENGTH))
    label, _created = Label.objects.get_or_create(
        lot=lot, kind=LabelKind.LOT, defaults={"code": code}
    )
    return label


@transaction.atomic
def account(
    batch: LabelBatch, kind: str, first: int, last: int, *, by: Any
) -> LabelUse:
    """Labels `first` to `last` were stuck on or spoiled. Raises CannotPrint for what does not fit."""
    batch = LabelBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.first <= first <= last <= batch.last:
        raise CannotPrint(
            _("Đợt in này có các số từ %(first)s đến %(last)s.")
            % {"first": batch.first, "last": batch.last}
        )
    taken = batch.uses.filter(first__lte=last, last__gte=first).first()
    if taken:
        raise CannotPrint(_("Đã ghi trước đó: %(range)s.") % {"range": taken})
    return LabelUse.objects.create(
        batch=batch, kind=kind, first=first, last=last, noted_by=by
    )
