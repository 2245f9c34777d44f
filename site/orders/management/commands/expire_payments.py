from typing import Any

from django.core.management.base import BaseCommand

from orders.stock import expire_all


class Command(BaseCommand):
    help = "Gives up payments whose time is over and puts their packs back; run every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{expire_all()} payments expired")
