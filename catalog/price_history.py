"""The database itself writes down every regular price, whoever changes it, and keeps what is written.

A trigger, because prices are typed in forms, sheets and interfaces; put back after every migration,
since SQLite loses a table's triggers when it rebuilds the table.
"""

from typing import Any

_NOTE = """BEGIN INSERT INTO catalog_pricechange (variant_id, price, at)
    VALUES (NEW.id, NEW.price, strftime('%Y-%m-%d %H:%M:%f', 'now')); END"""
_SQLITE = {
    "catalog_price_on_insert": f"AFTER INSERT ON catalog_variant {_NOTE}",
    "catalog_price_on_update": f"""AFTER UPDATE OF price ON catalog_variant
    WHEN OLD.price <> NEW.price {_NOTE}""",
    "catalog_price_kept": """BEFORE UPDATE OF price, variant_id ON catalog_pricechange
    BEGIN SELECT RAISE(ABORT, 'catalog_pricechange: rows are added, never changed'); END""",
}

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION catalog_note_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalog_pricechange (variant_id, price, at)
  VALUES (NEW.id, NEW.price, clock_timestamp());
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION catalog_keep_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'catalog_pricechange: rows are added, never changed'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

_POSTGRESQL = {
    "catalog_price_on_insert": """AFTER INSERT ON catalog_variant
    FOR EACH ROW EXECUTE FUNCTION catalog_note_price()""",
    "catalog_price_on_update": """AFTER UPDATE OF price ON catalog_variant
    FOR EACH ROW WHEN (OLD.price <> NEW.price) EXECUTE FUNCTION catalog_note_price()""",
    "catalog_price_kept": """BEFORE UPDATE OF price, variant_id ON catalog_pricechange
    FOR EACH ROW EXECUTE FUNCTION catalog_keep_price()""",
}
TABLE_OF = {"catalog_price_kept": "catalog_pricechange"}


def install(connection: Any) -> None:
    """Put the triggers in place, or put them there anew; the tables exist."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not is_sqlite:
            cursor.execute(_FUNCTIONS)
        for name, body in (_SQLITE if is_sqlite else _POSTGRESQL).items():
            table = TABLE_OF.get(name, "catalog_variant")
            on = "" if is_sqlite else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")


def keep(**kwargs: Any) -> None:
    """After every migration, once the table is there."""
    from django.db import connections

    connection = connections[kwargs["using"]]
    if "catalog_pricechange" in connection.introspection.table_names():
        install(connection)
