"""Who is busy on the site while it is killed: buyers, a bank, makers, operators. Each insists until answered."""

import hashlib
import hmac
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.load.browser import Browser, Form, GaveUp, forms
from tests.load.machine import Machine

SEPAY_SECRET = "only-for-the-kill-run"
GOOD_CARD = {"number": "4242424242424242", "exp": "12/30", "cvc": "123", "name": "Lan"}
BUYER = {
    "name": "Trần Thị Lan",
    "phone": "0912345678",
    "province": "33",
    "commune": "12205",
    "street": "Thôn Thượng",
}


@dataclass
class Town:
    """What everybody knows: the site, its goods, what is going on, and when the day is over."""

    site: Machine
    goods: dict[str, Any]
    busy: dict[str, str] = field(default_factory=dict)
    pressed: dict[str, str] = field(default_factory=dict)
    transfers: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    deadline: float = float("inf")

    def browser(self, session: str = "") -> Browser:
        browser = Browser(self.site.url, lambda: self.deadline)
        if session:
            browser.session.cookies.set("sessionid", session)
        return browser

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        name = threading.current_thread().name
        self.busy[name] = what
        yield
        self.busy.pop(name, None)

    def in_flight(self) -> str:
        return ", ".join(sorted(set(self.busy.copy().values()))) or "nothing"


Life = Callable[[Town, random.Random], None]


def keep_busy(town: Town, life: Life, number: int) -> threading.Thread:
    """Live one life again and again until the day is over; what goes wrong is written down."""
    chance = random.Random(number)  # noqa: S311

    def live() -> None:
        while not town.closing.is_set():
            try:
                life(town, chance)
            except GaveUp as error:
                town.faults.append(f"gave up: {error}")
            except Exception as error:  # noqa: BLE001
                town.faults.append(f"{life.__name__}: {error!r}")
                time.sleep(0.5)

    thread = threading.Thread(
        target=live, name=f"{life.__name__}-{number}", daemon=True
    )
    thread.start()
    return thread


# The buyer


def buyer(town: Town, chance: random.Random) -> None:
    """Fill a basket, order, pay; sometimes press twice, sometimes never pay, sometimes not come back."""
    browser = town.browser()
    with town.doing("basket"):
        for sku in chance.sample(town.goods["skus"], chance.choice([1, 1, 2, 3])):
            browser.post(
                f"/gio-hang/them/{sku}/", {"so_luong": str(chance.choice([1, 2, 3]))}
            )
    with town.doing("checkout page"):
        form = form_with(browser.get("/thanh-toan/"), "phone")
        review = browser.post("/thanh-toan/", chosen(form, chance))
        binding = form_with(review, "khoa")
    page = press(town, browser, binding, chance)
    if not page:
        return
    with town.doing("order page"):
        opened = browser.get(page)
    by_card = [form for form in forms(opened.text) if "tra-the" in form.action]
    if by_card and chance.random() < 0.9:
        pay_by_card(town, browser, by_card[0], chance)


def form_with(answer: requests.Response, name: str) -> Form:
    found = [form for form in forms(answer.text) if name in form.fields]
    if not found:
        raise LookupError(
            f"no form with {name}: {answer.status_code} {answer.url} {answer.headers.get('Location')}"
        )
    return found[0]


def chosen(form: Form, chance: random.Random) -> dict[str, str]:
    fields = {**form.fields, **BUYER}
    for name, values in form.choices.items():
        if name.startswith("tra-"):
            fields[name] = chance.choice(values)
    if "tra" in form.choices and chance.random() < 0.5:
        fields["tra"] = "card"
    return fields


def press(
    town: Town, browser: Browser, form: Form, chance: random.Random
) -> str | None:
    """The binding button; every third buyer presses it twice at once."""
    key = form.fields["khoa"].rsplit(":", 2)[0]
    town.pressed[key] = ""
    twin = town.browser()
    twin.session.cookies.update(browser.session.cookies)
    second = threading.Thread(
        target=_press_again, args=[town, twin, form], name=f"twin-{key}"
    )
    with town.doing("binding press"):
        if chance.random() < 0.3:
            second.start()
        answer = browser.submit(form)
        if second.ident:
            second.join()
    page = answer.headers.get("Location", "")
    if "/don-hang/" not in page:
        return None
    town.pressed[key] = page
    return page


def _press_again(town: Town, twin: Browser, form: Form) -> None:
    try:
        twin.submit(form)
    except GaveUp as error:
        town.faults.append(f"gave up: {error}")


def pay_by_card(
    town: Town, browser: Browser, form: Form, chance: random.Random
) -> None:
    with town.doing("card page opening"):
        there = browser.submit(form).headers.get("Location", "")
    if "/c/pay/" not in there:
        return
    with town.doing("card payment and webhook"):
        paid = requests.post(there, GOOD_CARD, allow_redirects=False, timeout=30)
    if paid.status_code == 303 and chance.random() < 0.5:
        with town.doing("return from the card page"):
            browser.get(paid.headers["Location"])


# The bank


def bank(town: Town, chance: random.Random) -> None:
    """Money for an open transfer arrives, and SePay tells us: once, or twice at once; or the hour passes."""
    waiting = town.site.ask(
        "SELECT code, amount, bank_account FROM payments_payment"
        " WHERE method = 'vietqr' AND status = 'pending' ORDER BY random() LIMIT 1"
    )
    if not waiting:
        time.sleep(0.2)
        return
    code, amount, account = waiting[0]
    fate = chance.random()
    if fate < 0.15:
        _let_the_hour_pass(town, str(code))
    if fate < 0.1:
        return
    notice = {
        "id": len(town.transfers) + 1_000,
        "transactionDate": time.strftime("%Y-%m-%d %H:%M:%S"),
        "accountNumber": account,
        "transferType": "in",
        "transferAmount": amount,
        "content": f"{code} mua hang",
        "referenceCode": f"FT{len(town.transfers):08d}",
    }
    if code in {transfer["code"] for transfer in town.transfers.values()}:
        return
    town.transfers[notice["referenceCode"]] = {"code": code, "amount": amount}
    with town.doing("SePay webhook"):
        tell(town, notice, times=2 if chance.random() < 0.3 else 1)


def tell(town: Town, notice: dict[str, Any], *, times: int) -> None:
    """As SePay does: signed, and again until the answer is 200; `times` at once."""
    threads = [
        threading.Thread(target=_deliver, args=[town, notice]) for _ in range(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _deliver(town: Town, notice: dict[str, Any]) -> None:
    body = json.dumps(notice)
    while time.monotonic() < town.deadline:
        stamp = str(int(time.time()))
        signed = hmac.new(
            SEPAY_SECRET.encode(), f"{stamp}.{body}".encode(), hashlib.sha256
        )
        headers = {
            "Content-Type": "application/json",
            "X-SePay-Timestamp": stamp,
            "X-SePay-Signature": f"sha256={signed.hexdigest()}",
        }
        try:
            url = f"{town.site.url}/webhooks/sepay/"
            if requests.post(url, body, headers=headers, timeout=15).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    town.faults.append(f"SePay gave up: {notice}")


def _let_the_hour_pass(town: Town, code: str) -> None:
    """Nobody can wait a day here: the time to pay is over now."""
    town.site.tell(
        "UPDATE payments_payment SET expires_at = now() - interval '1 minute'"
        " WHERE code = %s AND status = 'pending'",
        code,
    )


# The maker

STEPS = {
    "placed": "nhan",
    "accepted": "dong-goi",
    "packed": "giao",
    "handed_over": "da-giao",
}
BEFORE_LEAVING = ("placed", "accepted", "packed")


def maker(town: Town, chance: random.Random) -> None:
    """Take an order one step further, or say that it cannot be made: then paid money goes back."""
    open_parts = town.site.ask(
        "SELECT code, state, producer_id FROM orders_producerorder"
        " WHERE state IN ('placed', 'accepted', 'packed', 'handed_over')"
        " ORDER BY random() LIMIT 1"
    )
    if not open_parts:
        time.sleep(0.2)
        return
    code, state, producer = open_parts[0]
    gives_up = state in BEFORE_LEAVING and chance.random() < 0.15
    deed = "khong-lam-duoc" if gives_up else STEPS[str(state)]
    browser = town.browser(town.goods["makers"][str(producer)])
    with town.doing(f"maker: {deed}"):
        page = browser.get(f"/kenh-ban/don/{code}/")
        for form in forms(page.text):
            if form.action.endswith(f"/{deed}/"):
                browser.submit(form, **({"reason": "Mất mùa"} if gives_up else {}))
