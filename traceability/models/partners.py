"""Who reads and writes the record through the EPCIS interface, and what he sent."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from producers.models import Producer

from .events import Event, EventItem


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class Partner(NormalisedModel):
    """A buyer, supplier, laboratory or portal outside this site."""

    name = models.CharField(_("tên đối tác"), max_length=120, unique=True)
    sees = models.ManyToManyField(
        Producer,
        blank=True,
        related_name="+",
        verbose_name=_("được xem lô của"),
    )
    acts_for = models.ManyToManyField(
        Producer,
        blank=True,
        related_name="+",
        verbose_name=_("được ghi thay cho"),
        help_text=_("Phần mềm của chính nhà ấy, ví dụ của hợp tác xã."),
    )
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("đối tác EPCIS")
        verbose_name_plural = _("đối tác EPCIS")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def visible_events(self) -> models.QuerySet[Event]:
        """Events of the lots he may see, and those he sent; declared errors included."""
        producers = Producer.objects.filter(
            Q(pk__in=self.sees.values("pk")) | Q(pk__in=self.acts_for.values("pk"))
        )
        shown = EventItem.objects.filter(lot__location__producer__in=producers)
        sent = Event.objects.filter(capture_jobs__partner=self)
        return Event.objects.filter(
            Q(pk__in=shown.values("event")) | Q(pk__in=sent.values("pk"))
        )

    def make_key(self, valid_to: datetime | None = None) -> str:
        """A new key, told once; only its hash is kept. Old keys hold until they are ended."""
        secret = f"lnk_{secrets.token_urlsafe(30)}"
        self.keys.create(digest=digest_of(secret), hint=secret[:8], valid_to=valid_to)
        return secret


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    def valid(self) -> Self:
        now = timezone.now()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=now), valid_from__lte=now)


class PartnerKey(models.Model):
    """A Bearer key; two may be valid while one is being changed."""

    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="keys", verbose_name=_("đối tác")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("bắt đầu bằng"), max_length=8, editable=False)
    valid_from = models.DateTimeField(_("dùng từ"), default=timezone.now)
    valid_to = models.DateTimeField(_("thôi dùng từ"), null=True, blank=True)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoá của đối tác")
        verbose_name_plural = _("khoá của đối tác")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.partner} {self.hint}…"


class Behaviour(models.TextChoices):
    """GS1-Capture-Error-Behaviour (EPCIS 2.0, 12.6): all or nothing, or what can be kept."""

    ROLLBACK = "rollback", "rollback"
    PROCEED = "proceed", "proceed"


def new_job_code() -> str:
    return secrets.token_hex(12)


class CaptureJob(models.Model):
    """A document that a partner sent, and what became of it."""

    code = models.CharField(max_length=32, unique=True, default=new_job_code)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="capture_jobs")
    behaviour = models.CharField(max_length=8, choices=Behaviour)
    document = models.TextField()
    created_at = models.DateTimeField(_("nhận lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    errors = models.JSONField(default=list, blank=True)
    events = models.ManyToManyField(Event, related_name="capture_jobs", blank=True)

    class Meta:
        verbose_name = _("lần nhận EPCIS")
        verbose_name_plural = _("lần nhận EPCIS")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code

    def as_json(self) -> dict[str, Any]:
        """A capture job as EPCIS 2.0, 12.6.2 writes it."""
        finished = (
            {"finishedAt": self.finished_at.isoformat()} if self.finished_at else {}
        )
        return {
            "captureID": self.code,
            "createdAt": self.created_at.isoformat(),
            **finished,
            "running": self.finished_at is None,
            "success": self.finished_at is not None and not self.errors,
            "captureErrorBehaviour": self.behaviour,
            "errors": self.errors,
        }
