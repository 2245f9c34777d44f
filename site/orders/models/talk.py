"""Words that stay with an order."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .order import ProducerOrder
from .states import Actor

LONGEST = 1000


class OrderMessage(NormalisedModel):
    """One message between buyer, maker and operator about one maker's part."""

    part = models.ForeignKey(
        ProducerOrder, models.PROTECT, related_name="talk", verbose_name=_("đơn")
    )
    author = models.CharField(_("ai viết"), max_length=8, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(_("lời nhắn"), max_length=LONGEST)
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    seen_by_buyer_at = models.DateTimeField(null=True, blank=True)
    seen_by_maker_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lời nhắn về đơn")
        verbose_name_plural = _("lời nhắn về đơn")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
