from typing import Any

from django.core.management.base import BaseCommand

from orders import following
from orders.carrier_webhooks import work_left


class Command(BaseCommand):
    help = "Works carriers' events that were left, asks about silent parcels, calls off cancelled ones."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{work_left()} events were left")
        self.stdout.write(f"{following.ask_about_silent()} silent parcels asked about")
        self.stdout.write(f"{following.call_off_cancelled()} transports called off")
