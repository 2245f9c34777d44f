"""Stars of the OCOP programme."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Subquery
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey


class IssuerLevel(models.TextChoices):
    """Who decides since 06/07/2025: 1489/QĐ-TTg."""

    PROVINCE = "province", _("UBND tỉnh (3–4 sao)")
    CENTRAL = "central", _("Bộ Nông nghiệp và Môi trường (5 sao)")


class CertificateQuerySet(models.QuerySet["OcopCertificate"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(issued_on__lte=day, expires_on__gte=day)


class OcopCertificate(models.Model):
    """Stars of the OCOP programme: shown only while the certificate is valid (36 months, 148/QĐ-TTg)."""

    product = ParentalKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="certificates"
    )
    stars = models.PositiveSmallIntegerField(
        _("số sao"), validators=[MinValueValidator(3), MaxValueValidator(5)]
    )
    decision_no = models.CharField(_("số quyết định"), max_length=60)
    issuer_level = models.CharField(
        _("cấp công nhận"),
        max_length=10,
        choices=IssuerLevel,
        default=IssuerLevel.PROVINCE,
    )
    issued_on = models.DateField(_("ngày cấp"))
    expires_on = models.DateField(_("có giá trị đến"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("chứng nhận OCOP")
        verbose_name_plural = _("chứng nhận OCOP")
        ordering = ["-expires_on"]
        indexes = [models.Index(fields=["product", "expires_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__range=(3, 5)), name="ocop_three_to_five"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")),
                name="ocop_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"OCOP {self.stars} – {self.decision_no}"

    @classmethod
    def stars_on(cls, day: date, **owner: Any) -> Subquery:
        """Subquery: the most stars valid on `day` for the outer product, or NULL."""
        valid = cls.objects.filter(**owner).valid_on(day)
        return Subquery(valid.order_by("-stars").values("stars")[:1])

    def is_valid_on(self, day: date) -> bool:
        return bool(self.issued_on <= day <= self.expires_on)
