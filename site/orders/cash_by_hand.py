"""Cash for a parcel the maker carried to the post office himself: no waybill of ours, so no list names it.

The maker, or an officer for him, says that it came and what the carrier kept of it.
"""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from ledger.chart import Code
from ledger.models import Entry, Posting
from ledger.remitting import book_remittance
from payments.models import Holder, Payment
from vietnam.dong import Dong

from .bookkeeping import items_of
from .carriers.port import Tracking
from .locking import locked
from .models import ProducerOrder, ProducerOrderQuerySet, Settlement, Waybill
from .remitting import CannotRemit, parcel_of


def to_come() -> ProducerOrderQuerySet:
    """Orders whose cash a carrier collected without a waybill, and has not paid out."""
    taken = Payment.objects.filter(
        reference=OuterRef("payment_reference"),
        held_by=Holder.CARRIER,
        paid_at__isnull=False,
    )
    ours = Waybill.objects.filter(part=OuterRef("pk"))
    told = Entry.objects.filter(key=Concat(Value("cod:"), OuterRef("code")))
    return ProducerOrder.objects.filter(
        Exists(taken),
        ~Exists(ours.exclude(tracking=Tracking.CANCELLED)),
        ~Exists(told),
        settlement=Settlement.COD,
    ).order_by("pk")


def cash_of(part: ProducerOrder) -> Dong:
    """What the books say a carrier has of a part's money, in đồng."""
    about = {item.reference for item in items_of(part)}
    taken = Posting.objects.on(Code.COD_IN_TRANSIT)
    return taken.filter(reference__in=about | {part.code}).total()


@transaction.atomic
def came(part: ProducerOrder, *, by: Any, kept: Dong) -> None:
    """The maker has the cash, less what the carrier `kept`: key `cod:<part>`, booked once.

    Raises CannotRemit when no cash waits, or less than was kept.
    """
    part = locked(part)
    cash = cash_of(part)
    if not (cash > 0 and to_come().filter(pk=part.pk).exists()):
        raise CannotRemit(_("Đơn này không còn tiền thu hộ nào đang chờ."))
    if kept > cash:
        raise CannotRemit(_("Cước giữ lại không thể nhiều hơn tiền thu hộ."))
    book_remittance(part.code, parcel_of(part, cash, kept), cash - kept, by=by)
