"""Vouchers: what a code takes off, spread over the makers' lines, counted one buyer at a time."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from vietnam.dong import Dong, format_vnd, percent, split
from vietnam.text import unmarked

from .hampers import Sold
from .models import (
    Order,
    State,
    Voucher,
    VoucherKind,
    VoucherUse,
)
from .pricing import Discount, Parcel
from .wishes import CannotOrder

LONGEST = 32


class CannotUse(CannotOrder):
    """Why a code does nothing here, in words for the buyer."""


def read_code(typed: str) -> str:
    """A code as people type it: “hội xuân”, “ＨＯＩ-ＸＵＡＮ” → “HOIXUAN”."""
    bare = unmarked(unicodedata.normalize("NFKC", typed[:300])).upper()
    return "".join(c for c in bare if c.isascii() and c.isalnum())[:LONGEST]


def find(typed: str) -> Voucher:
    """Raises CannotUse for a code nobody gave out."""
    code = read_code(typed)
    voucher = Voucher.objects.filter(code=code).first() if code else None
    if voucher is None:
        raise CannotUse(_("Không có mã giảm giá này. Bạn xem lại từng chữ nhé."))
    return voucher


def discounted(
    voucher: Voucher, parcels: Sequence[Parcel], at: datetime | None = None
) -> list[Parcel]:
    """The parcels with what the voucher takes off; raises CannotUse with the reason."""
    _check_time(voucher, at or timezone.now())
    eligible = _eligible_items(voucher, parcels)
    base = sum(item.total for item in eligible)
    if not eligible:
        raise CannotUse(_("Mã này không dùng cho các món trong giỏ."))
    if base < voucher.minimum_goods:
        raise CannotUse(
            _("Mã này dùng cho đơn từ %(minimum)s tiền hàng.")
            % {"minimum": format_vnd(voucher.minimum_goods)}
        )
    if voucher.kind == VoucherKind.DELIVERY:
        return _off_delivery(voucher, parcels, eligible)
    return _off_goods(voucher, parcels, eligible, base)


def _check_time(voucher: Voucher, at: datetime) -> None:
    if not voucher.is_active or at >= voucher.valid_to:
        raise CannotUse(_("Mã này đã hết hạn."))
    if at < voucher.valid_from:
        raise CannotUse(
            _("Mã này dùng được từ %(day)s.")
            % {"day": f"{timezone.localtime(voucher.valid_from):%H:%M %d/%m/%Y}"}
        )


def _eligible_items(voucher: Voucher, parcels: Sequence[Parcel]) -> list[Sold]:
    makers = set(voucher.makers.values_list("pk", flat=True))
    products = set(voucher.products.values_list("pk", flat=True))
    return [
        item
        for parcel in parcels
        for item in parcel.share.items
        if (not makers or parcel.share.producer.pk in makers)
        and (not products or item.variant.product_id in products)
    ]


def _capped(voucher: Voucher, amount: Dong) -> Dong:
    return amount if voucher.most_off is None else min(amount, voucher.most_off)


def _spread(voucher: Voucher, amount: Dong, weights: Sequence[Dong]) -> list[Discount]:
    """`amount` and the platform's part of it, by largest remainder, exact to the đồng."""
    amounts = split(amount, weights)
    by_platform = percent(amount, voucher.borne_by_platform * 100)
    shares = split(by_platform, amounts) if amount else [0] * len(amounts)
    return [Discount(*pair) for pair in zip(amounts, shares, strict=True)]


def _off_goods(
    voucher: Voucher,
    parcels: Sequence[Parcel],
    eligible: list[Sold],
    base: Dong,
) -> list[Parcel]:
    amount = voucher.amount_off or 0
    if voucher.kind == VoucherKind.PERCENT:
        amount = percent(base, (voucher.percent_off or 0) * 100)
    amount = min(_capped(voucher, amount), base)
    spread = _spread(voucher, amount, [item.total for item in eligible])
    by_item = {i.pk: one for i, one in zip(eligible, spread, strict=True)}
    return [
        replace(
            parcel,
            discounts={
                i.pk: by_item[i.pk] for i in parcel.share.items if i.pk in by_item
            },
        )
        for parcel in parcels
    ]


def _off_delivery(
    voucher: Voucher, parcels: Sequence[Parcel], eligible: list[Sold]
) -> list[Parcel]:
    makers = {item.variant.product.producer_id for item in eligible}
    weights = [p.quote.fee if p.share.producer.pk in makers else 0 for p in parcels]
    if not sum(weights):
        raise CannotUse(_("Đơn này không có phí giao để giảm."))
    spread = _spread(voucher, _capped(voucher, sum(weights)), weights)
    return [
        replace(parcel, shipping_discount=one)
        for parcel, one in zip(parcels, spread, strict=True)
    ]


def amount_off(parcels: Sequence[Parcel]) -> Dong:
    return sum(p.discount + p.shipping_discount.amount for p in parcels)


def check_left(voucher: Voucher, phone: str) -> None:
    """Raise CannotUse when the code is used up, for all or for this telephone number."""
    uses = VoucherUse.objects.filter(voucher=voucher, given_back_at=None)
    if voucher.total_limit is not None and uses.count() >= voucher.total_limit:
        raise CannotUse(
            _("Mã này vừa hết lượt. Đơn của bạn vẫn giữ nguyên, không có mã.")
        )
    mine = voucher.buyer_limit
    if mine is not None and uses.filter(phone=phone).count() >= mine:
        raise CannotUse(_("Số điện thoại này đã dùng hết lượt của mã."))


def locked(code: str) -> Voucher | None:
    """The voucher of a checkout, locked until its end, so that two buyers cannot take the last use."""
    if not code:
        return None
    voucher = Voucher.objects.locked().filter(code=read_code(code)).first()
    if voucher is None:
        raise CannotUse(_("Không có mã giảm giá này. Bạn xem lại từng chữ nhé."))
    return voucher


def use(voucher: Voucher, order: Order, parcels: Sequence[Parcel]) -> None:
    """Count one use of a locked voucher; raises CannotUse when none is left."""
    check_left(voucher, order.phone)
    VoucherUse.objects.create(
        voucher=voucher, order=order, phone=order.phone, amount=amount_off(parcels)
    )


def give_back(order: Order) -> None:
    """A use comes back when nothing of its order is left alive."""
    if not order.parts.exclude(state=State.CANCELLED).exists():
        VoucherUse.objects.filter(order=order, given_back_at=None).update(
            given_back_at=timezone.now()
        )
