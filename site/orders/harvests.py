"""What a pre-order changes in the life of a part: its counter, its deposit, and when it may leave."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import PreorderOffer
from payments.models import Payment, RefundKind
from payments.refunds import Item
from vietnam.dong import split

from .models import Preorder, ProducerOrder


def give_back(part: ProducerOrder) -> None:
    """Return the packs of a locked, cancelled part to its offer, once."""
    preorder = Preorder.objects.filter(part=part, released_at=None).first()
    if preorder:
        offer = PreorderOffer.objects.locked().get(pk=preorder.offer_id)
        offer.take(-preorder.quantity)
        preorder.released_at = timezone.now()
        preorder.save(update_fields=["released_at"])


def deposit_items(part: ProducerOrder) -> list[Item]:
    """Where only a deposit was asked for: it, as the books split it, over goods and delivery."""
    preorder = Preorder.objects.filter(part=part, balance_asked_at=None).first()
    if preorder is None:
        return []
    line = part.lines.get()
    goods, delivery = split(preorder.deposit, [line.total, part.shipping_fee])
    items = [
        Item(RefundKind.LINE, line.code, line.quantity, goods),
        Item(RefundKind.DELIVERY, part.code, None, delivery),
    ]
    return [item for item in items if item.amount]


def waits_for_rest(part: ProducerOrder) -> bool:
    """True while the rest of a pre-order was not asked for."""
    return Preorder.objects.filter(part=part, balance_asked_at=None).exists()


def why_not_yet(part: ProducerOrder) -> str:
    """Why a pre-order may not leave, in words for the maker; empty when it may."""
    preorder = Preorder.objects.filter(part=part).first()
    if preorder is None:
        return ""
    open_ = Payment.objects.for_reference(part.payment_reference).open()
    if preorder.balance_asked_at is None or open_.exists():
        return _("Khách chưa trả nốt tiền của đơn đặt trước này.")
    if timezone.localdate() < preorder.ship_from:
        return _("Đơn đặt trước này chỉ gửi từ ngày %(day)s.") % {
            "day": f"{preorder.ship_from:%d/%m/%Y}"
        }
    return ""
