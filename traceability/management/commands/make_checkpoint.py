from typing import Any

from django.core.management.base import BaseCommand

from traceability.log import make_checkpoint


class Command(BaseCommand):
    help = "Put new events into the transparency log and sign its state."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(make_checkpoint() or "no events yet"))
