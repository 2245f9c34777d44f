"""What happened to lots: added, never changed (EPCIS 2.0, section 7.4)."""

import json
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.refusals import append_only

from .lots import Lot, Uom, amount


def private_files() -> Storage:
    return storages["private"]


class EventType(models.TextChoices):
    OBJECT = "ObjectEvent", _("Ghi nhận")
    TRANSFORMATION = "TransformationEvent", _("Chế biến")
    AGGREGATION = "AggregationEvent", _("Đóng thùng")
    ASSOCIATION = "AssociationEvent", _("Gắn kèm")
    TRANSACTION = "TransactionEvent", _("Mua bán")


class Part(models.TextChoices):
    """What a lot or pack is in an event."""

    OBJECT = "object", _("vật")
    INPUT = "input", _("đầu vào")
    OUTPUT = "output", _("đầu ra")
    PARENT = "parent", _("thùng")
    CHILD = "child", _("món trong thùng")


OWN_PARTS = (Part.OBJECT, Part.OUTPUT, Part.PARENT)
"""The parts whose lot an event tells about; inputs and children are told about elsewhere."""


class EventQuerySet(models.QuerySet["Event"]):
    def standing(self) -> Self:
        """Without what was declared an error, and without the declarations."""
        return self.filter(error_of=None, declarations=None)

    def telling_of(self, lot: Lot | models.Subquery) -> Self:
        """The lot's own journey, oldest first; declared errors are marked, not hidden."""
        own = EventItem.objects.filter(lot=lot, part__in=OWN_PARTS).values("event")  # type: ignore[misc]
        told = self.filter(pk__in=own, error_of=None)
        return told.annotate(
            is_error=models.Exists(Event.objects.filter(error_of=models.OuterRef("pk")))
        ).order_by("event_time", "pk")


class ErrorReason(models.TextChoices):
    """CBV 2.0, 7.5."""

    INCORRECT_DATA = "incorrect_data", _("Có xảy ra, nhưng ghi không đúng")
    DID_NOT_OCCUR = "did_not_occur", _("Không hề xảy ra")


class Event(models.Model):
    """One event. `document` is the event as EPCIS writes it, in canonical JSON, and is the truth;

    the other columns are read from it so that it can be found, and `verify_trace` compares them.
    """

    event_id = models.CharField(max_length=255, db_index=True)
    event_type = models.CharField(_("kiểu"), max_length=20, choices=EventType)
    action = models.CharField(max_length=7, blank=True)
    event_time = models.DateTimeField(_("lúc"), db_index=True)
    event_time_zone_offset = models.CharField(max_length=6)
    record_time = models.DateTimeField(_("ghi lúc"), db_index=True)
    biz_step = models.CharField(max_length=255, blank=True, help_text="CBV 2.0")
    disposition = models.CharField(max_length=255, blank=True, help_text="CBV 2.0")
    read_point = models.CharField(max_length=255, blank=True)
    biz_location = models.CharField(max_length=255, blank=True)
    error_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declarations",
        verbose_name=_("báo sai cho"),
    )
    document = models.TextField()
    # No constraint in the database: forgetting a person does not rewrite the record.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
    )

    lots = models.ManyToManyField(
        Lot, through="EventItem", related_name="events", blank=True
    )
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("công đoạn")
        verbose_name_plural = _("công đoạn")
        ordering = ["event_time", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_id"],
                condition=models.Q(error_of=None),
                name="one_event_per_id",
            ),
            models.UniqueConstraint(fields=["error_of"], name="one_error_per_event"),
            *append_only("traceability_event"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.event_time:%d/%m/%Y}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The event as EPCIS writes it."""
        read: dict[str, Any] = json.loads(self.document)
        return read

    def _told(self, name: str) -> str:
        """Our own extension `name` in the reader's language, or in Vietnamese."""
        english = self.data.get(f"langnghe:{name}En", "")
        text = (get_language() == "en" and english) or self.data.get(
            f"langnghe:{name}Vi", ""
        )
        return str(text)

    @property
    def title(self) -> str:
        return self._told("title") or self.biz_step.rsplit("-")[-1]

    @property
    def text(self) -> str:
        return self._told("text")

    @property
    def place(self) -> str:
        return self._told("place")

    @property
    def may_be_declared_wrong(self) -> bool:
        return self.error_of_id is None and not self.declarations.all()

    @property
    def wrongness(self) -> str:
        """How it was declared wrong, and what tells it rightly; of the declaration and of what it withdraws."""
        said = self if self.error_of_id else next(iter(self.declarations.all()), None)
        if said is None:
            return ""
        told = said.data["errorDeclaration"]
        reason = (told.get("reason") or "").rsplit("-")[-1]
        words = str(dict(ErrorReason.choices).get(reason, reason))
        return ", ".join([words, *told.get("correctiveEventIDs", [])])

    @property
    def reason(self) -> str:
        """Why something out of the ordinary is so, in the words of who recorded it."""
        return str(self.data.get("langnghe:reason", ""))


class EventItem(models.Model):
    """One lot or pack in an event; `epc` is its name there, `lot` the lot when we know it."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="items")
    part = models.CharField(max_length=6, choices=Part)
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="items"
    )
    epc = models.CharField(max_length=255, db_index=True)
    quantity = models.DecimalField(
        max_digits=14, decimal_places=3, null=True, blank=True
    )
    uom = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = append_only("traceability_eventitem")

    def __str__(self) -> str:
        return f"{self.part} {self.epc}"

    @property
    def amount(self) -> str:
        if self.quantity is None:
            return ""
        if self.uom:
            return amount(self.quantity, str(dict(Uom.choices).get(self.uom, self.uom)))
        return amount(self.quantity, self.lot.unit if self.lot else "")


class EventPhoto(models.Model):
    """A photo bound by its SHA-256: a public picture, or a file only its maker and the office see."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64)
    # No constraint: a picture may be taken away, and the record then says that it is missing.
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
    )
    file = models.FileField(
        upload_to="truy-xuat/%Y/%m", storage=private_files, blank=True
    )

    class Meta:
        constraints = append_only("traceability_eventphoto")

    def __str__(self) -> str:
        return self.sha256
