"""A sheet of goods somebody brought: looked over first, written all at once, taken back within a day."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from producers.models import Producer

UNDO_WITHIN = timedelta(hours=24)


class SheetQuerySet(models.QuerySet["GoodsSheet"]):
    def made_by(self, producer: Producer) -> Self:
        return self.filter(producer=producer)

    def waiting(self) -> Self:
        return self.filter(written_at=None)

    def written(self) -> Self:
        return self.exclude(written_at=None)


class GoodsSheet(models.Model):
    """The rows until they are written, then what they `did` and, once taken back, what was `kept`."""

    wagtail_reference_index_ignore = True

    code = models.UUIDField(_("mã bảng"), unique=True, editable=False)
    producer = models.ForeignKey(
        Producer,
        models.CASCADE,
        related_name="goods_sheets",
        verbose_name=_("nhà sản xuất"),
    )
    name = models.CharField(_("tên tệp"), max_length=120)
    rows = models.JSONField(_("các dòng"), default=list)
    unknown = models.JSONField(_("cột không đọc"), default=list)
    did = models.JSONField(_("đã ghi"), default=dict)
    kept = models.JSONField(_("không hoàn lại được"), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người gửi"),
    )
    made_at = models.DateTimeField(_("gửi lúc"), default=timezone.now)
    written_at = models.DateTimeField(_("ghi lúc"), null=True)
    undone_at = models.DateTimeField(_("hoàn lại lúc"), null=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng hàng")
        verbose_name_plural = _("bảng hàng")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(written_at__isnull=False),
                name="only_what_was_written_is_undone",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def undo_until(self) -> Any:
        return self.written_at and self.written_at + UNDO_WITHIN

    @property
    def can_be_undone(self) -> bool:
        return bool(
            self.written_at and not self.undone_at and timezone.now() < self.undo_until
        )
