"""One table confirmed in ten tabs at the same moment, over real connections on PostgreSQL."""

from typing import Any
from unittest.mock import patch

from django.db import connection

import pytest

from catalog.models import GoodsSheet, MovementReason, ProductVersion, StockMovement
from tests.factories import CategoryFactory, VariantFactory, member_of
from tests.slowly import slow
from tests.workspace.tables import AT, bring, row, xlsx
from tests.workspace.test_listing_races import TABS, at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection


@pytest.fixture
def confirmed(maker, maker_client):
    """Brings a table, has all tabs confirm it at once, and tells where each was sent."""
    CategoryFactory()
    user = member_of(maker)

    def all_at_once(*rows: Any) -> list[str]:
        page = bring(maker_client, xlsx(*rows))
        url = f"{AT}{page.context['sheet'].code}/ghi/"
        typed = {"seen": page.context["plan"].stamp}
        answers = at_once(user, lambda client, _n: client.post(url, typed))
        return [answer.headers["Location"] for answer in answers]

    return all_at_once


def test_a_table_confirmed_ten_times_at_once_is_written_once(confirmed):
    with slow("INSERT", "catalog_productversion"):
        sent_to = confirmed(row(1), row(2))

    names = ProductVersion.objects.values_list("content__name_vi", flat=True)
    sheet = GoodsSheet.objects.get()
    assert sorted(names) == ["Mật ong nhãn số 1", "Mật ong nhãn số 2"]
    assert sent_to == [f"{AT}{sheet.code}/"] * TABS
    assert sheet.written_at
    assert len(sheet.did["drafts"]) == 2


def test_what_is_on_sale_is_counted_and_priced_once(confirmed, maker):
    pack = VariantFactory(product__producer=maker, sku="MINE", stock=5, price=50_000)

    confirmed({"sku": "MINE", "price": "60.000", "stock": "12"}, row(1))

    pack.refresh_from_db()
    counted = StockMovement.objects.filter(reason=MovementReason.COUNTED)
    assert (pack.stock, pack.price) == (12, 60_000)
    assert [movement.delta for movement in counted] == [7]
    assert ProductVersion.objects.count() == 1


def test_without_the_lock_the_goods_of_a_table_are_there_many_times(confirmed):
    """The control: the race is real, so that the tests above mean something."""
    careless = patch.object(
        GoodsSheet.objects, "select_for_update", GoodsSheet.objects.all
    )

    with careless, slow("INSERT", "catalog_productversion"):
        confirmed(row(1), row(2))

    assert ProductVersion.objects.count() > 2
