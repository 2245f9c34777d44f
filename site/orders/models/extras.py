"""What a buyer may add to an order: a gift, an invoice on a firm's name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .order import Order


class Gift(NormalisedModel):
    """The order is a present: what the card says, whether prices are kept out of the parcel."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="gift")
    message = models.CharField(_("lời trên thiệp"), max_length=300, blank=True)
    wrapped = models.BooleanField(_("gói quà"), default=False)
    hide_price = models.BooleanField(_("giấu giá"), default=True)
    deliver_on = models.DateField(_("giao đúng ngày"), null=True, blank=True)

    def __str__(self) -> str:
        return f"gift {self.order_id}"


class InvoiceRequest(NormalisedModel):
    """On whose name the makers issue their invoices."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="invoice")
    company = models.CharField(_("tên đơn vị"), max_length=200)
    tax_code = models.CharField(_("mã số thuế"), max_length=13)
    address = models.CharField(_("địa chỉ trên hoá đơn"), max_length=255)
    email = models.EmailField(_("thư nhận hoá đơn"))

    def __str__(self) -> str:
        return f"{self.company} {self.tax_code}"
