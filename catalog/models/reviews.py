"""What buyers say, what the maker answers, and what an editor decides when he objects."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .goods import Product

REPLY_CAN_CHANGE = timedelta(days=1)


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible(self) -> Self:
        """What counts: everything that no editor took down."""
        return self.filter(removed_at=None)

    def reported(self) -> Self:
        """What a maker objects to, and nobody has decided yet."""
        return self.visible().filter(reported_at__isnull=False, kept_at=None)

    def unanswered(self) -> Self:
        """The maker has neither answered nor objected, or an editor kept it all the same."""
        dealt_with = Q(reported_at__isnull=False, kept_at=None)
        return self.visible().filter(~dealt_with, replied_at=None)


class Review(NormalisedModel):
    """What a buyer says; only from a delivered order line, whose code it keeps."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews")
    purchase_code = models.CharField(max_length=40, unique=True, editable=False)
    author_name = models.CharField(_("tên hiển thị"), max_length=60)
    rating = models.PositiveSmallIntegerField(
        _("điểm"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("nhận xét"), max_length=2000, blank=True)
    written_at = models.DateTimeField(_("viết lúc"), default=timezone.now)
    reply = models.TextField(_("người làm trả lời"), max_length=1000, blank=True)
    replied_at = models.DateTimeField(_("trả lời lúc"), null=True, editable=False)
    reported_at = models.DateTimeField(_("người làm báo lúc"), null=True)
    report = models.CharField(_("người làm nói gì"), max_length=300, blank=True)
    kept_at = models.DateTimeField(_("xem rồi, để nguyên lúc"), null=True)
    removed_at = models.DateTimeField(_("gỡ lúc"), null=True)
    removed_reason = models.CharField(_("lý do gỡ"), max_length=300, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người gỡ"),
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)), name="rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="")
                | (Q(replied_at__isnull=False) & ~Q(reply="")),
                name="a_reply_has_words_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(removed_reason=""),
                name="a_removed_review_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | ~Q(report=""),
                name="a_report_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating}/5 {self.author_name}"

    @property
    def can_be_answered(self) -> bool:
        """One answer, which may be mended for a day."""
        since = timezone.now() - REPLY_CAN_CHANGE
        fresh = self.replied_at is None or self.replied_at > since
        return self.removed_at is None and fresh

    @property
    def waits_for_editor(self) -> bool:
        return bool(self.reported_at and not self.kept_at and not self.removed_at)

    @property
    def standing(self) -> str:
        """Shown, objected to, looked at and kept, or taken down: in words."""
        if self.removed_at:
            return str(_("Đã gỡ"))
        if self.waits_for_editor:
            return str(_("Người làm đã báo, chờ xem"))
        return str(_("Xem rồi, để nguyên") if self.kept_at else _("Đang hiện"))
