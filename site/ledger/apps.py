from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Sổ cái"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

        # Django's own way for rows that code depends on, as with permissions.
        post_migrate.connect(_keep_books, sender=self)


def _keep_books(using: str, **kwargs: Any) -> None:
    """The chart and the triggers, after each migrate: SQLite loses triggers when it alters a table."""
    from . import chart, guards

    connection = connections[using]
    if set(guards.TABLES) <= set(connection.introspection.table_names()):
        chart.write()
        guards.install(connection)
