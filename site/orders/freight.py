"""Bulky goods: the maker names the freight, the buyer agrees, then it is paid and made."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vietnam.dong import Dong, format_vnd

from .messages import tell_freight_quoted
from .models import Actor, ProducerOrder, State, StockReservation
from .promotion import give_back as give_voucher_back
from .settling import collect_for, kept_until
from .stock import give_back, release_later

# Lorries and fuel change their price: a maker stands by his word for a week.
KEPT_FOR = timedelta(days=7)


class CannotAgree(Exception):
    """The freight is not there, was changed, or is settled already."""


class TooLate(CannotAgree):
    """The quote ended; the maker may name a new one."""


def _waiting(part: ProducerOrder) -> ProducerOrder:
    part = ProducerOrder.objects.locked().get(pk=part.pk)
    if not part.waits_for_freight or part.state != State.PLACED:
        raise CannotAgree
    return part


@transaction.atomic
def quote(part: ProducerOrder, fee: Dong, *, by: Any) -> None:
    """The maker names the freight in đồng; may be named anew until the buyer agrees."""
    part = _waiting(part)
    part.shipping_fee = fee + part.wrap_fee
    part.freight_quoted_at = timezone.now()
    part.freight_valid_until = timezone.localdate() + KEPT_FOR
    part.save(
        update_fields=["shipping_fee", "freight_quoted_at", "freight_valid_until"]
    )
    note = _("Báo cước vận chuyển %(fee)s") % {"fee": format_vnd(fee, "vi")}
    part.events.create(
        state=part.state, by=by, actor=part.part_played_by(by), note=note
    )
    tell_freight_quoted(part)


@transaction.atomic
def agree(part: ProducerOrder, fee_seen: Dong) -> None:
    """The buyer takes the freight he saw; only now is money asked for. Raises CannotAgree, TooLate."""
    part = _waiting(part)
    if part.freight_quoted_at is None or part.shipping_fee != fee_seen:
        raise CannotAgree
    if part.freight_ended:
        raise TooLate
    part.freight_agreed_at = now = timezone.now()
    part.save(update_fields=["freight_agreed_at"])
    note = _("Khách đồng ý cước %(fee)s") % {"fee": format_vnd(fee_seen, "vi")}
    part.events.create(state=part.state, actor=Actor.BUYER, note=note)
    StockReservation.objects.filter(line__part=part, released_at=None).update(
        expires_at=kept_until(part, now)
    )
    collect_for([part], now)
    release_later(part.order)


@transaction.atomic
def refuse(part: ProducerOrder) -> None:
    """Too dear for the buyer: this part ends, its packs go back, nothing is owed."""
    part = _waiting(part)
    part.move_to(
        State.CANCELLED,
        by=None,
        note=_("Khách không đồng ý cước"),
        actor=Actor.BUYER,
    )
    give_back(part)
    give_voucher_back(part.order)
