"""The transparency log: every event's fingerprint in one Merkle tree (RFC 9162, section 2.1)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.refusals import append_only

from .events import Event


class LogEntry(models.Model):
    """The place of an event in the log, from 0."""

    index = models.PositiveBigIntegerField(unique=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="log_entry")

    class Meta:
        constraints = append_only("traceability_logentry")

    def __str__(self) -> str:
        return f"{self.index}"


class LogNode(models.Model):
    """The hash over 2**level neighbouring leaves; kept, so that a proof reads a few rows."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="one_node_each"),
            *append_only("traceability_lognode"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of how many events the log holds and of their root hash."""

    size = models.PositiveBigIntegerField(_("số ghi nhận"), unique=True)
    root = models.CharField(_("gốc"), max_length=64)
    note = models.TextField(_("bản ký"))
    made_at = models.DateTimeField(_("ký lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("điểm chốt nhật ký")
        verbose_name_plural = _("điểm chốt nhật ký")
        ordering = ["-size"]
        constraints = append_only("traceability_checkpoint")

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class LogKey(models.Model):
    """A public key that signs checkpoints, and when; the private one is never in the database."""

    verifier = models.CharField(
        _("khoá công khai"),
        max_length=255,
        unique=True,
        help_text=_("Tên+mã+khoá, như sổ kiểm của Go viết (C2SP signed-note)"),
    )
    valid_from = models.DateTimeField(_("dùng từ"), default=timezone.now)
    valid_to = models.DateTimeField(_("thôi dùng từ"), null=True, blank=True)
    note = models.CharField(_("vì sao đổi"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("khoá ký nhật ký")
        verbose_name_plural = _("khoá ký nhật ký")
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return self.verifier

    def is_valid(self) -> bool:
        return self.valid_to is None or self.valid_to > timezone.now()
