"""Who runs the site stands at the foot of every page, and is not asked for each time."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from core.models import Operator

pytestmark = pytest.mark.django_db


def test_a_changed_operator_is_named_at_once_and_asked_for_once(
    client, django_capture_on_commit_callbacks
):
    client.get("/san-pham/")
    operator = Operator.load()
    operator.name = "Hợp tác xã Khoái Châu"
    with django_capture_on_commit_callbacks(execute=True):
        operator.save()

    first = client.get("/san-pham/").text
    with CaptureQueriesContext(connection) as asked:
        second = client.get("/san-pham/").text

    assert "Hợp tác xã Khoái Châu" in first
    assert "Hợp tác xã Khoái Châu" in second
    assert not [one for one in asked if "core_operator" in one["sql"]]
