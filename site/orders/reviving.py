"""Late money: take an order up again that ran out of time, if its goods can still be had."""

from django.utils.translation import gettext as _

from catalog.models import MovementReason, NotEnoughStock, Variant
from payments.models import Payment

from .fulfil import parts_paid_by
from .models import Actor, ProducerOrder, State, StockReservation, VoucherUse


def revive(payment: Payment) -> bool | None:
    """Reserve the goods again and stand where the order stood; None when it is no order of ours.

    False when somebody cancelled it, a voucher was given back, or a pack is gone: a person decides.
    The caller undoes everything when the answer is False.
    """
    parts = list(parts_paid_by(payment).locked())
    if not parts:
        return None
    dead = [part for part in parts if part.state == State.CANCELLED]
    ran_out = [part for part in dead if _ran_out(part)]
    if len(ran_out) < len(dead):
        # Of several makers one said no: the others are paid, his share goes back (`payment_came`).
        return len(dead) < len(parts) and not _is_asked_anew(payment)
    if dead and _had_voucher(parts):
        return False
    try:
        for part in dead:
            _take_again(part)
    except NotEnoughStock:
        return False
    return True


def _is_asked_anew(payment: Payment) -> bool:
    others = Payment.objects.for_reference(payment.reference).exclude(pk=payment.pk)
    return others.open().exists() or others.filter(paid_at__isnull=False).exists()


def _ran_out(part: ProducerOrder) -> bool:
    """Nobody decided against it: only the clock did."""
    last = part.events.order_by("-pk").first()
    return last is not None and last.actor == Actor.TIMEOUT


def _had_voucher(parts: list[ProducerOrder]) -> bool:
    return VoucherUse.objects.filter(
        order__in={part.order_id for part in parts}
    ).exists()


def _take_again(part: ProducerOrder) -> None:
    reservations = list(
        StockReservation.objects.filter(line__part=part, quantity__gt=0)
    )
    pks = [reservation.variant_id for reservation in reservations]
    variants = {v.pk: v for v in Variant.objects.filter(pk__in=pks).locked()}
    for reservation in reservations:
        variants[reservation.variant_id].move(
            -reservation.quantity, MovementReason.RESERVED, reference=part.code
        )
    kept = [reservation.pk for reservation in reservations]
    StockReservation.objects.filter(pk__in=kept).update(
        released_at=None, expires_at=None
    )
    why = _("Tiền đến muộn, hàng vẫn còn")
    part.move_to(State.PLACED, by=None, note=why, actor=Actor.SYSTEM)
