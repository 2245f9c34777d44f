"""Triggers that keep the books: nothing changed, nothing deleted, every entry balanced (decision 0011).

Both databases: the postings of an entry come first, the entry last and seals them; after that the
entry takes no more. A posting whose entry never comes fails the deferred foreign key at commit.
PostgreSQL checks the sums once more at commit with deferred constraint triggers.
"""

from typing import Any

TABLES = ("ledger_entry", "ledger_posting")

_SQLITE = {
    **{
        f"{table}_no_{deed.lower()}": f"""BEFORE {deed} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table}: rows are added, never changed'); END"""
        for table in TABLES
        for deed in ("UPDATE", "DELETE")
    },
    # REPLACE deletes without asking the trigger above, so a taken id is refused here.
    "ledger_posting_in_time": """BEFORE INSERT ON ledger_posting
        WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
          OR EXISTS (SELECT 1 FROM ledger_posting WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'ledger_posting: the entry is sealed'); END""",
    "ledger_entry_once": """BEFORE INSERT ON ledger_entry
        WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id OR key = NEW.key)
        BEGIN SELECT RAISE(ABORT, 'ledger_entry: UNIQUE key'); END""",
    "ledger_entry_balances": """AFTER INSERT ON ledger_entry
        WHEN (SELECT COUNT(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2
          OR EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = NEW.id
                     GROUP BY currency HAVING SUM(amount) <> 0)
        BEGIN SELECT RAISE(ABORT, 'ledger_entry: the postings do not balance'); END""",
}

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: rows are added, never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION ledger_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id) THEN
    RAISE EXCEPTION 'ledger_posting: the entry is sealed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry uuid;
BEGIN
  IF TG_TABLE_NAME = 'ledger_entry' THEN entry := NEW.id; ELSE entry := NEW.entry_id; END IF;
  IF (SELECT COUNT(*) FROM ledger_posting WHERE entry_id = entry) < 2
     OR EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = entry
                GROUP BY currency HAVING SUM(amount) <> 0) THEN
    RAISE EXCEPTION 'ledger_entry %: the postings do not balance', entry
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""

_POSTGRESQL = {
    **{
        f"{table}_no_change": f"""BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"""
        for table in TABLES
    },
    **{
        f"{table}_no_truncate": f"""BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"""
        for table in TABLES
    },
    "ledger_posting_in_time": """BEFORE INSERT ON ledger_posting
        FOR EACH ROW EXECUTE FUNCTION ledger_in_time()""",
}

_DEFERRED = {
    f"{table}_balances": f"""AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_balances()"""
    for table in TABLES
}


def install(connection: Any) -> None:
    """Put the guards in place, or put them there anew; the tables exist."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} {body}" for name, body in _SQLITE.items()]
    return [
        _FUNCTIONS,
        *(f"CREATE TRIGGER {name} {body}" for name, body in _POSTGRESQL.items()),
        *(f"CREATE CONSTRAINT TRIGGER {n} {body}" for n, body in _DEFERRED.items()),
    ]


def remove(connection: Any) -> None:
    """Take the guards away: a test database is emptied without them."""
    with connection.cursor() as cursor:
        for statement in _removals(connection.vendor):
            cursor.execute(statement)


def _removals(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}"
        for table in TABLES
        for name in (*_POSTGRESQL, *_DEFERRED)
        if name.startswith(table)
    ]
