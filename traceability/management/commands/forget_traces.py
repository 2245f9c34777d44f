from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from traceability.forgetting import forget_forms, forget_scans


class Command(BaseCommand):
    help = "Every night: sums up old scans and forgets old forms. The record of lots is never touched."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        scans, forms = forget_scans(now), forget_forms(now)
        self.stdout.write(f"{scans} rows of scans, {forms} forms forgotten")
