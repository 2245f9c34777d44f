"""A maker opens a pre-order of a coming harvest, changes it, and closes it early."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import PreorderOffer, Variant


@dataclass(frozen=True)
class Terms:
    """What is promised, and to how many packs."""

    harvest_from: date
    harvest_to: date
    quantity: int
    deposit_percent: int
    closes_on: date


class CannotOffer(ValueError):
    """`field` cannot be so; `str()` says why."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def begin(variant: Variant, terms: Terms) -> PreorderOffer:
    """Buyers may order from today on. Raises CannotOffer."""
    pack = _locked(variant.pk)
    if not pack.is_sold:
        raise CannotOffer(
            "pack", _("Gói này đang không bán. Bán lại rồi hãy mở đợt đặt trước.")
        )
    if not pack.product.producer.takes_transfers:
        raise CannotOffer(
            "deposit_percent",
            _(
                "Tiền cọc về thẳng tài khoản của bạn: hãy ghi tài khoản nhận tiền trước."
            ),
        )
    offer = PreorderOffer(variant=pack, **vars(terms))
    _check_alone(offer)
    offer.save()
    return offer


@transaction.atomic
def change(offer: PreorderOffer, terms: Terms) -> None:
    """Who ordered keeps his packs and his days; a closed offer opens with a later last day. Raises CannotOffer."""
    row = PreorderOffer.objects.locked().get(pk=offer.pk)
    begins_again = row.closes_on < timezone.localdate()
    moved = (row.harvest_from, row.harvest_to) != (terms.harvest_from, terms.harvest_to)
    if row.taken and moved:
        raise CannotOffer(
            "harvest_from",
            _("Đã có người đặt. Muốn đổi ngày, bấm “Mùa đến sớm hay muộn hơn?”."),
        )
    if terms.quantity < row.taken:
        raise CannotOffer(
            "quantity",
            _("Đã có người đặt %(taken)s %(unit)s, không nhận ít hơn được.")
            % {"taken": row.taken, "unit": row.variant.unit},
        )
    for name, value in vars(terms).items():
        setattr(row, name, value)
    if moved or begins_again:
        _locked(row.variant_id)
        _check_alone(row)
    row.save(update_fields=list(vars(terms)))


@transaction.atomic
def close(offer: PreorderOffer) -> None:
    """Nobody orders any more from this moment; what was ordered stands."""
    row = PreorderOffer.objects.locked().get(pk=offer.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    row.closes_on = min(row.closes_on, yesterday)
    row.save(update_fields=["closes_on"])


def _locked(pk: int) -> Variant:
    """After the offer, as a buyer takes them, so that they do not wait for each other."""
    packs = Variant.objects.locked().select_related("product__producer")
    found: Variant = packs.get(pk=pk)
    return found


def _check_alone(offer: PreorderOffer) -> None:
    """Two presses, or two people, do not sell one harvest twice."""
    today = timezone.localdate()
    same_days = PreorderOffer.objects.filter(
        variant=offer.variant,
        closes_on__gte=today,
        harvest_from__lte=offer.harvest_to,
        harvest_to__gte=offer.harvest_from,
    )
    if offer.closes_on >= today and same_days.exclude(pk=offer.pk).exists():
        raise CannotOffer(
            "harvest_from",
            _("Gói này đang có một đợt nhận đặt cho những ngày ấy. Hãy sửa đợt đó."),
        )
