"""A recall finds everybody who has, or was about to get, packs of the lots."""

from collections.abc import Sequence

from wagtail import hooks

from traceability.models import Lot, Recall

from .messages import tell_buyer, tell_maker
from .models import ParcelLot, ProducerOrder


def tell_everybody(recall: Recall, lots: Sequence[Lot]) -> None:
    """Each buyer, and each maker whose parcel is still at home, hears of a recall once."""
    held = ParcelLot.objects.filter(lot__in=lots)
    parts = ProducerOrder.objects.filter(shipments__lines__lots__in=held).distinct()
    for part in parts.select_related("order", "producer").order_by("pk"):
        _tell(part, recall, list(held.filter(row__shipment__part=part)))


def _tell(part: ProducerOrder, recall: Recall, held: list[ParcelLot]) -> None:
    context = {"part": part, "recall": recall, "lots": [row.lot for row in held]}
    key = f"lot_recalled:{recall.pk}:{part.code}"
    if part.shipments.filter(lines__lots__in=held, handed_over_at=None).exists():
        context.pop("part")
        tell_maker(f"{key}:maker", part, "lot_recalled_at_home", **context)
    if part.shipments.filter(
        lines__lots__in=held, handed_over_at__isnull=False
    ).exists():
        tell_buyer(f"{key}:buyer", part.order, "lot_recalled", context)


hooks.register("lots_recalled", tell_everybody)
