"""Calling a lot back takes two people; stopping its sale takes one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .lots import Lot


class Recall(NormalisedModel):
    """One person proposes and the sale stops at once; another confirms or turns it down."""

    lot = models.ForeignKey(
        Lot, models.PROTECT, related_name="recalls", verbose_name=_("lô hàng")
    )
    reason = models.CharField(
        _("vì sao phải thu hồi"),
        max_length=255,
        help_text=_("Khách sẽ đọc câu này. Ví dụ: mẻ này bị ẩm, có thể mốc."),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("người đề nghị"),
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người quyết định"),
    )
    confirmed_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    refused_at = models.DateTimeField(_("không thu hồi, lúc"), null=True, blank=True)
    stopped = models.ManyToManyField(
        Lot,
        related_name="+",
        blank=True,
        help_text="Lots whose sale this proposal stopped; a refusal lets them go on.",
    )

    class Meta:
        verbose_name = _("vụ thu hồi")
        verbose_name_plural = _("vụ thu hồi")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="recall_takes_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, confirmed_at=None, refused_at=None)
                | Q(
                    decided_by__isnull=False,
                    confirmed_at__isnull=False,
                    refused_at=None,
                )
                | Q(
                    decided_by__isnull=False,
                    confirmed_at=None,
                    refused_at__isnull=False,
                ),
                name="recall_is_open_or_decided_once",
            ),
            models.UniqueConstraint(
                fields=["lot"],
                condition=Q(confirmed_at=None, refused_at=None),
                name="one_open_recall_per_lot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.reason}"

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.refused_at is None
