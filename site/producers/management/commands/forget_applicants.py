from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from producers.forgetting import forget_newcomers, forget_rejected


class Command(BaseCommand):
    help = "Every night: forgets numbers nobody confirmed, and the papers of applications turned down long ago."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        people, papers = forget_newcomers(now), forget_rejected(now)
        self.stdout.write(f"{people} rows of people, {papers} papers forgotten")
