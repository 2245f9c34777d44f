from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from payments.announce import announce_all
from payments.inbox import work_undone
from payments.reconcile import fetch_missed_events, push_refunds, settle_silent


class Command(BaseCommand):
    help = "Finds what lost webhooks and stopped processes left undone; run every 5 minutes, hourly with --events."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--events",
            action="store_true",
            help="also ask the card gateway for events of 3 days that never arrived",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._say(work_undone(), "stored events worked")
        if options["events"]:
            self._say(fetch_missed_events(), "missed events fetched")
        self._say(settle_silent(), "card payments asked about")
        self._say(push_refunds(), "card refunds sent or asked about")
        self._say(announce_all(), "pieces of news sent")

    def _say(self, count: int, what: str) -> None:
        self.stdout.write(f"{count} {what}")
