"""Who may act for a producer, and as what."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Chủ")
    STAFF = "staff", _("Người làm")
    HELPER = "helper", _("Người làm giúp (con cháu)")


class Membership(models.Model):
    """Who may act for a producer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, related_name="memberships"
    )
    role = models.CharField(
        _("vai trò"), max_length=6, choices=Role, default=Role.OWNER
    )
    called = models.CharField(_("gọi là"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("thêm lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("thành viên")
        verbose_name_plural = _("thành viên")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "producer"], name="one_membership_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"
