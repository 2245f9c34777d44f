"""Tables whose rows are added and never changed: the database itself refuses, whoever asks."""

import json
from typing import Any

from django.db.migrations.operations.base import Operation

SUFFIX = "append_only"
FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) || TG_ARGV[0]::jsonb THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000';
END $$
"""


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
        for statement in self._guards(model, editor.connection.vendor):
            editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, editor: Any, old_state: Any, state: Any
    ) -> None:
        table = old_state.apps.get_model(app_label, self.model_name)._meta.db_table
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for deed in ("update", "delete", "insert"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{deed}_{SUFFIX}{on}")

    def describe(self) -> str:
        return f"Rows of {self.model_name} are added, never changed"

    def _guards(self, model: Any, vendor: str) -> list[str]:
        make = self._postgres if vendor == "postgresql" else self._sqlite
        return make(model)

    def _postgres(self, model: Any) -> list[str]:
        table = model._meta.db_table
        forget = json.dumps(dict.fromkeys(self.may_forget))
        return [FUNCTION] + [
            f"CREATE OR REPLACE TRIGGER {table}_{deed}_{SUFFIX} BEFORE {deed} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_change('{forget}')"
            for deed in ("update", "delete")
        ]

    def _sqlite(self, model: Any) -> list[str]:
        table = model._meta.db_table
        taken = f"SELECT 1 FROM {table} WHERE id = NEW.id"  # noqa: S608
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_update_{SUFFIX} BEFORE UPDATE ON {table}"
            f" WHEN NOT ({self._only_forgets(model)}) {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {table}_delete_{SUFFIX} BEFORE DELETE ON {table} {refuse}",
            # REPLACE deletes without asking the trigger above, so a taken id is refused here.
            f"CREATE TRIGGER IF NOT EXISTS {table}_insert_{SUFFIX} BEFORE INSERT ON {table}"
            f" WHEN EXISTS ({taken}) {refuse}",
        ]

    def _only_forgets(self, model: Any) -> str:
        columns = [field.column for field in model._meta.concrete_fields]
        return " AND ".join(
            f'NEW."{c}" IS NULL' if c in self.may_forget else f'NEW."{c}" IS OLD."{c}"'
            for c in columns
        )
