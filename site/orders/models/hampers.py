"""A hamper as it was sold: one thing for the buyer, lines of several makers behind it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from vietnam.dong import Dong

from .order import Order


class OrderHamper(models.Model):
    """What was sold as one; its lines, over all makers, sum to its price."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="hampers")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("giỏ quà"), max_length=160)
    variant_name = models.CharField(_("quy cách"), max_length=80)
    unit_price = models.PositiveBigIntegerField(_("giá một giỏ"), help_text=_("Đồng"))
    quantity = models.PositiveIntegerField(_("số giỏ"))
    pack_by = models.DateField(_("gói xong trước hết ngày"))

    class Meta:
        verbose_name = _("giỏ quà đã bán")
        verbose_name_plural = _("giỏ quà đã bán")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def total(self) -> Dong:
        return self.unit_price * self.quantity
