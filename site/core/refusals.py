"""Rules that the database keeps even against raw SQL: triggers, declared like other constraints."""

from typing import Any

from django.db.models.constraints import BaseConstraint

from . import triggers
from .triggers import Trigger


class Refuse(BaseConstraint):
    """Refuse an `event` (“UPDATE”, “DELETE”, “UPDATE OF stock”) on a row of the model.

    `when` is SQL over OLD and NEW that SQLite and PostgreSQL both read; empty refuses every time.
    Raises IntegrityError with `message`. Listed in Meta.constraints, it survives the tables that
    SQLite copies for a migration; a table that a trigger of another table reads is copied only
    between a RemoveConstraint and an AddConstraint.
    """

    def __init__(
        self, *, name: str, event: str, message: str, when: str = "", **kwargs: Any
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.event = event
        self.message = message
        self.when = when

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inside CREATE TABLE; the trigger follows when the table is there."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = model._meta.db_table.removeprefix("new__")
        rule = Trigger(self.name, table, self.event, self.message, self.when)
        return "; ".join(rule.create(schema_editor.connection.vendor))

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return f'DROP TRIGGER "{self.name}" ON "{model._meta.db_table}"; DROP FUNCTION "{self.name}"()'

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Forms have nothing to ask: only the database sees OLD and NEW."""

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        facts = {"event": self.event, "message": self.message, "when": self.when}
        return path, args, {**kwargs, **facts}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refuse) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


def append_only(table: str) -> list[BaseConstraint]:
    """Rows of `table` are added and never changed."""
    return [
        Refuse(name=rule.name, event=rule.event, message=rule.message, when=rule.when)
        for rule in triggers.append_only(table)
    ]
