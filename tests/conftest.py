from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

import pytest

from ledger import guards
from producers.models import Producer
from tests.factories import ProducerFactory, member_of, shipping_rates
from tests.stripe_server.start import CannotStart, StripeServer, running


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _books_may_be_emptied() -> Iterator[None]:
    """Between tests the tables are emptied, which the ledger's triggers rightly forbid."""
    empty = type(connection.ops).execute_sql_flush

    def without_guards(ops: Any, statements: Any) -> None:
        guards.remove(ops.connection)
        with _histories_lifted(ops.connection):
            empty(ops, statements)
        # `flush` migrates afterwards, and that puts them back.

    with patch.object(type(connection.ops), "execute_sql_flush", without_guards):
        yield


@contextmanager
def _histories_lifted(here: Any) -> Iterator[None]:
    """SQLite is emptied with DELETE, which append-only tables refuse; TRUNCATE asks no row."""
    with here.cursor() as cursor:
        triggers = _append_only_triggers(cursor) if here.vendor == "sqlite" else []
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def _append_only_triggers(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE '%append_only'"
    )
    return list(cursor.fetchall())


@pytest.fixture
def rates(db: None) -> None:
    shipping_rates()


@pytest.fixture
def maker(db: None) -> Producer:
    return ProducerFactory(name_vi="Hộ bà Hoa", slug="ho-ba-hoa")


@pytest.fixture
def maker_client(maker: Producer) -> Client:
    """A browser in which somebody of `maker` is signed in."""
    client = Client()
    client.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole demonstration, loaded once for a module and rolled back after it."""
    from django.utils import translation

    from demo.management.commands.load_demo import load

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        with translation.override("vi"):
            load()
        yield
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture(scope="session")
def local_stripe() -> Iterator[StripeServer]:
    """A local Stripe over HTTP; skipped with one sentence where its Python cannot be had."""
    try:
        with running() as server:
            yield server
    except CannotStart as error:
        pytest.skip(str(error))


@pytest.fixture
def cards(local_stripe: StripeServer, settings: Any) -> StripeServer:
    """Card payment switched on, against the local Stripe."""
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    settings.STRIPE_API_BASE = local_stripe.api_base
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "form-action": ["'self'", local_stripe.api_base]}
    }
    local_stripe.forget_endpoints()
    local_stripe.control(duplicate=False, shuffle=False, hold=False)
    return local_stripe
