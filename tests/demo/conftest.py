from collections.abc import Iterator
from typing import Any

from django.db import transaction

import pytest


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole demonstration, loaded once for this folder and rolled back after it."""
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
