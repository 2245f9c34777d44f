"""“Tự làm”: by which rules it is earned, who came to see, and when it was taken away. Shown only with proof."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dated import Dated, in_force
from core.models import NormalisedModel


class HandMadeRuleQuerySet(models.QuerySet["HandMadeRule"]):
    def on(self, day: object) -> Self:
        return self.filter(in_force(day)).order_by("-effective_from")  # type: ignore[arg-type]


class HandMadeRule(Dated):
    """How much proof is enough, and how long it stays fresh; one of the three ways suffices."""

    least_lots = models.PositiveSmallIntegerField(_("ít nhất mấy mẻ có ảnh"), default=3)
    least_steps = models.PositiveSmallIntegerField(
        _("mỗi mẻ ít nhất mấy việc có ảnh"), default=2
    )
    lots_months = models.PositiveSmallIntegerField(
        _("mẻ ghi trong mấy tháng gần đây"), default=12
    )
    photos_months = models.PositiveSmallIntegerField(
        _("ảnh từng bước đã duyệt có giá trị mấy tháng"), default=12
    )
    visit_months = models.PositiveSmallIntegerField(
        _("lần đến xem có giá trị mấy tháng"), default=12
    )

    objects = HandMadeRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiêu chí “tự làm”")
        verbose_name_plural = _("tiêu chí “tự làm”")
        ordering = ["-effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least_lots__gte=1, least_steps__gte=1),
                name="no_badge_without_proof",
            )
        ]

    def __str__(self) -> str:
        return self.legal_basis


def not_ahead(day: object) -> None:
    if day > timezone.localdate():  # type: ignore[operator]
        raise ValidationError(_("Ngày này chưa đến."))


class MakerVisit(NormalisedModel):
    """Somebody of the office went there and saw it being made."""

    producer = models.ForeignKey(
        "producers.Producer",
        models.CASCADE,
        related_name="visits_by_staff",
        verbose_name=_("nhà sản xuất"),
    )
    officer = models.CharField(_("ai đến xem"), max_length=120)
    visited_on = models.DateField(_("đến ngày"), validators=[not_ahead])
    seen = models.TextField(
        _("thấy gì"),
        help_text=_("Ví dụ: Bà Hoa và con dâu đang xát nghệ, sân phơi 40 m²."),
    )

    class Meta:
        verbose_name = _("lần đến xem tận nơi")
        verbose_name_plural = _("các lần đến xem tận nơi")
        ordering = ["-visited_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.producer}, {self.visited_on:%d/%m/%Y}"


class HandMadeLoss(models.Model):
    """An officer took the badge away, and why; proof counts again once it is ended."""

    wagtail_reference_index_ignore = True

    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, related_name="hand_made_losses"
    )
    reason = models.CharField(_("lý do"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(ended_at=None),
                name="one_open_hand_made_loss",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="hand_made_loss_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer}: {self.reason}"
