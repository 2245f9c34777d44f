from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tourism.slots import make_all_slots


class Command(BaseCommand):
    help = "Makes the bookable slots of the next 365 days; run every night."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{make_all_slots(timezone.localdate())} slots added")
