"""What happened to a producer order; the database refuses to change a row (core.append_only)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .order import ProducerOrder
from .states import Actor, State


class OrderEvent(models.Model):
    """One dated fact in the life of a producer order; added, never changed."""

    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="events")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    actor = models.CharField(max_length=8, choices=Actor, default=Actor.SYSTEM)
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(note=""),
                name="cancelled_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M} {State(self.state).label}"
