"""Five thousand rows looked over, written and taken back: time, memory, queries. By hand: `-m load -s`."""

import resource
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from catalog.models import ProductVersion, Variant
from tests.factories import CategoryFactory, ProductFactory, VariantFactory
from tests.workspace import tables
from tests.workspace.tables import bring, confirm, row, xlsx

pytestmark = [pytest.mark.load, pytest.mark.django_db]
NEW, THERE = 3500, 1500


def test_five_thousand_rows(maker_client, maker):
    CategoryFactory()
    product = ProductFactory(producer=maker)
    packs = [
        VariantFactory(product=product, name_vi=f"túi số {n}", stock=5)
        for n in range(THERE)
    ]
    prices = [{"sku": one.sku, "price": "99k", "stock": 9} for one in packs]
    content = xlsx(*[row(number) for number in range(NEW)], *prices)

    looked = timed("looked over", lambda: bring(maker_client, content))
    timed("written", lambda: confirm(maker_client, looked))
    timed("own table", lambda: tables.own(maker_client))
    written = ProductVersion.objects.drafts().count()
    changed = Variant.objects.filter(price=99_000, stock=9).count()
    sheet = looked.context["sheet"]
    page = timed("taken back", lambda: tables.take_back(maker_client, sheet))

    assert (written, changed) == (NEW, THERE)
    assert "Đã hoàn lại cả bảng" in page
    assert Variant.objects.filter(price=99_000).count() == 0


def timed(what, deed):
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = deed()
    spent = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {spent:.1f} s, {len(asked)} queries, peak {peak} MB")  # noqa: T201
    assert spent < 60
    return answer
