"""Geographical indications, marks and standards: shown only while valid, only for what they cover."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.models import NormalisedModel
from producers.models import Producer, Village


class MarkKind(models.TextChoices):
    """Law on Intellectual Property 50/2005/QH11, Art. 4 (16 to 18, 22); Law on Standards 68/2006/QH11."""

    INDICATION = "gi", _("Chỉ dẫn địa lý")
    COLLECTIVE = "collective", _("Nhãn hiệu tập thể")
    CERTIFICATION = "certification", _("Nhãn hiệu chứng nhận")
    STANDARD = "standard", _("Tiêu chuẩn (VietGAP, hữu cơ, ISO…)")


class MarkQuerySet(models.QuerySet["Mark"]):
    def valid_on(self, day: date) -> Self:
        current = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(current, valid_from__lte=day)

    def of(self, product: Product) -> Self:
        """What covers a product: by itself, by its maker, or by its village."""
        covered = Q(products=product) | Q(producers=product.producer_id)
        if product.village_id:
            covered |= Q(villages=product.village_id)
        return self.filter(covered).distinct()


class Mark(NormalisedModel):
    """One certificate with its number, its scope and its days."""

    kind = models.CharField(_("loại"), max_length=16, choices=MarkKind)
    name = models.CharField(
        _("tên"), max_length=120, help_text=_("Ví dụ: VietGAP trồng trọt")
    )
    number = models.CharField(_("số giấy"), max_length=80)
    issuer = models.CharField(_("nơi cấp"), max_length=160)
    valid_from = models.DateField(_("có giá trị từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    villages = models.ManyToManyField(Village, blank=True, verbose_name=_("làng nghề"))
    producers = models.ManyToManyField(
        Producer, blank=True, verbose_name=_("nhà sản xuất")
    )
    products = models.ManyToManyField(Product, blank=True, verbose_name=_("sản phẩm"))
    is_demo = models.BooleanField(_("dữ liệu minh hoạ"), default=False)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy chứng nhận, nhãn hiệu")
        verbose_name_plural = _("giấy chứng nhận, nhãn hiệu")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="one_mark_a_number"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="mark_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        told = f"{self.name}, {self.number}, {self.issuer}"
        return f"{told} ({_('dữ liệu minh hoạ')})" if self.is_demo else told
