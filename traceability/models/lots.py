"""Lots: a quantity of one thing made under the same conditions."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Variant
from core.models import NormalisedModel
from producers.models import Producer
from traceability.identifiers import lot_uri, own_uri

from .places import Location, new_code


class Uom(models.TextChoices):
    """Units of measure as EPCIS writes them (UN/ECE Recommendation 20); none when counted."""

    PIECES = "", _("đếm")
    KILOGRAM = "KGM", "kg"
    GRAM = "GRM", "g"
    LITRE = "LTR", _("lít")
    MILLILITRE = "MLT", "ml"


def amount(quantity: Decimal, unit: str) -> str:
    """A quantity as people write it: “5,5 kg”, never “5.500”."""
    number = Decimal(quantity).normalize()
    whole = number == number.to_integral()
    places = 0 if whole else -int(number.as_tuple().exponent)
    return f"{number_format(number, places)} {unit}".strip()


class LotQuerySet(models.QuerySet["Lot"]):
    def on_sale(self, on: date) -> Self:
        return self.filter(recalled_at=None, withdrawn_at=None).exclude(
            expires_on__lt=on
        )

    def of_product(self, product: Product) -> Self:
        return self.filter(variant__product=product)

    def made_by(self, producer: Producer) -> Self:
        return self.filter(location__producer=producer)


class Lot(NormalisedModel):
    """A lot of a pack that is sold, or of a raw material (`variant` empty, `name` says what).

    What it is stands in its birth event as well, and `manage.py verify_trace` compares the two.
    """

    code = models.CharField(_("mã lô"), max_length=24, unique=True, default=new_code)
    variant = models.ForeignKey(
        Variant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("hàng"),
    )
    name = models.CharField(
        _("là gì"),
        max_length=160,
        blank=True,
        help_text=_("Với nguyên liệu không bán trên trang, ví dụ: nghệ củ tươi."),
    )
    gtin = models.CharField(
        _("mã vạch GTIN lúc làm"), max_length=14, blank=True, editable=False
    )
    partner_uri = models.CharField(
        _("tên EPCIS của đối tác"), max_length=255, blank=True, editable=False
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="lots", verbose_name=_("nơi làm")
    )
    produced_on = models.DateField(_("ngày sản xuất"))
    expires_on = models.DateField(_("hạn dùng"), null=True, blank=True)
    quantity = models.DecimalField(_("số lượng"), max_digits=12, decimal_places=3)
    uom = models.CharField(
        _("đo bằng"), max_length=3, choices=Uom, default=Uom.PIECES, blank=True
    )
    unit = models.CharField(
        _("đơn vị"), max_length=20, blank=True, help_text=_("Ví dụ: hộp, con, cái")
    )
    standards = models.CharField(_("tiêu chuẩn áp dụng"), max_length=200, blank=True)
    season = models.CharField(
        _("vụ"), max_length=60, blank=True, help_text=_("Ví dụ: vụ đông 2026")
    )
    field = models.CharField(_("thửa ruộng, vườn, chuồng"), max_length=120, blank=True)
    recalled_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    recall_reason = models.CharField(_("lý do thu hồi"), max_length=255, blank=True)
    withdrawn_at = models.DateTimeField(_("ngừng bán lúc"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lô hàng")
        verbose_name_plural = _("lô hàng")
        ordering = ["-produced_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="lot_has_a_quantity"
            ),
            models.CheckConstraint(
                condition=models.Q(variant__isnull=False) | ~models.Q(name=""),
                name="lot_is_of_something",
            ),
            models.UniqueConstraint(
                fields=["partner_uri"],
                condition=~models.Q(partner_uri=""),
                name="one_lot_per_partner_uri",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("traceability:lot", args=[self.code])

    @property
    def product(self) -> Product | None:
        return self.variant.product if self.variant else None

    @property
    def maker(self) -> Producer | None:
        """Who made it; None for a lot of a partner outside this site."""
        return self.location.producer

    @property
    def what(self) -> str:
        """What the lot is of, in the reader's language."""
        return str(self.product.name if self.product else self.name)

    @property
    def amount(self) -> str:
        """The whole lot as people write it: “120 hộp”, “5,5 kg”."""
        return amount(self.quantity, self.unit or str(Uom(self.uom).label))

    @property
    def epc_class(self) -> str:
        """The lot's name in EPCIS documents."""
        if self.partner_uri:
            return self.partner_uri
        return lot_uri(self.gtin, self.code) if self.gtin else own_uri("lo", self.code)

    def has_expired(self, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on
