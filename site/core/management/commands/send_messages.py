from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core import outbox

KEPT = timedelta(days=180)


class Command(BaseCommand):
    help = "Sends what a stopped worker left in the outbox; erases the words of old messages."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{outbox.sweep()} messages were due")
        self.stdout.write(
            f"{outbox.forget(timezone.now() - KEPT)} old messages emptied"
        )
