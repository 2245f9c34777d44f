"""Giving packs back: when a reservation's time is up, or an order is cancelled."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from django_tasks import task

from catalog.models import MovementReason, Variant
from payments.models import Payment
from payments.settle import expire

from . import harvests, promotion
from .models import Actor, Order, OrderLine, ProducerOrder, State, StockReservation


def release(
    reservations: Iterable[StockReservation], variants: dict[int, Variant]
) -> None:
    """Put reserved packs back; `variants` are the locked rows by pk."""
    for reservation in reservations:
        variants[reservation.variant_id].move(
            reservation.quantity,
            MovementReason.RELEASED,
            reference=reservation.line.part.code,
        )
        reservation.released_at = timezone.now()
        reservation.save(update_fields=["released_at"])


def free_expired(variant_pks: Sequence[int]) -> None:
    """Take back what was reserved for payments that never came, before these are sold.

    Runs in transactions of its own (payment, then order, then packs), so that a checkout, which
    locks packs first, never waits in the opposite direction.
    """
    stale = ProducerOrder.objects.filter(
        state=State.PLACED,
        lines__reservation__variant__in=variant_pks,
        lines__reservation__released_at=None,
        lines__reservation__expires_at__lte=timezone.now(),
    ).select_related("order")
    references = {part.payment_reference for part in stale}
    for payment in Payment.objects.open().filter(reference__in=references):
        expire_payment.call(payment.pk)


def is_paid(part: ProducerOrder) -> bool:
    return (
        Payment.objects.for_reference(part.payment_reference)
        .filter(paid_at__isnull=False)
        .exists()
    )


def cancel_unpaid(part: ProducerOrder) -> None:
    """Cancel a locked part whose payment ran out, and give its packs back."""
    why = _("Hết hạn thanh toán")
    part.move_to(State.CANCELLED, by=None, note=why, actor=Actor.TIMEOUT)
    give_back(part)
    promotion.give_back(part.order)


def _reservations(part: ProducerOrder) -> Iterable[StockReservation]:
    return StockReservation.objects.filter(
        line__part=part, released_at=None
    ).select_related("line__part")


def give_back(part: ProducerOrder) -> None:
    """Return all packs of a locked, cancelled part to the shelf, or to the harvest they wait for."""
    harvests.give_back(part)
    reservations = list(_reservations(part))
    pks = [reservation.variant_id for reservation in reservations]
    release(
        reservations, {v.pk: v for v in Variant.objects.filter(pk__in=pks).locked()}
    )


def release_later(order: Order) -> None:
    """Wake up when the time to pay is over."""
    for payment in payments_of(order):
        if payment.expires_at:
            expire_payment.using(run_after=payment.expires_at).enqueue(payment.pk)


def payments_of(order: Order) -> list[Payment]:
    references = {part.payment_reference for part in order.parts.all()}
    return list(Payment.objects.filter(reference__in=references).order_by("pk"))


@task()
def expire_payment(payment_pk: int) -> None:
    """Give up an unpaid attempt; its order hears of it through `payment_failed`."""
    payment = Payment.objects.get(pk=payment_pk)
    if payment.is_open and payment.expires_at and payment.expires_at <= timezone.now():
        expire(payment)


def expire_all() -> int:
    """The nightly sweep for what a stopped worker left; returns how many."""
    due = Payment.objects.open().filter(expires_at__lte=timezone.now())
    for payment in due:
        expire(payment)
    return len(due)


def give_back_some(line: OrderLine, count: int) -> None:
    """Return `count` packs of a locked part's line to the shelf; the rest stays reserved."""
    reservation = StockReservation.objects.filter(line=line, released_at=None).first()
    if reservation is None:
        return
    variant = Variant.objects.locked().get(pk=reservation.variant_id)
    variant.move(count, MovementReason.RELEASED, reference=line.part.code)
    settle_reserved(line, count)


def settle_reserved(line: OrderLine, count: int) -> None:
    """`count` packs of a line are no longer kept for its buyer; where they are now is told elsewhere."""
    reservation = StockReservation.objects.filter(line=line, released_at=None).first()
    if reservation is None:
        return
    reservation.quantity = max(0, reservation.quantity - count)
    if not reservation.quantity:
        reservation.released_at = timezone.now()
    reservation.save(update_fields=["quantity", "released_at"])
