"""The whole way of the money in a real browser: two makers, paid, sent, a part given back, told, paid out, zero.

By card (the real SDK against the local Stripe, also with every webhook doubled and shuffled), by
transfer (a signed SePay webhook) and by cash (a carrier's webhook).
"""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.utils import timezone

import pytest
import requests
from playwright.sync_api import Page, expect

from accounts.models import User
from ledger import payouts
from ledger.chart import Code
from ledger.models import BatchState, PayoutBatch, Posting
from orders import remitting
from orders.models import Order, ProducerOrder
from payments.banks.sepay import sign
from payments.models import Holder, Method, Payment, Refund
from producers.models import Producer
from tests.e2e.conftest import DESKTOP, PHONE, press
from tests.e2e.test_accessibility import sign_in
from tests.e2e.test_journeys import put_in_basket
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    ProductFactory,
    SlotFactory,
    UserFactory,
    VariantFactory,
    member_of,
    return_terms,
    shipping_rates,
)
from tests.fakes.carriers import CarrierServer, ghn_news
from tests.ledger.money import fee, taxes
from tests.orders.carriers.conftest import carriers as carriers
from tests.orders.carriers.conftest import sent
from tests.stripe_server.start import StripeServer
from tourism.models import Booking, BookingStatus

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SECRET = "only-for-this-test"
GOODS = {"Tinh bột nghệ vàng": 180_000, "Giỏ mây": 120_000}
Open = Callable[..., Page]


@pytest.fixture
def _market() -> None:
    shipping_rates()
    return_terms()
    fee(500)
    taxes("gateway")
    for number, (name, price) in enumerate(GOODS.items()):
        maker = ProducerFactory(
            name_vi=f"Nhà {number}", bank_account=f"24082050000{number}"
        )
        VariantFactory(
            product=ProductFactory(name_vi=name, producer=maker), price=price, stock=9
        )


def order_both(page: Page, way: str) -> Order:
    """A guest fills the basket with both goods, chooses `way` for each, and presses the binding button."""
    for name in GOODS:
        put_in_basket(page, name)
    page.goto("/thanh-toan/")
    page.get_by_label("Họ và tên người nhận").fill("Trần Thị Hoa")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Tỉnh, thành phố").select_option("33")
    page.get_by_label("Xã, phường", exact=True).select_option(KHOAI_CHAU)
    page.get_by_label("Số nhà, đường, thôn xóm").fill("Thôn Thượng")
    if way == "card":
        page.get_by_label(re.compile("trả cả đơn bằng thẻ")).check()
    else:
        for box in page.locator(f"input[name^='tra-'][value='{way}']").all():
            box.check()
    page.get_by_role("button", name="Xem lại đơn và phí giao").last.click()
    page.get_by_role("button", name="Đặt hàng và có nghĩa vụ thanh toán").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đơn LN")
    return Order.objects.get()


def type_card(page: Page) -> None:
    page.get_by_role("button", name=re.compile("bằng thẻ|by card")).click()
    page.locator("#cardNumber").fill("4242 4242 4242 4242")
    page.locator("#cardExpiry").fill("12/30")
    page.locator("#cardCvc").fill("123")
    page.get_by_test_id("hosted-payment-submit-button").click()


def sepay(url: str, payment: Payment) -> int:
    """What SePay sends when the buyer's transfer is on the maker's account."""
    body = json.dumps(
        {
            "id": 9_000 + payment.pk,
            "transactionDate": time.strftime("%Y-%m-%d %H:%M:%S"),
            "accountNumber": payment.bank_account,
            "transferType": "in",
            "transferAmount": payment.amount,
            "content": f"{payment.code} mua hang",
            "referenceCode": f"FT{payment.pk}",
        }
    ).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-SePay-Timestamp": stamp,
        "X-SePay-Signature": f"sha256={sign(body, stamp, SECRET)}",
    }
    return requests.post(
        f"{url}/webhooks/sepay/", body, headers=headers, timeout=20
    ).status_code


def until(true: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    assert true()


def makers_work(
    page: Page, client: Any, live_server: Any, *, hand_over: bool = True
) -> None:
    """Each maker takes the order, packs it, gives it away; the buyer has it."""
    buttons = ["Nhận đơn", "Đã đóng gói", "Đã đưa cho người giao", "Khách đã nhận hàng"]
    for part in ProducerOrder.objects.all():
        sign_in(page, client, live_server, member_of(part.producer))
        page.goto(f"/kenh-ban/don/{part.code}/")
        for button in buttons if hand_over else buttons[:2]:
            press(page, button)


def give_one_back(page: Page, client: Any, live_server: Any, order: Order) -> Refund:
    """The buyer says that something is broken; the maker agrees and asks nothing back."""
    part = order.parts.all()[0]
    page.goto(part.shipments.get().get_absolute_url())
    page.get_by_role("link", name="Có vấn đề").click()
    page.get_by_label("Vỡ, móp khi đến nơi").check()
    page.get_by_label("trả mấy cái").fill("1")
    page.get_by_role("button", name="Gửi cho người bán").click()
    expect(page.get_by_text("Đã gửi cho người bán")).to_be_visible()
    sign_in(page, client, live_server, member_of(part.producer))
    page.goto(f"/kenh-ban/don/{part.code}/")
    page.get_by_role("button", name="Đồng ý, khách không phải gửi về").click()
    return Refund.objects.get()


def office_gives_back(open_page: Open, client: Any, live_server: Any) -> None:
    """Somebody else approves; the money goes to the card by machine, else by hand with a reference."""
    refund = Refund.objects.get()
    page = open_page(DESKTOP)
    sign_in(page, client, live_server, officer("Tú"))
    page.goto(f"/admin/refund/inspect/{refund.pk}/")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    if refund.method == Method.CARD:
        page.get_by_role("button", name="Bắt đầu hoàn tiền").click()
    else:
        button = page.get_by_role("button", name="Tiền đã đến tay khách")
        form = page.locator("form", has=button)
        form.get_by_role("textbox").fill("VCB 0011")
        form.get_by_role("button").click()
    until(lambda: Refund.objects.get().state == "done")


def officer(name: str) -> User:
    return UserFactory(full_name=name, is_staff=True, is_superuser=True)


def is_told(page: Page, client: Any, live_server: Any, maker: Producer) -> None:
    """The maker reads on his own page what the books say of him."""
    balance = abs(owed(maker))
    sign_in(page, client, live_server, member_of(maker))
    page.goto("/kenh-ban/tien/")
    expect(page.locator(".panel .price").first).to_contain_text(
        f"{balance:,}".replace(",", ".")
    )


def owed(maker: Producer) -> int:
    return -Posting.objects.on(Code.PRODUCER, Code.RECEIVABLE).of(maker).total()


def pay_out() -> PayoutBatch:
    """Two people, a file for the bank, and the bank carries it out."""
    batch = payouts.draft(by=officer("Tú"))
    payouts.approve(batch, by=officer("Hoa"))
    payouts.export(batch)
    payouts.send(batch)
    for line in batch.lines.all():
        payouts.paid(line, by=officer("Lan"))
    return payouts.close(batch)


def gateway_account() -> int:
    return Posting.objects.on(Code.GATEWAY).total()


@pytest.mark.usefixtures("_market")
@pytest.mark.parametrize("chaos", [False, True], ids=["calm", "chaos"])
def test_a_card_pays_two_makers_down_to_zero(
    open_page: Open,
    client: Any,
    cards: StripeServer,
    live_server: Any,
    settings: Any,
    chaos: bool,
) -> None:
    secret = cards.webhook_endpoint(f"{live_server.url}/webhooks/stripe/")
    settings.STRIPE_WEBHOOK_SECRETS = [secret]
    cards.control(duplicate=chaos, shuffle=chaos)
    before = cards.balance()
    page = open_page(PHONE)

    order = order_both(page, "card")
    type_card(page)
    expect(page.get_by_text("Đã trả đủ tiền")).to_be_visible()
    makers_work(page, client, live_server)
    refund = give_one_back(page, client, live_server, order)
    office_gives_back(open_page, client, live_server)
    call_command("reconcile_payments")
    for part in order.parts.all():
        is_told(page, client, live_server, part.producer)
    batch = pay_out()

    assert refund.amount == 180_000
    assert batch.state == BatchState.CLOSED
    assert [owed(part.producer) for part in order.parts.all()] == [0, 0]
    assert Posting.objects.total() == 0
    assert gateway_account() == cards.balance() - before
    assert cards.violations() == []
    call_command("check_books")


@pytest.mark.usefixtures("_market")
def test_two_transfers_pay_two_makers_down_to_their_fee(
    open_page: Open, client: Any, live_server: Any, settings: Any
) -> None:
    settings.BANK_WEBHOOK_SECRETS = {"sepay": [SECRET]}
    page = open_page(PHONE)

    order = order_both(page, "vietqr")
    expect(page.get_by_text("Còn phải trả")).to_be_visible()
    first, second = Payment.objects.order_by("pk")
    assert sepay(live_server.url, first) == 200
    page.reload()
    expect(page.get_by_text("Đã trả đủ tiền")).to_have_count(0)
    assert [sepay(live_server.url, second) for _ in range(2)] == [200, 200]
    page.reload()
    expect(page.get_by_text("Đã trả đủ tiền")).to_be_visible()
    makers_work(page, client, live_server)
    give_one_back(page, client, live_server, order)
    office_gives_back(open_page, client, live_server)

    one, other = order.parts.all()
    for part in (one, other):
        is_told(page, client, live_server, part.producer)
    assert [owed(one.producer), owed(other.producer)] == [0, -6_000]
    assert Posting.objects.total() == 0
    call_command("check_books")


def ghn(url: str, code: str, status: str) -> int:
    """A callback of GHN, as it documents it."""
    body = ghn_news(code, status, timezone.localtime().isoformat())
    headers = {"X-Lang-Nghe-Key": "ghn-key"}
    return requests.post(
        f"{url}/webhooks/ghn/", json=body, headers=headers, timeout=20
    ).status_code


@pytest.mark.usefixtures("_market")
def test_cash_the_carrier_collects_comes_to_both_makers(
    open_page: Open, client: Any, live_server: Any, carriers: CarrierServer
) -> None:
    page = open_page(PHONE)

    order = order_both(page, "cod")
    makers_work(page, client, live_server, hand_over=False)
    waybills = [sent(part, "ghn") for part in order.parts.all()]
    for waybill in waybills:
        for status in ("picked", "delivered", "delivered"):
            carriers.set_status(waybill.tracking_code, status)
            assert ghn(live_server.url, waybill.tracking_code, status) == 200
    page.goto(order.get_absolute_url())
    expect(page.get_by_text("Đã trả đủ tiền")).to_be_visible()
    give_one_back(page, client, live_server, order)
    office_gives_back(open_page, client, live_server)
    listed = "\n".join(f"{w.tracking_code}; {w.cod_amount}; 33.000" for w in waybills)
    total = sum(waybill.cod_amount for waybill in waybills)
    paper = remitting.Paper(
        "ghn", "BK-01", timezone.localdate(), total - 66_000, Holder.PRODUCER
    )
    remittance = remitting.draft(paper, remitting.read_pasted(listed), by=None)
    remitting.book(remittance, by=officer("Tú"))

    assert Posting.objects.on(Code.COD_IN_TRANSIT).total() == 0
    assert Posting.objects.on(Code.UNCLEAR).total() == 0
    for part in order.parts.all():
        is_told(page, client, live_server, part.producer)
    # Paid by the carrier, refunded by the maker himself: what is left is the fee of what was kept.
    assert [owed(part.producer) for part in order.parts.all()] == [0, -6_000]
    call_command("check_books")


@pytest.mark.usefixtures("_market")
def test_a_visit_paid_by_card_comes_to_its_host_down_to_zero(
    open_page: Open,
    client: Any,
    cards: StripeServer,
    live_server: Any,
    settings: Any,
) -> None:
    secret = cards.webhook_endpoint(f"{live_server.url}/webhooks/stripe/")
    settings.STRIPE_WEBHOOK_SECRETS = [secret]
    slot = SlotFactory(option__experience__name_en="Weave a basket")
    host = slot.option.experience.host
    page = open_page(PHONE)

    page.goto(f"/en/experiences/{slot.option.experience.slug}/book/{slot.pk}/")
    page.locator("[name=ADULT]").fill("2")
    page.get_by_label("Full name").fill("Anna Schmidt")
    page.get_by_label("Phone").fill("+44 20 7946 0958")
    page.locator("input[name='pay'][value='card']").check()
    page.get_by_role("button", name="Hold my places").click()
    type_card(page)
    booking = Booking.objects.get()
    until(lambda: Booking.objects.get().status == BookingStatus.CONFIRMED)
    page.goto(booking.get_absolute_url())
    expect(page.get_by_text(booking.code).first).to_be_visible()
    call_command("reconcile_payments")
    earned = owed(host)
    is_told(page, client, live_server, host)
    batch = pay_out()

    # Fee 5 %, tax withheld on a service: VAT 5 %, income tax 2 %.
    assert earned == 300_000 - 15_000 - 15_000 - 6_000
    assert batch.state == BatchState.CLOSED
    assert owed(host) == 0
    assert Posting.objects.total() == 0
    assert cards.violations() == []
    call_command("check_books")
