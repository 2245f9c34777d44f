"""Cash that a carrier collected and pays out, net of its fees, parcel by parcel."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models import Holder
from vietnam.dong import Dong

from .waybill import Waybill, carrier_choices

RECEIVERS = [
    (Holder.PRODUCER.value, _("Nhà sản xuất")),
    (Holder.PLATFORM.value, _("Hợp tác xã đứng tên bán")),
]


class CodRemittance(models.Model):
    """One pay-out of a carrier. A draft until booked; what does not fit waits for a person."""

    carrier = models.CharField(_("đơn vị giao"), max_length=10, choices=carrier_choices)
    reference = models.CharField(_("số bảng kê"), max_length=60)
    paid_on = models.DateField(_("ngày trả"))
    paid_out = models.PositiveBigIntegerField(
        _("tiền đã về tài khoản"), help_text=_("Đồng")
    )
    paid_to = models.CharField(
        _("về tài khoản của"), max_length=8, choices=RECEIVERS, default=Holder.PRODUCER
    )
    created_at = models.DateTimeField(_("nhập lúc"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    booked_at = models.DateTimeField(_("ghi sổ lúc"), null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    cleared_at = models.DateTimeField(_("hỏi xong lúc"), null=True, blank=True)
    cleared_note = models.CharField(_("kết quả hỏi"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("bảng kê tiền thu hộ")
        verbose_name_plural = _("bảng kê tiền thu hộ")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "reference"], name="one_remittance_per_reference"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_carrier_display()} {self.reference}"

    @property
    def code(self) -> str:
        return f"{self.carrier}-{self.reference}"

    @property
    def listed(self) -> Dong:
        """What the carrier's list comes to, in đồng."""
        return sum(row.net for row in self.rows.all())

    @property
    def difference(self) -> Dong:
        """What arrived more (or less, below zero) than the list comes to, in đồng."""
        return self.paid_out - self.listed

    @property
    def needs_query(self) -> bool:
        return self.cleared_at is None and (
            self.difference != 0 or any(row.problem for row in self.rows.all())
        )


class CodRow(models.Model):
    """One parcel of the list: collected, kept, paid out, in đồng."""

    remittance = models.ForeignKey(CodRemittance, models.CASCADE, related_name="rows")
    waybill = models.OneToOneField(
        Waybill, models.PROTECT, null=True, blank=True, related_name="cod_row"
    )
    tracking_code = models.CharField(_("mã vận đơn"), max_length=60)
    collected = models.PositiveBigIntegerField(_("thu của khách"))
    fee = models.PositiveBigIntegerField(_("cước giữ lại"))
    problem = models.CharField(_("vướng mắc"), max_length=255, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.tracking_code}: {self.collected} − {self.fee} {self.problem}"

    @property
    def net(self) -> Dong:
        return self.collected - self.fee
