"""Work what gateways and banks told us: stored first, understood here, run again when stuck."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .banks import BANKS, payos
from .banks.port import Unconfirmed, Unreadable
from .dashboard import follow_refund
from .disputes import follow_dispute
from .gateways import stripe as card
from .match import record
from .models import GatewayEvent, Payment
from .models.event import MOST_TRIES
from .settle import settle_card

log = logging.getLogger(__name__)
_DISPUTE_NEWS = ("created", "updated", "closed", "funds_withdrawn", "funds_reinstated")
CARD_HANDLERS: dict[str, Callable[[str], object]] = {
    "checkout.session.completed": settle_card,
    "checkout.session.async_payment_succeeded": settle_card,
    "checkout.session.async_payment_failed": settle_card,
    "checkout.session.expired": settle_card,
    "refund.created": follow_refund,
    "refund.updated": follow_refund,
    "refund.failed": follow_refund,
    **{f"charge.dispute.{news}": follow_dispute for news in _DISPUTE_NEWS},
}
CONFIRM: dict[str, Callable[[bytes], None]] = {"payos": payos.confirm}
NOT_YET = (Payment.DoesNotExist, card.CardUnavailable, Unconfirmed)


def process(row: GatewayEvent) -> bool:
    """Work one stored event; False when it should be sent again."""
    if row.processed_at:
        return True
    try:
        (_work_card if row.provider == "stripe" else _work_bank)(row)
    except Unreadable as error:
        # Sending it again would not help: it waits for a person.
        _note(row, error, tries=MOST_TRIES)
        return True
    except Exception as error:
        expected = isinstance(error, NOT_YET)
        log.log(
            logging.WARNING if expected else logging.ERROR,
            "event %s of %s", row.event_id, row.provider, exc_info=not expected,
        )  # fmt: skip
        _note(row, error)
        return False
    return True


def _note(row: GatewayEvent, error: Exception, tries: int | None = None) -> None:
    GatewayEvent.objects.filter(pk=row.pk).update(
        tries=tries or F("tries") + 1, error=repr(error)
    )


def _work_card(row: GatewayEvent) -> None:
    """The handler asks the gateway, so it runs outside any transaction; repeating it is harmless."""
    handler = CARD_HANDLERS.get(row.kind)
    if handler:
        handler(card.read(bytes(row.body)).object_id)
    _done(row)


def _work_bank(row: GatewayEvent) -> None:
    """A service that can be asked is asked back first, outside any transaction."""
    if confirm := CONFIRM.get(row.provider):
        confirm(bytes(row.body))
    _record_all(row)


@transaction.atomic
def _record_all(row: GatewayEvent) -> None:
    """Transfers and the note that they were recorded, together or not at all."""
    row = GatewayEvent.objects.select_for_update().get(pk=row.pk)
    if row.processed_at:
        return
    for transfer in BANKS[row.provider].read(bytes(row.body)).transfers:
        record(transfer, row.provider, row)
    _done(row)


def _done(row: GatewayEvent) -> None:
    GatewayEvent.objects.filter(pk=row.pk).update(
        processed_at=timezone.now(), tries=F("tries") + 1, error=""
    )


def work_undone() -> int:
    """Try again what was stored and not finished; returns how many are done now."""
    rows = GatewayEvent.objects.undone().filter(tries__lt=MOST_TRIES).order_by("pk")
    return sum(process(row) for row in rows)


class StillStuck(ValueError):
    """What is still wrong, in words for the person who ran it again."""


def run_again(row: GatewayEvent, *, by: Any) -> None:
    """A person runs a stuck event once more. Raises StillStuck."""
    process(row)
    row.refresh_from_db()
    if row.processed_at is None:
        raise StillStuck(_("Vẫn chưa xử lý được: %(error)s") % {"error": row.error})
