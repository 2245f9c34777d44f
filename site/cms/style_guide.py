"""Sample things for the style guide: made up, never saved."""

from typing import Any

from django.utils import timezone

from catalog.models import Product
from core.templatetags.ui import ICONS
from producers.models import Producer
from tourism.forms import GuestForm
from tourism.models import PayMethod
from vietnam import months


def samples() -> dict[str, Any]:
    ways = [PayMethod.CASH, PayMethod.VIETQR]
    empty = GuestForm(ways)
    wrong = GuestForm(ways, {"name": "", "phone": "12", "email": "a"})
    wrong.is_valid()
    return {
        "form": empty,
        "wrong": wrong,
        "products": [
            _card("Tinh bột nghệ vàng", 180_000, 4, True),
            _card("Nhãn muộn", 30_000, None, False),
        ],
        "summer": months.months(months.mask([7, 8, 9])),
        "month": timezone.localdate().month,
        "icons": sorted(ICONS),
        "swatches": [
            "paper",
            "surface",
            "surface-2",
            "ink",
            "brand",
            "accent",
            "ok",
            "gold",
            "warn",
            "bad",
        ],
    }


def _card(name: str, price: int, stars: int | None, has_stock: bool) -> Product:
    product = Product(name=name, slug="mau")
    product.producer = _maker()
    product.price_from, product.stars, product.has_stock = price, stars, has_stock
    return product


def _maker() -> Producer:
    return Producer(name="Hộ làm mẫu", slug="mau")
