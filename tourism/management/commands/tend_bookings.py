from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tourism import answering, capacity, quorum, reconfirming, waiting
from tourism.models import Availability, Booking


class Command(BaseCommand):
    help = "Every five minutes: ends holds and unanswered requests, asks who pays at the village, calls off sessions short of guests, offers free places."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        stale = Booking.objects.stale(now).values("slot")
        for slot in Availability.objects.filter(pk__in=stale):
            capacity.free_stale(slot)
        done = {
            "unanswered": answering.unanswered(now),
            "asked again": reconfirming.ask(now),
            "released": reconfirming.release(now),
            "short of guests": quorum.warn(now),
            "called off": quorum.call_off(now),
            "offered": waiting.offer_all(now),
        }
        self.stdout.write(", ".join(f"{n} {what}" for what, n in done.items()))
