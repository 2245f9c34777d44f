"""What is printed on packs, and what became of it."""

from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from traceability.label_drawing import Medium
from traceability.sheets import SHEETS

from .lots import Lot


class LabelKind(models.TextChoices):
    UNIT = "unit", _("Mỗi gói một mã riêng")
    LOT = "lot", _("Cả lô chung một mã")


class Label(models.Model):
    """A printed code: 14 unguessable characters and a check character (ISO/IEC 7064).

    A unit label is on one pack and has its number in the lot; a lot label is on all of them.
    """

    code = models.CharField(_("mã tem"), max_length=16, unique=True)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="labels")
    kind = models.CharField(
        _("loại tem"), max_length=4, choices=LabelKind, default=LabelKind.UNIT
    )
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tem")
        verbose_name_plural = _("tem")
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "number"], name="one_label_per_number"
            ),
            models.UniqueConstraint(
                fields=["lot"],
                condition=Q(kind=LabelKind.LOT),
                name="one_shared_label_per_lot",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("traceability:scan", args=[self.code])


def private() -> Storage:
    return storages["private"]


def batch_code() -> str:
    return get_random_string(12, "abcdefghjkmnpqrstvwxyz23456789")


class LabelBatchQuerySet(models.QuerySet["LabelBatch"]):
    def with_tally(self) -> Self:
        """How many are said to be stuck on, spoiled, and nobody knows where."""

        def said(kind: str) -> Coalesce:
            uses = LabelUse.objects.filter(batch=OuterRef("pk"), kind=kind)
            sums = (
                uses.order_by()
                .values("batch")
                .annotate(n=Sum(F("last") - F("first") + 1))
            )
            return Coalesce(Subquery(sums.values("n")), 0)

        return self.annotate(
            used=said(LabelFate.USED),
            spoiled=said(LabelFate.SPOILED),
            unaccounted=F("last") - F("first") + 1 - F("used") - F("spoiled"),
        )


class LabelBatch(models.Model):
    """Labels of one lot numbered from `first` to `last`, drawn by a background task into a private file."""

    code = models.CharField(max_length=12, unique=True, default=batch_code)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="label_batches")
    kind = models.CharField(_("loại tem"), max_length=4, choices=LabelKind)
    first = models.PositiveIntegerField(_("từ số"))
    last = models.PositiveIntegerField(_("đến số"))
    sheet = models.CharField(
        _("khổ giấy"), max_length=12, choices=[(s.slug, s.name) for s in SHEETS]
    )
    medium = models.CharField(_("dán lên"), max_length=1, choices=Medium)
    first_place = models.PositiveSmallIntegerField(
        default=0, help_text="Labels already peeled off the first page."
    )
    shift_right = models.SmallIntegerField(default=0, help_text="Tenths of a mm.")
    shift_down = models.SmallIntegerField(default=0, help_text="Tenths of a mm.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("đặt in lúc"), default=timezone.now)
    drawn = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(_("in được từ"), null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=private, upload_to="tem/%Y/%m", blank=True)

    objects = LabelBatchQuerySet.as_manager()
    # What `with_tally` fills in.
    used = 0
    spoiled = 0
    unaccounted = 0

    class Meta:
        verbose_name = _("đợt in tem")
        verbose_name_plural = _("đợt in tem")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "first"], name="label_numbers_go_on"
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="batch_has_labels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.first}–{self.last}"

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def percent(self) -> int:
        return self.drawn * 100 // self.count


class LabelFate(models.TextChoices):
    USED = "used", _("đã dán")
    SPOILED = "spoiled", _("hỏng, đã huỷ")


class LabelUse(models.Model):
    """What became of labels `first` to `last` of a batch; ranges of a batch never overlap."""

    batch = models.ForeignKey(LabelBatch, models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=7, choices=LabelFate)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "first"], name="one_fate_per_label"
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="fate_has_labels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last} {self.get_kind_display()}"
