"""Cash on delivery in the browser: fetched by a carrier, delivered by its webhook, paid out to the đồng."""

import json
import urllib.request

from django.utils import timezone

import pytest

from ledger.chart import Code
from ledger.models import Posting
from orders import remitting
from payments.models import Holder
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import member_of
from tests.fakes.carriers import ghn_news
from tests.orders.carriers.conftest import account
from tests.orders.carriers.conftest import carriers as carriers
from tests.orders.carriers.conftest import packed as packed

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def tell(live_server, news) -> int:
    """A carrier's callback, over HTTP."""
    request = urllib.request.Request(  # noqa: S310
        f"{live_server.url}/webhooks/ghn/",
        data=json.dumps(news).encode(),
        headers={"Content-Type": "application/json", "X-Lang-Nghe-Key": "ghn-key"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return int(answer.status)


def test_a_parcel_is_fetched_delivered_and_its_cash_paid_out(
    open_page, axe, shoot, client, live_server, carriers, packed
):
    for carrier in ("ghn", "vtp"):
        account(packed, carrier)
    user = member_of(packed.producer)
    faults = []
    for scheme in ("light", "dark"):
        for kind, name in ((DESKTOP, "1280"), (PHONE, "360")):
            page = open_page(kind, color_scheme=scheme)
            sign_in(page, client, live_server, user)
            page.goto(f"/kenh-ban/don/{packed.code}/")
            page.get_by_role("link", name="Gọi đơn vị giao đến lấy").click()
            shoot(page, f"send-{name}-{scheme}")
            faults += axe(page)

    page.get_by_label("Giao Hàng Nhanh").check()
    for label, value in (("Dài", "20"), ("Rộng", "15"), ("Cao", "10")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Xem cước").click()
    assert "33.000" in page.content()
    page.get_by_role("button", name="Gọi đến lấy hàng").click()
    waybill = packed.waybills.get()
    assert waybill.tracking_code in page.content()
    shoot(page, "sent-360-dark")
    faults += axe(page)
    for status in ("picked", "delivered"):
        carriers.set_status(waybill.tracking_code, status)
        news = ghn_news(waybill.tracking_code, status, timezone.now().isoformat())
        assert tell(live_server, news) == tell(live_server, news) == 200
    page.goto(packed.order.get_absolute_url())
    assert "Đã giao" in page.content()

    told = remitting.read_pasted(f"{waybill.tracking_code};{packed.total};33.000")
    paper = remitting.Paper(
        "ghn", "BK-1", timezone.localdate(), packed.total - 33_000, Holder.PRODUCER
    )
    remitting.book(remitting.draft(paper, told, by=None), by=None)

    in_transit = Posting.objects.filter(account_id=Code.COD_IN_TRANSIT)
    assert sum(posting.amount for posting in in_transit) == 0
    assert not faults
