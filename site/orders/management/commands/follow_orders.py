from typing import Any

from django.core.management.base import BaseCommand

from orders.completing import complete_due


class Command(BaseCommand):
    help = "Completes orders whose time to return is over; run every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{complete_due()} orders completed")
