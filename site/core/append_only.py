"""Tables whose rows are added and never changed: the database itself refuses, whoever asks."""

import json
from typing import Any

from django.db.migrations.operations.base import Operation

from .triggers import Trigger, append_only


class AppendOnly(Operation):
    """Refuse UPDATE and DELETE on a model's table, on SQLite and PostgreSQL.

    Columns in `may_forget` may become NULL (a deleted account), nothing else. SQLite makes a table
    anew, without its triggers, when a later migration alters it: repeat this operation there.
    """

    reversible = True

    def __init__(self, model_name: str, *, may_forget: tuple[str, ...] = ()) -> None:
        self.model_name = model_name
        self.may_forget = may_forget

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            type(self).__qualname__,
            [self.model_name],
            {"may_forget": self.may_forget},
        )

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The database changes, the models do not."""

    def database_forwards(
        self, app_label: str, editor: Any, old_state: Any, state: Any
    ) -> None:
        model = state.apps.get_model(app_label, self.model_name)
        vendor = editor.connection.vendor
        for rule in self._rules(model, vendor):
            for statement in (*rule.drop(vendor), *rule.create(vendor)):
                editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, editor: Any, old_state: Any, state: Any
    ) -> None:
        model = old_state.apps.get_model(app_label, self.model_name)
        vendor = editor.connection.vendor
        for rule in self._rules(model, vendor):
            for statement in rule.drop(vendor):
                editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Rows of {self.model_name} are added, never changed"

    def _rules(self, model: Any, vendor: str) -> list[Trigger]:
        table = model._meta.db_table
        return append_only(table, update=self._more_than_forgets(model, vendor))

    def _more_than_forgets(self, model: Any, vendor: str) -> str:
        if vendor == "postgresql":
            forget = json.dumps(dict.fromkeys(self.may_forget))
            return f"to_jsonb(NEW) <> to_jsonb(OLD) || '{forget}'::jsonb"
        columns = [field.column for field in model._meta.concrete_fields]
        kept = [
            f'NEW."{c}" IS NULL' if c in self.may_forget else f'NEW."{c}" IS OLD."{c}"'
            for c in columns
        ]
        return f"NOT ({' AND '.join(kept)})"
