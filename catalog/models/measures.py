"""What is in a pack, and what a kilo or a litre of it costs: the same measure for every maker."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vietnam.dong import Dong

SMALL = 250


class NetUnit(models.TextChoices):
    GRAM = "g", _("gam")
    MILLILITRE = "ml", _("mililít")


WHOLE = {NetUnit.GRAM: "kg", NetUnit.MILLILITRE: pgettext_lazy("giá một", "lít")}


@dataclass(frozen=True)
class Measured:
    """So many đồng for so much."""

    price: Dong
    measure: str


def measured(price: Dong, amount: int, unit: str) -> Measured:
    """The price of 100 g or 100 ml of a small pack, of a kilo or a litre of others, to the đồng."""
    kind = NetUnit(unit)
    if amount < SMALL:
        return Measured(round(price * 100 / amount), f"100 {kind.value}")
    return Measured(round(price * 1000 / amount), str(WHOLE[kind]))
