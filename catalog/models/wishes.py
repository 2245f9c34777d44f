"""Who wants to hear once that a pack is there again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from vietnam.check_characters import random_code

from .packs import Variant


class BackWishQuerySet(models.QuerySet["BackWish"]):
    def of(self, email: str, phone: str) -> Self:
        return self.filter(email=email, phone=phone)


def new_token() -> str:
    return random_code(20)


class BackWish(NormalisedModel):
    """Kept until he is told, then deleted: his address serves this one purpose."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="wishes")
    token = models.CharField(max_length=24, unique=True, default=new_token)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=16, blank=True)
    language = models.CharField(max_length=2, default="vi")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = BackWishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "email", "phone"], name="told_of_a_pack_once"
            ),
            models.CheckConstraint(
                condition=~Q(email="", phone=""), name="wish_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.asked_at:%Y-%m-%d}"
