from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog.telling_back import tell_all


class Command(BaseCommand):
    help = "Tells once who asked that a pack can be bought again, then forgets the address; run every 15 minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tell_all(timezone.now())} told that goods are there again")
