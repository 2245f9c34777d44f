"""The sandbox is loaded once for a module, and rolled back after it."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

import pytest

from tourism.management.commands.load_octo_sandbox import load


@pytest.fixture(scope="module")
def sandbox_there(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        load(timezone.localdate())
        yield
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
