from typing import Any

from django.core.management.base import BaseCommand

from orders.completing import complete_due
from orders.silence import follow_up
from orders.suspended import tell_all


class Command(BaseCommand):
    help = "Completes orders whose time to return is over, reminds makers who are silent; run every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"{complete_due()} orders completed, {follow_up()} makers reminded,"
            f" {tell_all()} orders of suspended makers"
        )
