"""Ten tabs at the same moment, over real connections on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections
from django.test import Client

import pytest

from catalog.models import Product, ProductVersion
from tests.factories import member_of
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


def test_ten_presses_on_send_make_one_product(maker, maker_client):
    user, phone = member_of(maker), Phone(maker_client)
    phone.everything(send=False)

    answers = at_once(user, lambda client, _n: client.post(phone.at("xem-lai")))

    assert {answer.status_code for answer in answers} == {302}
    assert Product.objects.count() == 1
    assert ProductVersion.objects.get().state == "pending"
