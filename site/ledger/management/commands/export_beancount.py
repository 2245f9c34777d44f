from typing import Any

from django.core.management.base import BaseCommand

from ledger.beancount import export


class Command(BaseCommand):
    help = "Writes the whole ledger as Beancount text; `bean-check FILE` proves it balances."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in export():
            self.stdout.write(line)
