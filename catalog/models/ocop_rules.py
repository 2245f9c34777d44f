"""How the OCOP programme scores a product, as dated rows: the law changes, the code does not.

148/QĐ-TTg of 24/02/2023, amended by 1489/QĐ-TTg of 06/07/2025.
"""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.dated import Dated, in_force


class OcopRowQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        return self.filter(in_force(day))


class OcopRow(Dated):
    """One row of the programme; its `code` stays the same when a later row takes its place."""

    code = models.SlugField(_("mã dòng"), max_length=12)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    objects = OcopRowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "code", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="%(class)s_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_to__gte=F("effective_from")),
                name="%(class)s_ends_after_it_begins",
            ),
        ]

    def clean(self) -> None:
        """Two rows of one code never hold on the same day."""
        if not self.effective_from:
            return
        others = type(self)._default_manager.filter(code=self.code).exclude(pk=self.pk)
        others = others.exclude(effective_to__lt=self.effective_from)
        if self.effective_to:
            others = others.exclude(effective_from__gt=self.effective_to)
        if others.exists():
            raise ValidationError(
                _("Mã này đã có dòng áp dụng vào những ngày ấy. Hãy kết thúc dòng cũ.")
            )


class OcopPart(OcopRow):
    """A part of the score: `code` is A, B or C."""

    name = models.CharField(_("tên phần"), max_length=120)
    points = models.PositiveSmallIntegerField(
        _("điểm tối đa"), validators=[MaxValueValidator(100)]
    )

    class Meta(OcopRow.Meta):
        verbose_name = _("phần điểm OCOP")
        verbose_name_plural = _("phần điểm OCOP")

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class OcopStar(OcopRow):
    """So many stars from so many points on; the points of a star end where the next one begins."""

    stars = models.PositiveSmallIntegerField(
        _("số sao"), validators=[MaxValueValidator(5)]
    )
    from_points = models.PositiveSmallIntegerField(
        _("từ điểm"), validators=[MaxValueValidator(100)]
    )
    decided_by = models.CharField(_("ai công nhận"), max_length=120, blank=True)

    class Meta(OcopRow.Meta):
        verbose_name = _("ngưỡng sao OCOP")
        verbose_name_plural = _("ngưỡng sao OCOP")

    def __str__(self) -> str:
        return _("%(stars)s sao: từ %(points)s điểm") % {
            "stars": self.stars,
            "points": self.from_points,
        }


class LinePart(models.TextChoices):
    A = "A", _("Phần A")
    B = "B", _("Phần B")
    C = "C", _("Phần C")
    COMMUNE = "xa", _("Việc xã đánh giá, không tính điểm")


class OcopLine(OcopRow):
    """One thing a council looks at; without points of its own it shares those of its part."""

    part = models.CharField(_("phần"), max_length=2, choices=LinePart)
    title = models.CharField(_("nội dung"), max_length=160)
    evidence = models.TextField(_("nên có bằng chứng gì"), blank=True)
    points = models.PositiveSmallIntegerField(
        _("điểm tối đa"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "Chép từ bộ tiêu chí. Để trống khi chưa có văn bản: trang chia đều điểm của phần."
        ),
    )

    class Meta(OcopRow.Meta):
        verbose_name = _("dòng chấm OCOP")
        verbose_name_plural = _("dòng chấm OCOP")

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class OcopPaper(OcopRow):
    """One paper of the dossier."""

    name = models.CharField(_("tên giấy tờ"), max_length=160)
    hint = models.TextField(_("giải thích"), blank=True)
    is_mandatory = models.BooleanField(_("bắt buộc"), default=False)

    class Meta(OcopRow.Meta):
        verbose_name = _("giấy tờ hồ sơ OCOP")
        verbose_name_plural = _("giấy tờ hồ sơ OCOP")

    def __str__(self) -> str:
        return self.name
