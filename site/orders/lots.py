"""The lots inside a parcel, from whoever knows them."""

from typing import Any

from wagtail import hooks

from .models import ShipmentLine


def lots_of(row: ShipmentLine) -> list[Any]:
    """What the hooks `lots_of_parcel_line` find: things with a code and an address of their own."""
    return [lot for find in hooks.get_hooks("lots_of_parcel_line") for lot in find(row)]
