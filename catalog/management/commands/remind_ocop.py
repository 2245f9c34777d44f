from typing import Any

from django.core.management.base import BaseCommand

from catalog.ocop_reminding import remind


class Command(BaseCommand):
    help = "Tells makers 180, 90 and 30 days before an OCOP certificate ends, once each; run every night."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remind()} makers told of certificates that end")
