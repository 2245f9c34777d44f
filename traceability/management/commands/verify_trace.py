from typing import Any

from django.core.management.base import BaseCommand, CommandError

from traceability.models import Event
from traceability.verification import problems


class Command(BaseCommand):
    help = "Hash the whole record again and name what was changed (exit code 1)."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for problem in problems():
            self.stdout.write(problem)
            found += 1
        if found:
            raise CommandError(f"{found} things are not as they were recorded")
        self.stdout.write(f"{Event.objects.count()} events are as they were recorded")
