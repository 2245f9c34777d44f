"""Resellers that sell experiences through OCTO, their keys, and what they sold."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from core.models import NormalisedModel
from producers.models import Producer
from vietnam.dong import Dong, percent

from .booking import Booking, UnitItem

RETIRES_IN = timedelta(days=7)


class Reseller(NormalisedModel, ClusterableModel):
    """A travel agent or platform with a contract; it collects from guests and pays hosts on invoice."""

    name = models.CharField(_("tên đại lý"), max_length=120)
    contact_name = models.CharField(_("người liên hệ"), max_length=120, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    hosts = ParentalManyToManyField(
        Producer,
        blank=True,
        related_name="resellers",
        verbose_name=_("người đón khách đã đồng ý"),
        help_text=_("Đại lý chỉ bán trải nghiệm của những nhà được chọn ở đây."),
    )
    suspended_at = models.DateTimeField(_("tạm ngừng từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("đại lý")
        verbose_name_plural = _("đại lý")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def commission_on(self, day: date) -> int:
        """Per cent of the price that the reseller keeps by the contract of that day; 0 without one."""
        terms = self.terms.filter(effective_from__lte=day).order_by("-effective_from")
        found: int | None = terms.values_list("commission_percent", flat=True).first()
        return found or 0


class ResellerTerms(models.Model):
    """What a reseller keeps of the price, from a day on, by which contract."""

    reseller = ParentalKey(Reseller, on_delete=models.CASCADE, related_name="terms")
    commission_percent = models.PositiveSmallIntegerField(_("đại lý giữ lại (%)"))
    effective_from = models.DateField(_("từ ngày"))
    contract = models.CharField(_("theo hợp đồng số"), max_length=80)

    class Meta:
        ordering = ["-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["reseller", "effective_from"], name="one_terms_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(commission_percent__lte=60),
                name="reseller_leaves_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commission_percent} % ({self.effective_from:%d/%m/%Y})"


def hashed(raw: str) -> str:
    """Keys are 256 random bits, so one round of SHA-256 is enough (OWASP, API keys)."""
    return hashlib.sha256(raw.encode()).hexdigest()


class ResellerKeyQuerySet(models.QuerySet["ResellerKey"]):
    def working(self, now: datetime) -> Self:
        return self.filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=now),
            revoked_at=None,
            reseller__suspended_at=None,
        )


class ResellerKey(models.Model):
    """A bearer token of the OCTO interface; only its hash is kept. A test key sees the sandbox only."""

    reseller = models.ForeignKey(
        Reseller, models.CASCADE, related_name="keys", verbose_name=_("đại lý")
    )
    is_test = models.BooleanField(_("để thử"), default=False)
    beginning = models.CharField(_("bắt đầu bằng"), max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("tạo lúc"), default=timezone.now)
    expires_at = models.DateTimeField(_("dùng đến"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    used_on = models.DateField(_("dùng gần nhất"), null=True, blank=True)

    objects = ResellerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoá của đại lý")
        verbose_name_plural = _("khoá của đại lý")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.reseller} {self.beginning}…"

    @classmethod
    def issue(cls, reseller: Reseller, *, is_test: bool) -> tuple["ResellerKey", str]:
        """A new key and its only showing."""
        raw = f"octo_{'test' if is_test else 'live'}_{secrets.token_urlsafe(32)}"
        key = cls.objects.create(
            reseller=reseller, is_test=is_test, beginning=raw[:14], digest=hashed(raw)
        )
        return key, raw

    def retire(self) -> None:
        """Another key was made; this one works for another week, so that nobody is cut off."""
        self.expires_at = timezone.now() + RETIRES_IN
        self.save(update_fields=["expires_at"])

    def revoke(self) -> None:
        """At once: for a key that leaked."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    @property
    def works(self) -> bool:
        now = timezone.now()
        return self.revoked_at is None and (
            self.expires_at is None or self.expires_at > now
        )


class Resale(NormalisedModel):
    """What a booking is to the reseller who made it; its guest paid him, he pays the host.

    `retail` is what the guest paid, the booking's own `total` what the host is owed (OCTO: net).
    `asked` and `confirmed` are digests of the requests, so that a repeated one is recognised.
    """

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="resale")
    reseller = models.ForeignKey(
        Reseller, models.PROTECT, related_name="resales", verbose_name=_("đại lý")
    )
    is_test = models.BooleanField(default=False)
    reference = models.CharField(_("mã của đại lý"), max_length=120, blank=True)
    commission_percent = models.PositiveSmallIntegerField(default=0)
    retail = models.PositiveBigIntegerField(_("giá bán lẻ"), help_text=_("Đồng"))
    contact = models.JSONField(default=dict)
    asked = models.CharField(max_length=64)
    confirmed = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("lượt bán của đại lý")
        verbose_name_plural = _("lượt bán của đại lý")
        indexes = [
            models.Index(fields=["reseller", "reference"], name="resale_by_reference")
        ]

    def __str__(self) -> str:
        return f"{self.booking} ({self.reseller})"

    def net(self, retail: Dong) -> Dong:
        """What the host gets of `retail` đồng."""
        return retail - percent(retail, self.commission_percent * 100)


class ResoldGuest(models.Model):
    """What a reseller told of one guest."""

    item = models.OneToOneField(UnitItem, models.CASCADE, related_name="resold")
    reference = models.CharField(max_length=120, blank=True)
    contact: models.JSONField[Any, Any] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.item} {self.reference}"
