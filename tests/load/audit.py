"""What must be true when the dust has settled, asked in plain SQL: each line names what is wrong."""

from collections.abc import Iterator

from tests.load.machine import Machine
from tests.load.people import Town
from tests.stripe_server.start import StripeServer

EMPTY = {
    "an order that no buyer pressed for, or one key twice": """
        SELECT number FROM orders_order GROUP BY number, idempotency_key HAVING count(*) > 1""",
    "an order without parts": """
        SELECT o.number FROM orders_order o LEFT JOIN orders_producerorder p ON p.order_id = o.id
        WHERE p.id IS NULL""",
    "a part without lines": """
        SELECT p.code FROM orders_producerorder p LEFT JOIN orders_orderline l ON l.part_id = p.id
        WHERE l.id IS NULL""",
    "a part nobody asks money for": """
        SELECT p.code FROM orders_producerorder p WHERE p.state <> 'cancelled' AND NOT EXISTS
        (SELECT 1 FROM payments_payment y WHERE y.reference = p.payment_reference)""",
    "more money taken for a reference than it costs": """
        SELECT y.reference FROM payments_payment y WHERE y.status = 'paid' GROUP BY y.reference
        HAVING sum(y.amount - y.refunded - y.refund_held) >
        (SELECT sum(goods_total + shipping_fee) FROM orders_producerorder p
         WHERE p.payment_reference = y.reference)""",
    "stock that is not the sum of its movements": """
        SELECT v.sku, v.stock, sum(m.delta) FROM catalog_variant v
        JOIN catalog_stockmovement m ON m.variant_id = v.id
        GROUP BY v.id HAVING v.stock <> sum(m.delta)""",
    "stock that is not what was there less what is reserved": """
        SELECT v.sku FROM catalog_variant v WHERE v.stock <>
        (SELECT sum(delta) FROM catalog_stockmovement m WHERE m.variant_id = v.id AND reason = 'counted')
        - COALESCE((SELECT sum(quantity) FROM orders_stockreservation r
                    WHERE r.variant_id = v.id AND r.released_at IS NULL), 0)""",
    "packs of a cancelled order that did not come back": """
        SELECT p.code FROM orders_stockreservation r JOIN orders_orderline l ON l.id = r.line_id
        JOIN orders_producerorder p ON p.id = l.part_id
        WHERE p.state = 'cancelled' AND r.released_at IS NULL""",
    "packs of a living order that went back": """
        SELECT p.code FROM orders_stockreservation r JOIN orders_orderline l ON l.id = r.line_id
        JOIN orders_producerorder p ON p.id = l.part_id
        WHERE p.state NOT IN ('cancelled', 'returned') AND r.released_at IS NOT NULL""",
    "a reservation that outlived its term": """
        SELECT id FROM orders_stockreservation WHERE released_at IS NULL AND expires_at < now()""",
    "an entry that does not balance": """
        SELECT entry_id FROM ledger_posting GROUP BY entry_id, currency HAVING sum(amount) <> 0""",
    "money that came and is in no book": """
        SELECT y.code FROM payments_payment y WHERE y.status = 'paid' AND y.amount <>
        COALESCE((SELECT sum(p.amount) FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
                  WHERE e.kind = 'sale' AND split_part(e.key, ':', 3) = y.code
                  AND p.account_id IN ('asset:bank', 'asset:gateway', 'asset:cod_in_transit',
                                       'memo:held_by_producer')), 0)""",
    "a sale in the books that nobody paid": """
        SELECT e.key FROM ledger_entry e WHERE e.kind = 'sale' AND NOT EXISTS
        (SELECT 1 FROM payments_payment y
         WHERE y.code = split_part(e.key, ':', 3) AND y.status = 'paid')""",
    "more given back than was paid": """
        SELECT code FROM payments_payment WHERE refunded + refund_held > amount""",
    "a payment whose refunds do not add up": """
        SELECT y.code FROM payments_payment y WHERE y.refunded <> COALESCE((SELECT sum(amount)
        FROM payments_refund r WHERE r.payment_id = y.id AND r.state = 'done'
        AND r.method <> 'replacement'), 0)""",
    "a refund that left and is in no book": """
        SELECT r.code FROM payments_refund r WHERE r.state = 'done' AND r.method <> 'replacement'
        AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.key LIKE 'refund:' || r.code || '%')""",
    "a payout that is in the books not once": """
        SELECT b.code, l.producer_id FROM ledger_payoutline l
        JOIN ledger_payoutbatch b ON b.id = l.batch_id WHERE l.state = 'paid' AND 1 <>
        (SELECT count(*) FROM ledger_entry e WHERE e.key = 'payout:' || b.code || ':' || l.producer_id)""",
    "a payout in the books of more or less than its line": """
        SELECT e.key FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        JOIN ledger_payoutbatch b ON b.code = split_part(e.key, ':', 2)
        JOIN ledger_payoutline l ON l.batch_id = b.id AND l.producer_id::text = split_part(e.key, ':', 3)
        WHERE e.kind = 'payout' AND p.account_id = 'asset:bank' AND p.amount <> -l.amount""",
    "a maker who was paid more than he ever earned": """
        SELECT l.producer_id, sum(l.amount) FROM ledger_payoutline l WHERE l.state = 'paid'
        GROUP BY l.producer_id HAVING sum(l.amount) >
        (SELECT COALESCE(-sum(p.amount), 0) FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
         WHERE p.producer_id = l.producer_id AND p.account_id = 'liability:producer'
         AND e.kind IN ('sale', 'refund'))""",
    "news nobody heard": """
        SELECT code FROM payments_payment WHERE status IN ('paid', 'failed', 'expired')
        AND announced_at IS NULL""",
    "an event that was stored and never worked": """
        SELECT event_id, error FROM payments_gatewayevent WHERE processed_at IS NULL""",
}


def findings(town: Town, gateway: StripeServer) -> Iterator[str]:
    """Everything that is wrong; nothing is the only good answer."""
    site = town.site
    for what, sql in EMPTY.items():
        rows = site.ask(sql.replace("%", "%%"))
        if rows:
            yield f"{what}: {rows[:5]} ({len(rows)})"
    yield from _presses(town)
    yield from _transfers(town)
    yield from _cards(town, gateway)
    checked = site.manage("check_books")
    if checked.returncode:
        yield f"check_books: {checked.stdout[-2_000:]}{checked.stderr[-2_000:]}"


def _presses(town: Town) -> Iterator[str]:
    """Who was answered has one order; who was not has one or none, never two."""
    orders = dict(town.site.ask("SELECT idempotency_key, token FROM orders_order"))
    for key, page in town.pressed.items():
        if page and f"/don-hang/{orders.get(key)}/" not in page:
            yield f"the order of {key} is lost or another: {page} {orders.get(key)}"
    strangers = set(orders) - set(town.pressed)
    if strangers:
        yield f"orders nobody pressed for: {strangers}"


def _transfers(town: Town) -> Iterator[str]:
    """Every transfer the bank told of is kept once, and pays its payment or waits for a person."""
    kept = {
        row[0]: row[1:]
        for row in town.site.ask(
            "SELECT b.reference, b.amount, b.state, y.status FROM payments_banktransaction b"
            " LEFT JOIN payments_payment y ON y.id = b.payment_id"
        )
    }
    for reference, told in town.transfers.items():
        amount, state, status = kept.get(reference, (0, "lost", ""))
        if amount != told["amount"]:
            yield f"transfer {reference} of {told['amount']}: {amount} {state}"
        elif state == "matched" and status != "paid":
            yield f"transfer {reference} matched but its payment is {status}"
    if set(kept) - set(town.transfers):
        yield f"transfers nobody made: {set(kept) - set(town.transfers)}"


def _cards(town: Town, gateway: StripeServer) -> Iterator[str]:
    """What the gateway says was paid is paid here or waits for a person, and its account is ours."""
    sessions = town.site.ask(
        "SELECT session_id, code, status FROM payments_payment WHERE session_id IS NOT NULL"
    )
    for session, code, status in sessions:
        there = gateway._call(f"/v1/checkout/sessions/{session}")["payment_status"]
        if (there == "paid") != (status in ("paid", "review")):
            yield f"card payment {code} is {there} at the gateway and {status} here"
    booked = town.site.ask(
        "SELECT COALESCE(sum(amount), 0) FROM ledger_posting WHERE account_id = 'asset:gateway'"
    )[0][0]
    in_review = town.site.ask(
        "SELECT COALESCE(sum(amount), 0) FROM payments_payment"
        " WHERE session_id IS NOT NULL AND status = 'review'"
    )[0][0]
    if gateway.balance() != booked + in_review:
        yield f"the gateway holds {gateway.balance()}, the books say {booked} (+ {in_review} in review)"


def counts(site: Machine) -> dict[str, object]:
    """How much happened: without it, “nothing lost” says little."""
    ask = {
        "orders": "SELECT count(*) FROM orders_order",
        "parts": "SELECT count(*) FROM orders_producerorder",
        "payments": "SELECT count(*) FROM payments_payment",
        "paid": "SELECT count(*) FROM payments_payment WHERE status = 'paid'",
        "expired": "SELECT count(*) FROM payments_payment WHERE status = 'expired'",
        "transfers": "SELECT count(*) FROM payments_banktransaction",
        "gateway events": "SELECT count(*) FROM payments_gatewayevent",
        "refunds": "SELECT count(*) FROM payments_refund",
        "refunds done": "SELECT count(*) FROM payments_refund WHERE state = 'done'",
        "payouts paid": "SELECT count(*) FROM ledger_payoutline WHERE state = 'paid'",
        "payouts returned": "SELECT count(*) FROM ledger_payoutline WHERE state = 'returned'",
        "ledger entries": "SELECT count(*) FROM ledger_entry",
        "postings": "SELECT count(*) FROM ledger_posting",
    }
    return {what: site.ask(sql)[0][0] for what, sql in ask.items()}
