"""People who sign in: by e-mail or phone, never by a user name."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("thư điện tử"), unique=True, null=True, blank=True)
    phone = models.CharField(
        _("điện thoại"),
        max_length=16,
        unique=True,
        null=True,
        blank=True,
        help_text="E.164",
    )
    phone_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    passkey_offered_at = models.DateTimeField(null=True, blank=True, editable=False)
    full_name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    is_staff = models.BooleanField(_("nhân viên"), default=False)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    date_joined = models.DateTimeField(_("ngày tham gia"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or f"#{self.pk}"

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1]


class Address(NormalisedModel):
    """Where a signed-in buyer had something sent, and asked to remember it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="addresses")
    name = models.CharField(_("người nhận"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=16, help_text="E.164")
    commune_code = models.CharField(_("mã xã, phường"), max_length=5)
    street = models.CharField(_("số nhà, đường, thôn"), max_length=200)
    used_at = models.DateTimeField(_("dùng lần cuối"), default=timezone.now)

    class Meta:
        verbose_name = _("địa chỉ")
        verbose_name_plural = _("địa chỉ")
        ordering = ["-used_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name", "phone", "commune_code", "street"],
                name="one_address_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.street}"
