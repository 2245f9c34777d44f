import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation

from wagtail.signal_handlers import disable_reference_index_auto_update

import pytest
from PIL import Image

from producers.models import Producer
from tests.emptying import empty
from tests.factories import ProducerFactory, member_of, shipping_rates
from tests.stripe_server.start import CannotStart, StripeServer, running
from tests.template import postgres_template, sqlite_template


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bad input gets a short name, the same in every process whatever clock it holds."""
    if isinstance(val, bytes) and len(val) > 60:
        return "bytes"
    return val[:40] if isinstance(val, str) and len(val) > 60 else None


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """On PostgreSQL only what asks the database in earnest: the rest has had its run on SQLite."""
    if "TEST_DATABASE_URL" not in os.environ:
        return
    rest = [item for item in items if not _asks_database(item)]
    config.hook.pytest_deselected(items=rest)
    gone = set(rest)
    items[:] = [item for item in items if item not in gone]


def _asks_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return not item.get_closest_marker("once") and bool(
        asked & {"db", "transactional_db", "live_server"}
        or item.get_closest_marker("django_db")
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Start from a copy of the migrated template instead of from nothing."""
    test = connection.settings_dict["TEST"]
    if server := os.environ.get("TEST_DATABASE_URL"):
        test["TEMPLATE"] = postgres_template(settings.VAR, server)
    else:
        for old in Path(test["NAME"]).parent.glob(Path(test["NAME"]).name + "*"):
            old.unlink()
        shutil.copy(sqlite_template(settings.VAR), test["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """The copy of the template is kept, not made anew; PostgreSQL makes its copy itself."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    return False


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _in_vietnamese() -> Iterator[None]:
    """A page asked for in English leaves its language to the thread, and so to the next test."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied() -> Iterator[None]:
    def teardown(self: TransactionTestCase) -> None:
        empty(connection)

    with patch.object(TransactionTestCase, "_fixture_teardown", teardown):
        yield


@pytest.fixture(autouse=True, scope="session")
def _pictures_in_a_hurry() -> Iterator[None]:
    """AVIF as fast as the encoder can: tests ask which sizes are made, not how small they are."""
    Image.init()
    save = Image.SAVE["AVIF"]

    def hurried(picture: Image.Image, *args: Any) -> None:
        picture.encoderinfo["speed"] = 10
        save(picture, *args)

    with patch.dict(Image.SAVE, {"AVIF": hurried}):
        yield


@pytest.fixture(autouse=True)
def _no_reference_index() -> Iterator[None]:
    """Wagtail's index of what uses what costs a tenth of the suite, and no test asks it."""
    with disable_reference_index_auto_update():
        yield


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
