"""Parcels and what they cost."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import ShipPolicy

from .order import ProducerOrder


class Shipment(models.Model):
    """A parcel given to a carrier."""

    part = models.ForeignKey(ProducerOrder, models.CASCADE, related_name="shipments")
    carrier = models.CharField(_("đơn vị giao"), max_length=60, blank=True)
    tracking_code = models.CharField(_("mã vận đơn"), max_length=60, blank=True)
    handed_over_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_code}"


class Zone(models.TextChoices):
    SAME_PROVINCE = "same", _("Trong tỉnh")
    OTHER = "other", _("Tỉnh khác")


class ShippingRate(models.Model):
    """A dated tariff row: up to this weight, into this zone, costs this much."""

    ship_policy = models.CharField(max_length=10, choices=ShipPolicy)
    zone = models.CharField(_("vùng"), max_length=5, choices=Zone)
    up_to_g = models.PositiveIntegerField(_("đến khối lượng (g)"))
    fee = models.PositiveBigIntegerField(_("phí"), help_text=_("Đồng"))
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("biểu phí giao hàng")
        verbose_name_plural = _("biểu phí giao hàng")
        ordering = ["ship_policy", "zone", "up_to_g"]

    def __str__(self) -> str:
        return f"{self.ship_policy} {self.zone} ≤ {self.up_to_g} g: {self.fee}"
