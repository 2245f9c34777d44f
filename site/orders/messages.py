"""Letters about orders; sent by the worker, after the commit."""

from django_tasks import task

from core.mail import send
from payments.models import Payment
from producers.models import Producer

from .models import Order, ProducerOrder


def mail_of(producer: Producer) -> str:
    """The producer's own address, or his first member's."""
    members = producer.memberships.exclude(user__email=None).select_related("user")
    first = members.first()
    return producer.email or (first.user.email or "" if first else "")


@task()
def tell_order_placed(order_pk: int) -> None:
    order = Order.objects.get(pk=order_pk)
    parts = list(order.parts.select_related("producer").prefetch_related("lines"))
    send(
        order.email,
        "order_placed",
        {"order": order, "parts": parts},
        language=order.language,
    )
    for part in parts:
        if not part.is_card:
            send(
                mail_of(part.producer),
                "order_for_maker",
                {"part": part, "order": order},
            )


@task()
def tell_order_paid(payment_pk: int) -> None:
    from .fulfil import parts_paid_by

    payment = Payment.objects.get(pk=payment_pk)
    parts = list(
        parts_paid_by(payment)
        .select_related("order", "producer")
        .prefetch_related("lines")
    )
    order = parts[0].order
    context = {"order": order, "parts": parts, "payment": payment}
    send(order.email, "order_paid", context, language=order.language)
    for part in parts:
        if part.is_card:
            send(
                mail_of(part.producer),
                "order_for_maker",
                {"part": part, "order": order},
            )


@task()
def tell_part_shipped(part_pk: int) -> None:
    _tell_buyer(part_pk, "order_shipped")


@task()
def tell_part_cancelled(part_pk: int) -> None:
    _tell_buyer(part_pk, "order_cancelled")


def _tell_buyer(part_pk: int, template: str) -> None:
    part = ProducerOrder.objects.select_related("order", "producer").get(pk=part_pk)
    context = {"order": part.order, "part": part, "shipment": part.shipments.last()}
    send(part.order.email, template, context, language=part.order.language)
