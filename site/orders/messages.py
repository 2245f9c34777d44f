"""Letters about orders: written into the outbox with the fact they tell."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from core import outbox
from core.models import Operator
from core.outbox import Reader
from payments.models import Payment
from producers.contact import reader as maker
from vietnam.dong import Dong

from .models import (
    Actor,
    Hold,
    LineChange,
    Order,
    OrderMessage,
    ProducerOrder,
    Return,
    Shipment,
    SilenceRule,
)


def buyer(order: Order) -> Reader:
    return Reader(order.email, order.phone, order.language)


def about_order(order: Order) -> str:
    """What the buyer opens: his page of the whole order."""
    return f"order:{order.number}"


def about_part(part: ProducerOrder) -> str:
    """What the maker opens: his own order in the workspace."""
    return f"part:{part.code}"


def tell_buyer(
    key: str,
    order: Order,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    wait: timedelta = outbox.AT_ONCE,
) -> None:
    """Write `emails/<template>` to the buyer, once per key."""
    outbox.put(
        key,
        buyer(order),
        template,
        {"order": order, **(context or {})},
        about=about_order(order),
        path=order.get_absolute_url(),
        wait=wait,
    )


def tell_maker(key: str, part: ProducerOrder, template: str, **context: Any) -> None:
    """Write `emails/<template>` to the maker of a part, once per key."""
    outbox.put(
        key,
        maker(part.producer),
        template,
        {"part": part, "order": part.order, **context},
        about=about_part(part),
        path=reverse("workspace:order", args=[part.code]),
    )


def tell_order_placed(order: Order) -> None:
    parts = list(order.parts.select_related("producer").prefetch_related("lines"))
    tell_buyer(f"order_placed:{order.number}", order, "order_placed", {"parts": parts})
    for part in parts:
        if not part.is_card:
            _tell_of_new_order(part)


def _tell_of_new_order(part: ProducerOrder) -> None:
    tell_maker(f"order_for_maker:{part.code}", part, "order_for_maker")


def tell_order_paid(payment: Payment, parts: list[ProducerOrder]) -> None:
    """Tell the buyer that his money came, and the makers of card orders that there is work."""
    context = {"parts": parts, "payment": payment}
    tell_buyer(f"order_paid:{payment.code}", parts[0].order, "order_paid", context)
    for part in parts:
        if part.is_card:
            _tell_of_new_order(part)


def tell_part_shipped(part: ProducerOrder, *, wait: timedelta = outbox.AT_ONCE) -> None:
    shipment = part.shipments.last()
    context = {"part": part, "shipment": shipment}
    key = _shipped(part, shipment)
    tell_buyer(key, part.order, "order_shipped", context, wait=wait)


def untell_part_shipped(part: ProducerOrder) -> bool:
    """The news of the last parcel is not sent after all; False where it went out already."""
    return outbox.withdraw(_shipped(part, part.shipments.last()))


def _shipped(part: ProducerOrder, shipment: Shipment | None) -> str:
    return f"order_shipped:{part.code}:{shipment.pk if shipment else 0}"


def tell_part_cancelled(part: ProducerOrder) -> None:
    context = {"part": part}
    tell_buyer(f"order_cancelled:{part.code}", part.order, "order_cancelled", context)


def tell_line_changed(change: LineChange, *, after: Dong | None = None) -> None:
    """What became of one line, and what it costs now (`after`: would cost, if the buyer agrees)."""
    part = change.line.part
    context = {
        "part": part,
        "change": change,
        "line": change.line,
        "after": change.after if after is None else after,
    }
    key = f"line_changed:{change.line.code}:{change.pk}"
    tell_buyer(key, part.order, "line_changed", context)


def tell_parcel_came_back(part: ProducerOrder) -> None:
    tell_maker(f"parcel_came_back:{part.code}", part, "parcel_came_back")
    key = f"parcel_not_delivered:{part.code}"
    tell_buyer(key, part.order, "parcel_not_delivered", {"part": part})


def tell_freight_quoted(part: ProducerOrder) -> None:
    key = f"freight_quoted:{part.code}:{part.shipping_fee}:{part.freight_valid_until}"
    tell_buyer(key, part.order, "freight_quoted", {"part": part})


def tell_of_return(back: Return, template: str) -> None:
    """A wish to return goes to the maker, every answer to the buyer."""
    key = f"{template}:{back.code}:{back.state}"
    if template == "return_asked":
        tell_maker(key, back.part, template, back=back)
    else:
        note = back.events.last()
        tell_buyer(key, back.part.order, template, {"back": back, "note": note})


def tell_of_words(message: OrderMessage) -> None:
    """The other side reads it; the operator's words go to both."""
    part, key = message.part, f"order_words:{message.pk}"
    if message.author != Actor.BUYER:
        words = {"part": part, "words": message}
        tell_buyer(f"{key}:buyer", part.order, "order_words", words)
    if message.author != Actor.MAKER:
        tell_maker(f"{key}:maker", part, "order_words", words=message)


def tell_maker_waiting(part: ProducerOrder, rule: SilenceRule) -> None:
    key = f"maker_waiting:{part.code}:{rule.pk}"
    tell_maker(key, part, "maker_waiting", rule=rule)


def tell_operator_silent(part: ProducerOrder, rule: SilenceRule) -> None:
    """The helper is called: somebody rings the maker up."""
    operator = Operator.load()
    outbox.put(
        f"maker_silent:{part.code}:{rule.pk}",
        Reader(operator.email, operator.hotline),
        "maker_silent",
        {"part": part, "order": part.order, "rule": rule},
        about=f"silent:{part.code}",
    )


def tell_done_for_you(part: ProducerOrder, what: str, audit_pk: int) -> None:
    tell_maker(f"done_for_you:{audit_pk}", part, "done_for_you", what=what)


def tell_held(hold: Hold) -> None:
    part, key = hold.part, f"order_held:{hold.pk}"
    facts = {"part": part, "hold": hold}
    tell_buyer(f"{key}:buyer", part.order, "order_held", facts)
    tell_maker(f"{key}:maker", part, "order_held", hold=hold)


def tell_maker_suspended(part: ProducerOrder) -> None:
    """The buyer hears once that somebody else looks after an open order."""
    key = f"maker_suspended:{part.code}"
    tell_buyer(key, part.order, "maker_suspended", {"part": part})
