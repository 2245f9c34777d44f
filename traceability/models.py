"""Where a pack comes from, in the words of EPCIS 2.0 and its Core Business Vocabulary."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.models import NormalisedModel
from producers.models import Producer


class Location(NormalisedModel):
    """A place with a code of its own (TCVN 13274:2020: mã truy vết địa điểm)."""

    code = models.CharField(_("mã địa điểm"), max_length=20, unique=True)
    gln = models.CharField("GLN", max_length=13, blank=True)
    producer = models.ForeignKey(Producer, models.CASCADE, related_name="locations")
    name = models.CharField(_("tên địa điểm"), max_length=160)
    commune_code = models.CharField(max_length=5, blank=True)

    class Meta:
        verbose_name = _("địa điểm")
        verbose_name_plural = _("địa điểm")

    def __str__(self) -> str:
        return self.name


class LotQuerySet(models.QuerySet["Lot"]):
    def on_sale(self, on: date) -> Self:
        return self.filter(recalled_at=None, withdrawn_at=None).exclude(
            expires_on__lt=on
        )


class Lot(NormalisedModel):
    """A quantity of one product made under the same conditions."""

    code = models.CharField(_("mã lô"), max_length=24, unique=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="lots")
    location = models.ForeignKey(Location, models.PROTECT, related_name="lots")
    produced_on = models.DateField(_("ngày sản xuất"))
    expires_on = models.DateField(_("hạn dùng"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("số lượng"))
    unit = models.CharField(_("đơn vị"), max_length=20)
    standards = models.CharField(_("tiêu chuẩn áp dụng"), max_length=200, blank=True)
    recalled_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    recall_reason = models.CharField(_("lý do thu hồi"), max_length=255, blank=True)
    withdrawn_at = models.DateTimeField(_("ngừng bán lúc"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lô hàng")
        verbose_name_plural = _("lô hàng")
        ordering = ["-produced_on", "-pk"]

    def __str__(self) -> str:
        return self.code

    def has_expired(self, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on


class EventType(models.TextChoices):
    OBJECT = "ObjectEvent", _("Ghi nhận")
    TRANSFORMATION = "TransformationEvent", _("Chế biến")
    AGGREGATION = "AggregationEvent", _("Đóng thùng")


class Event(NormalisedModel):
    """One step of a lot's journey; added, never changed (EPCIS 2.0, section 7.4)."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="events")
    event_type = models.CharField(
        max_length=20, choices=EventType, default=EventType.OBJECT
    )
    event_time = models.DateTimeField(_("lúc"))
    record_time = models.DateTimeField(default=timezone.now)
    biz_step = models.CharField(max_length=40, help_text="CBV 2.0")
    disposition = models.CharField(max_length=40, blank=True, help_text="CBV 2.0")
    read_point = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("công đoạn"), max_length=120)
    text = models.TextField(_("đã làm gì"), blank=True)
    place = models.CharField(_("ở đâu"), max_length=160, blank=True)
    inputs = models.ManyToManyField(Lot, related_name="used_in", blank=True)

    class Meta:
        verbose_name = _("công đoạn")
        verbose_name_plural = _("công đoạn")
        ordering = ["event_time", "pk"]

    def __str__(self) -> str:
        return f"{self.lot} {self.title}"


class Label(models.Model):
    """A printed code: 14 unguessable characters and a check character (ISO/IEC 7064)."""

    code = models.CharField(_("mã tem"), max_length=16, unique=True)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="labels")
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tem")
        verbose_name_plural = _("tem")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("traceability:scan", args=[self.code])


class Scan(models.Model):
    """That a label was looked at, and when; nothing about who looked."""

    label = models.ForeignKey(Label, models.CASCADE, related_name="scans")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.label_id} {self.at:%F %T}"


class ScanRule(models.Model):
    """When a label counts as scanned unusually; a dated row, so that the rule can be told."""

    scans = models.PositiveIntegerField(_("số lần quét"))
    hours = models.PositiveIntegerField(_("trong số giờ"))
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("quy tắc quét bất thường")
        verbose_name_plural = _("quy tắc quét bất thường")

    def __str__(self) -> str:
        return f"{self.scans} / {self.hours} h"


class FakeReport(NormalisedModel):
    """Somebody thinks a pack is not what it says."""

    code = models.CharField(_("mã đã quét"), max_length=64)
    text = models.TextField(_("điều bạn thấy"), max_length=2000)
    bought_at = models.CharField(_("mua ở đâu"), max_length=200, blank=True)
    contact = models.CharField(_("liên hệ (nếu muốn)"), max_length=120, blank=True)
    reported_at = models.DateTimeField(default=timezone.now)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("báo hàng giả")
        verbose_name_plural = _("báo hàng giả")
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return f"{self.code} {self.reported_at:%d/%m/%Y}"
