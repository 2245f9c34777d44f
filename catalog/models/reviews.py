"""What buyers say."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .goods import Product


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

    class Meta:
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)), name="rating_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating}/5 {self.author_name}"
