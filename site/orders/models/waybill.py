"""A transport ordered from a carrier, and everything the carrier said about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.carriers import CARRIERS
from orders.carriers.port import ENDS, Tracking
from producers.models import Producer

from .order import ProducerOrder
from .shipping import Shipment


def carrier_choices() -> list[tuple[str, str]]:
    return [(carrier.key, carrier.label) for carrier in CARRIERS.values()]


class CarrierAccount(models.Model):
    """A maker whom a carrier may fetch parcels from; without a row it is not offered to him."""

    producer = models.ForeignKey(
        Producer, models.CASCADE, related_name="carrier_accounts"
    )
    carrier = models.CharField(_("đơn vị giao"), max_length=10, choices=carrier_choices)
    shop = models.CharField(
        _("mã điểm lấy hàng"),
        max_length=20,
        blank=True,
        help_text=_("Với GHN là ShopId của nơi lấy hàng này."),
    )
    pays_cash_to = models.CharField(
        _("tiền thu hộ trả về tài khoản của"),
        max_length=120,
        help_text=_("Chủ tài khoản ghi trong hợp đồng với đơn vị giao hàng."),
    )

    class Meta:
        verbose_name = _("nhà sản xuất gửi qua đơn vị giao")
        verbose_name_plural = _("nhà sản xuất gửi qua đơn vị giao")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "carrier"], name="one_account_per_carrier"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_carrier_display())


class WaybillQuerySet(models.QuerySet["Waybill"]):
    def locked(self) -> "WaybillQuerySet":
        return self.select_for_update(of=("self",)).order_by("pk")

    def on_the_way(self) -> "WaybillQuerySet":
        return self.exclude(tracking_code="").exclude(tracking__in=ENDS)


class Waybill(models.Model):
    """One parcel at a carrier. `code` is ours, written before we ask, so that asking again is safe."""

    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="waybills")
    shipment = models.OneToOneField(
        Shipment, models.SET_NULL, null=True, blank=True, related_name="waybill"
    )
    code = models.CharField(_("mã của ta"), max_length=30, unique=True)
    carrier = models.CharField(_("đơn vị giao"), max_length=10, choices=carrier_choices)
    shop = models.CharField(max_length=20, blank=True)
    tracking_code = models.CharField(_("mã vận đơn"), max_length=60, blank=True)
    weight_g = models.PositiveIntegerField(_("nặng (g)"))
    cod_amount = models.PositiveBigIntegerField(_("thu hộ"), help_text=_("Đồng"))
    fee = models.PositiveBigIntegerField(
        _("cước của đơn vị giao"), null=True, blank=True, help_text=_("Đồng")
    )
    tracking = models.CharField(
        _("tình trạng"), max_length=10, choices=Tracking, default=Tracking.BOOKED
    )
    tracked_at = models.DateTimeField(_("tin cuối lúc"), null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    booked_at = models.DateTimeField(_("đặt lúc"), null=True, blank=True)
    problem = models.CharField(_("trục trặc"), max_length=255, blank=True)

    objects = WaybillQuerySet.as_manager()

    class Meta:
        verbose_name = _("vận đơn")
        verbose_name_plural = _("vận đơn")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "tracking_code"],
                condition=~Q(tracking_code=""),
                name="one_waybill_per_tracking_code",
            ),
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(shipment=None) & ~Q(tracking="cancelled"),
                name="one_waybill_waiting_per_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_carrier_display()} {self.tracking_code or self.code}"

    @property
    def is_open(self) -> bool:
        return self.tracking not in ENDS


class TrackingEvent(models.Model):
    """One thing a carrier said; added, never changed but for the person who looked at it."""

    waybill = models.ForeignKey(Waybill, models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    raw_status = models.CharField(_("lời của đơn vị giao"), max_length=120)
    tracking = models.CharField(
        _("tình trạng"), max_length=10, choices=Tracking, blank=True
    )
    at = models.DateTimeField(_("xảy ra lúc"))
    received_at = models.DateTimeField(default=timezone.now)
    counted = models.BooleanField(_("được tính"), default=False)
    note = models.CharField(_("ghi chú"), max_length=255, blank=True)
    needs_look = models.BooleanField(_("cần người xem"), default=False)
    looked_at = models.DateTimeField(_("đã xem lúc"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("tin của đơn vị giao")
        verbose_name_plural = _("tin của đơn vị giao")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["waybill", "event_id"], name="one_tracking_event_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.raw_status} {self.note}".strip()
