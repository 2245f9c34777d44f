"""Letters about orders: written into the outbox with the fact they tell."""

from typing import Any

from django.urls import reverse

from core import outbox
from core.outbox import Reader
from payments.models import Payment
from producers.models import Producer
from vietnam.dong import Dong

from .models import LineChange, Order, ProducerOrder


def buyer(order: Order) -> Reader:
    return Reader(order.email, order.phone, order.language)


def maker(producer: Producer) -> Reader:
    """The producer's own address, or his first member's; else his phone."""
    members = producer.memberships.exclude(user__email=None).select_related("user")
    first = members.first()
    email = producer.email or (first.user.email or "" if first else "")
    return Reader(email, producer.phone)


def about_order(order: Order) -> str:
    """What the buyer opens: his page of the whole order."""
    return f"order:{order.number}"


def about_part(part: ProducerOrder) -> str:
    """What the maker opens: his own order in the workspace."""
    return f"part:{part.code}"


def tell_buyer(
    key: str, order: Order, template: str, context: dict[str, Any] | None = None
) -> None:
    """Write `emails/<template>` to the buyer, once per key."""
    outbox.put(
        key,
        buyer(order),
        template,
        {"order": order, **(context or {})},
        about=about_order(order),
        path=order.get_absolute_url(),
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


def tell_part_shipped(part: ProducerOrder) -> None:
    shipment = part.shipments.last()
    context = {"part": part, "shipment": shipment}
    key = f"order_shipped:{part.code}:{shipment.pk if shipment else 0}"
    tell_buyer(key, part.order, "order_shipped", context)


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
    key = f"freight_quoted:{part.code}:{part.shipping_fee}"
    tell_buyer(key, part.order, "freight_quoted", {"part": part})
