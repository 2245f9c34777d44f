"""EPC URIs and GS1 Digital Links in one canonical form (CBV 2.0, 8.9.2, rules 17 and 18)."""

import re

from .identifiers import GS1

URN = re.compile(r"urn:epc:(id|class|idpat):(sgtin|lgtin|sscc|sgln):(.+)")
KEY = re.compile(
    r"https?://[^/]+(?:/[^?#]*?)?/(00|01|253|255|401|402|414|417|8003|8004|8006|8010|8017|8018)/([^/?#]+)((?:/[^?#]*)?)"
)
FINEST = {
    "01": ("21", "10", "235"),
    "414": ("254",),
    "8006": ("21", "10"),
    "8010": ("8011",),
}


def canonical(uri: str) -> str:
    """`uri` as a canonical GS1 Digital Link of the finest level; other names are left alone."""
    if found := URN.fullmatch(uri):
        return _from_urn(*found.groups()) or uri
    if found := KEY.match(uri):
        return _from_link(*found.groups())
    return uri


def check_digit(digits: str) -> str:
    """GS1 General Specifications 7.9.1."""
    total = sum(int(d) * (1 if n % 2 else 3) for n, d in enumerate(reversed(digits)))
    return str(-total % 10)


def _from_link(key: str, value: str, rest: str) -> str:
    pieces = [piece for piece in rest.split("/") if piece]
    qualifiers = dict(zip(pieces[::2], pieces[1::2], strict=False))
    for finer in FINEST.get(key, ()):
        if finer in qualifiers:
            return f"{GS1}/{key}/{value}/{finer}/{qualifiers[finer]}"
    return f"{GS1}/{key}/{value}"


def _from_urn(kind: str, scheme: str, rest: str) -> str:
    company, item, *tail = rest.split(".", 2)
    if not (company.isdigit() and (item.isdigit() or scheme == "sgln")):
        return ""
    last = tail[0] if tail else ""
    if scheme == "sscc":
        return f"{GS1}/00/{_checked(item[:1] + company + item[1:])}"
    if scheme == "sgln":
        extension = f"/254/{_encoded(last)}" if last not in ("0", "*", "") else ""
        return f"{GS1}/414/{_checked(company + item)}{extension}"
    gtin = f"{GS1}/01/{_checked(item[:1] + company + item[1:])}"
    if last in ("*", ""):
        return gtin
    return f"{gtin}/{'21' if scheme == 'sgtin' else '10'}/{_encoded(last)}"


def _checked(digits: str) -> str:
    return digits + check_digit(digits)


def _encoded(text: str) -> str:
    """Table 7-1 of the Digital Link standard; what a URN already encodes stays so."""
    return re.sub(r"[!()*+,:]", lambda c: f"%{ord(c[0]):02X}", text)
