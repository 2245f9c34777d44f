"""Names of lots, packs and places that hold for ever: GS1 Digital Link where a GTIN is owned, else our own."""

import re
from urllib.parse import quote

from django.conf import settings

GS1 = "https://id.gs1.org"
SAFE = "-._~"


def own_uri(kind: str, code: str) -> str:
    """`kind` is “lo” for a lot, “noi” for a place; the address answers on this site."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/truy-xuat/{kind}/{quote(code, SAFE)}/"


def gln_uri(gln: str) -> str:
    return f"{GS1}/414/{gln}"


def lot_uri(gtin: str, lot: str) -> str:
    """Canonical GS1 Digital Link of a lot (GS1 Digital Link URI Syntax 1.2, 4.11)."""
    return f"{GS1}/01/{gtin.zfill(14)}/10/{quote(lot, SAFE)}"


def code_in(uri: str) -> str:
    """The lot code at the end of a lot's name of ours, or ""."""
    found = re.search(r"/(?:10|truy-xuat/lo)/([^/?#]+)/?$", uri)
    return found[1] if found else ""
