from typing import Any

from django.core.management.base import BaseCommand

from payments.announce import announce_all
from payments.inbox import work_undone


class Command(BaseCommand):
    help = "Finds what lost webhooks and stopped processes left undone; run every 5 minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{work_undone()} stored events worked")
        self.stdout.write(f"{announce_all()} pieces of news sent")
