"""“The database refuses”: one trigger, written for SQLite and PostgreSQL from one rule.

Three doors lead here: `refusals.Refuse` and `refusals.append_only` (constraints of a model, for new
rules), `append_only.AppendOnly` (the operation older migrations use), `ledger.guards` (put in place
anew after each migrate, because SQLite loses triggers when a table is copied).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trigger:
    """Refuse `event` (“UPDATE”, “DELETE”, “UPDATE OF stock”) on `table` with `message`, as IntegrityError.

    `when` is SQL over OLD and NEW that both databases read; empty refuses every time. `deferred`
    looks at commit, where the database can (PostgreSQL); SQLite looks at once.
    """

    name: str
    table: str
    event: str
    message: str
    when: str = ""
    timing: str = "BEFORE"
    deferred: bool = False
    each: str = "ROW"

    def create(self, vendor: str) -> list[str]:
        """The statements that put it in place; on SQLite it may be there already."""
        return [self._sqlite()] if vendor == "sqlite" else self._postgresql()

    def drop(self, vendor: str) -> list[str]:
        """The statements that take it away; it need not be there."""
        if vendor == "sqlite":
            return [f'DROP TRIGGER IF EXISTS "{self.name}"']
        return [
            f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"',
            f'DROP FUNCTION IF EXISTS "{self.name}"()',
        ]

    def _sqlite(self) -> str:
        when = f"WHEN {self.when} " if self.when else ""
        return (
            f'CREATE TRIGGER IF NOT EXISTS "{self.name}" {self.timing} {self.event}'
            f' ON "{self.table}" {when}'
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def _postgresql(self) -> list[str]:
        kind = "CONSTRAINT TRIGGER" if self.deferred else "TRIGGER"
        wait = "DEFERRABLE INITIALLY DEFERRED " if self.deferred else ""
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger AS $$ BEGIN '
            f"IF {self.when or 'TRUE'} THEN RAISE EXCEPTION '{self.message}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; "
            "END $$ LANGUAGE plpgsql",
            f'CREATE {kind} "{self.name}" {self.timing} {self.event} ON "{self.table}" '
            f'{wait}FOR EACH {self.each} EXECUTE FUNCTION "{self.name}"()',
        ]


def append_only(table: str, *, update: str = "") -> list[Trigger]:
    """Rows are added and never changed; `update` is SQL for the changes refused (empty: all of them).

    A taken id is refused too: REPLACE deletes without asking the second rule.
    """
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608
    deeds = {"update": update, "delete": "", "insert": taken}
    return [
        Trigger(
            f"{table}_{deed}_append_only",
            table,
            deed.upper(),
            f"{table} is append-only",
            when,
        )
        for deed, when in deeds.items()
    ]
