"""The secret address under which a host's phone reads who comes."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils import timezone

from producers.models import Producer


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class HostCalendar(models.Model):
    """Deleted or given another address, the old address is dead."""

    host = models.OneToOneField(
        Producer, models.CASCADE, related_name="booking_calendar"
    )
    token = models.CharField(max_length=40, unique=True, default=new_secret)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.host)

    def get_absolute_url(self) -> str:
        return reverse("host_ics", args=[self.token])

    @classmethod
    def renew(cls, host: Producer) -> "HostCalendar":
        """Open the calendar, or give it another address."""
        fresh = {"token": new_secret(), "made_at": timezone.now()}
        return cls.objects.update_or_create(host=host, defaults=fresh)[0]
