"""The office: money back with four eyes, payouts by two people, on the screens they use."""

import random
import time

from tests.load.browser import Browser
from tests.load.people import Life, Town

TOKEN = "k" * 32
DEEDS = {
    ("requested", True): "duyet",
    ("requested", False): "duyet",
    ("approved", True): "gui",
    ("approved", False): "da-hoan",
    ("sent", False): "da-hoan",
}


def office(town: Town, chance: random.Random) -> Browser:
    """One of the two officers at his desk."""
    browser = town.browser(chance.choice(town.goods["operators"]))
    browser.session.cookies.set("csrftoken", TOKEN)
    return browser


def press(browser: Browser, register: str, row: object, deed: str) -> None:
    """A button below a row of one of Wagtail's registers."""
    fields = {"csrfmiddlewaretoken": TOKEN, "note": f"VCB {row}"}
    browser.post(f"/admin/{register}/lam/{row}/{deed}/", fields)


def refunder(town: Town, chance: random.Random) -> None:
    """One refund one step further, sometimes pressed twice."""
    waiting = town.site.ask(
        "SELECT id, state, method = 'card' FROM payments_refund"
        " WHERE state IN ('requested', 'approved', 'sent') ORDER BY random() LIMIT 1"
    )
    if not waiting:
        time.sleep(0.3)
        return
    pk, state, is_card = waiting[0]
    deed = DEEDS.get((str(state), bool(is_card)))
    if not deed:
        time.sleep(0.3)
        return
    with town.doing(f"refund: {deed}"):
        for _ in range(chance.choice([1, 1, 2])):
            press(office(town, chance), "refund", pk, deed)


STEPS = {"draft": "duyet", "approved": "xuat", "exported": "gui", "sent": "xong"}


def payer(town: Town, chance: random.Random) -> None:
    """Draft a payout, or take one a step further; now and then the bank sends a line back."""
    batches = town.site.ask(
        "SELECT b.code, b.state, p.slug FROM ledger_payoutbatch b"
        " LEFT JOIN ledger_payoutline l ON l.batch_id = b.id AND l.state = 'open'"
        " LEFT JOIN producers_producer p ON p.id = l.producer_id"
        " WHERE b.state NOT IN ('closed', 'cancelled') ORDER BY random() LIMIT 1"
    )
    fields, path = {}, "/admin/chi-tra/"
    if batches:
        code, state, slug = batches[0]
        fields, path = _next(str(state), slug, chance), f"{path}{code}/"
    with town.doing(f"payout: {fields.get('viec', 'draft')}"):
        for _ in range(chance.choice([1, 1, 2])):
            office(town, chance).post(path, {"csrfmiddlewaretoken": TOKEN, **fields})
    time.sleep(0.2)


def _next(state: str, slug: object, chance: random.Random) -> dict[str, str]:
    if state == "sent" and slug:
        back = chance.random() < 0.2
        return {"viec": "tra-lai" if back else "da-chuyen", "nha": str(slug)}
    return {"viec": STEPS[state]}


CAST: list[tuple[Life, int]] = [(refunder, 1), (payer, 1)]
