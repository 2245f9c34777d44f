"""Prices as OCTO tells them (octo/pricing): whole đồng, `currencyPrecision` 0."""

from collections.abc import Mapping
from typing import Any

from tourism.models import Option, PricingPer, Unit
from tourism.party import people
from vietnam.dong import Dong, percent

from .errors import bad_request

Row = dict[str, Any]
CURRENCY = "VND"


def check_currency(currency: str | None) -> None:
    if currency not in (None, CURRENCY):
        raise bad_request(f"Prices are in {CURRENCY} only.")


def pricing(retail: Dong, commission_percent: int) -> Row:
    """`net` is what the reseller pays the host. Taxes are in the price; hosts declare them themselves."""
    return {
        "original": retail,
        "retail": retail,
        "net": retail - percent(retail, commission_percent * 100),
        "currency": CURRENCY,
        "currencyPrecision": 0,
        "includedTaxes": [],
    }


def unit_pricing(option: Option, commission: int) -> list[Row]:
    """A price for each kind of guest; nothing where the party pays once."""
    if option.pricing_per == PricingPer.BOOKING:
        return []
    return [
        {"unitId": unit_id(unit), **pricing(unit.price, commission)}
        for unit in option.units.all()
    ]


def party_price(option: Option, party: Mapping[Unit, int]) -> Dong:
    """What this party pays in đồng, from rows that are already read."""
    if option.pricing_per == PricingPer.UNIT:
        return sum(unit.price * n for unit, n in party.items())
    size = people(party)
    prices = [g.price for g in option.group_prices.all() if g.up_to >= size]
    return min(prices, default=0)


def price_from(option: Option) -> Dong:
    if option.pricing_per == PricingPer.UNIT:
        return min((unit.price for unit in option.units.all()), default=0)
    return party_price(option, {})


def unit_id(unit: Unit) -> str:
    """Kinds of guests are unique within an option, so their type is their name."""
    return str(unit.unit_type).lower()
