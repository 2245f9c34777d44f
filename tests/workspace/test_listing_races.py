"""Ten tabs at the same moment, over real connections on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from typing import Any
from unittest.mock import patch

from django.db import IntegrityError, connection, connections
from django.test import Client

import pytest

from catalog.models import Product, ProductVersion
from tests.factories import member_of
from tests.slowly import slow
from tests.workspace.listing import Phone

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
TABS = 10


def at_once(user, deed):
    gate = Barrier(TABS)

    def tab(number):
        client = Client(raise_request_exception=True)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        gate.wait()
        try:
            return deed(client, number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TABS) as pool:
        return list(pool.map(tab, range(TABS)))


def careless() -> AbstractContextManager[Any]:
    """A draft is looked at without being held."""
    return patch.object(
        ProductVersion.objects, "select_for_update", ProductVersion.objects.all
    )


def test_ten_tabs_that_save_different_names_keep_one_and_tell_the_others(
    maker, maker_client
):
    user, phone = member_of(maker), Phone(maker_client)
    seen = phone.seen("gia")
    typed = [
        phone.typed(("hộp", "60.000"), name_vi=f"Tên {n}", seen=seen, di="tiep")
        for n in range(TABS)
    ]

    answers = at_once(user, lambda client, n: client.post(phone.at("gia"), typed[n]))

    kept = [n for n, answer in enumerate(answers) if answer.status_code == 302]
    told = [answer for n, answer in enumerate(answers) if n not in kept]
    assert len(kept) == 1
    assert phone.draft.content["name_vi"] == f"Tên {kept[0]}"
    assert all(
        answer.status_code == 422 and f"Tên {n}" in answer.text
        for n, answer in enumerate(answers)
        if n not in kept
    )
    assert len(told) == TABS - 1


def test_without_the_lock_a_name_is_written_over_unseen(maker, maker_client):
    """The control: the race is real, so that the test above means something."""
    user, phone = member_of(maker), Phone(maker_client)
    seen = phone.seen("gia")
    typed = [
        phone.typed(("hộp", "60.000"), name_vi=f"Tên {n}", seen=seen, di="tiep")
        for n in range(TABS)
    ]

    with careless(), slow("UPDATE", "catalog_productversion"):
        answers = at_once(
            user, lambda client, n: client.post(phone.at("gia"), typed[n])
        )

    assert [answer.status_code for answer in answers].count(302) > 1


def test_ten_presses_on_send_make_one_product(maker, maker_client):
    user, phone = member_of(maker), Phone(maker_client)
    phone.everything(send=False)

    answers = at_once(user, lambda client, _n: client.post(phone.at("xem-lai")))

    assert {answer.status_code for answer in answers} == {302}
    assert Product.objects.count() == 1
    assert ProductVersion.objects.get().state == "pending"


def test_without_the_lock_sending_goes_on_until_the_database_refuses(
    maker, maker_client
):
    """The control: all but one press are a crash, for two products would have one address."""
    user, phone = member_of(maker), Phone(maker_client)
    phone.everything(send=False)

    def press(client, _n):
        try:
            return client.post(phone.at("xem-lai")).status_code
        except IntegrityError:
            return "refused"

    with careless(), slow("INSERT", "catalog_product"):
        answers = at_once(user, press)

    assert "refused" in answers
