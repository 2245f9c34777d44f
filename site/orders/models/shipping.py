"""Parcels and what they cost."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import ShipPolicy

from .codes import new_token
from .line import OrderLine
from .order import ProducerOrder


class Shipment(models.Model):
    """A parcel: packed, handed over, received. Its secret is printed on the slip."""

    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="shipments")
    secret = models.CharField(max_length=32, unique=True, default=new_token)
    carrier = models.CharField(_("đơn vị giao"), max_length=60, blank=True)
    tracking_code = models.CharField(_("mã vận đơn"), max_length=60, blank=True)
    packed_at = models.DateTimeField(default=timezone.now)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    praised_at = models.DateTimeField(
        null=True, blank=True, help_text="When its receiver said that all is well."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_code}"

    def get_absolute_url(self) -> str:
        return reverse("orders:parcel", args=[self.secret])


class ShipmentLine(models.Model):
    """How much of a line lies in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="shipped")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "line"], name="one_row_per_line_in_a_parcel"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="parcel_holds_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class Zone(models.TextChoices):
    SAME_PROVINCE = "same", _("Trong tỉnh")
    NORTH = "north", _("Tỉnh khác ở miền Bắc")
    OTHER = "other", _("Tỉnh khác")


class ShippingRate(models.Model):
    """A dated tariff row: up to this weight, into this zone, costs this much."""

    ship_policy = models.CharField(max_length=10, choices=ShipPolicy)
    zone = models.CharField(_("vùng"), max_length=5, choices=Zone)
    up_to_g = models.PositiveIntegerField(_("đến khối lượng (g)"))
    fee = models.PositiveBigIntegerField(_("phí"), help_text=_("Đồng"))
    days_from = models.PositiveSmallIntegerField(
        _("đến sau ít nhất (ngày)"), null=True, blank=True
    )
    days_to = models.PositiveSmallIntegerField(
        _("đến sau nhiều nhất (ngày)"),
        null=True,
        blank=True,
        help_text=_("Để trống: không hứa ngày đến"),
    )
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("biểu phí giao hàng")
        verbose_name_plural = _("biểu phí giao hàng")
        ordering = ["ship_policy", "zone", "up_to_g"]

    def __str__(self) -> str:
        return f"{self.ship_policy} {self.zone} ≤ {self.up_to_g} g: {self.fee}"
