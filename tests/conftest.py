from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client

import pytest

from producers.models import Producer
from tests.factories import ProducerFactory, member_of, shipping_rates


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


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
