"""What gateways told us, word for word."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 5


class GatewayEventQuerySet(models.QuerySet["GatewayEvent"]):
    def undone(self) -> Self:
        return self.filter(processed_at=None)

    def stuck(self) -> Self:
        """Tried often enough: a person looks and runs it again."""
        return self.undone().filter(tries__gte=MOST_TRIES)


class GatewayEvent(models.Model):
    """What a gateway sent, stored before it is understood; one row per provider and event id."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    body = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = GatewayEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự kiện cổng thanh toán")
        verbose_name_plural = _("sự kiện cổng thanh toán")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="one_event_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.event_id}"
