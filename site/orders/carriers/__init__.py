"""Carriers behind one port; each is off until its account stands in the environment."""

from .ghn import Ghn
from .port import Carrier
from .viettel_post import ViettelPost

CARRIERS: dict[str, Carrier] = {one.key: one for one in (Ghn(), ViettelPost())}


def configured() -> list[Carrier]:
    return [carrier for carrier in CARRIERS.values() if carrier.is_configured()]
