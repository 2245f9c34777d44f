from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tourism.capacity import faults


class Command(BaseCommand):
    help = "Does every slot's history add up to the places taken? Exits 1 and names the slots that do not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults")
        self.stdout.write("every slot adds up")
