"""VietQR: a NAPAS 247 transfer as an EMVCo merchant-presented QR text (vietnam.md 6.1)."""

import re
from dataclasses import dataclass
from typing import Literal

from .text import fold

Target = Literal["account", "card"]

_GUID = "A000000727"
_SERVICES: dict[str, Target] = {"QRIBFTTA": "account", "QRIBFTTC": "card"}
_SERVICE_TO: dict[Target, str] = {"account": "QRIBFTTA", "card": "QRIBFTTC"}
_STATIC, _DYNAMIC = "11", "12"
_MAX_AMOUNT = 10**13 - 1
_LONGEST_NOTE = 25


class BadPayload(ValueError):
    """The text is no VietQR, or was damaged."""


@dataclass(frozen=True)
class VietQr:
    """What a payload asks for: `amount` in đồng or None when the payer types it."""

    bin: str
    account: str
    amount: int | None = None
    note: str = ""
    to: Target = "account"
    reference: str = ""


def payload(
    *,
    bin: str,
    account: str,
    amount: int | None = None,
    note: str = "",
    to: Target = "account",
    reference: str = "",
) -> str:
    """The text of the QR. `bin`: six digits of the bank; `amount`: whole đồng.

    `note` (62-08) and `reference` (62-05) are ASCII, at most 25 characters: see transfer_note.
    Raises ValueError when a part cannot be written.
    """
    _check_parts(bin, account, amount)
    _check_notes(note, reference)
    payee = _field("00", bin) + _field("01", account)
    payee = _field("00", _GUID) + _field("01", payee) + _field("02", _SERVICE_TO[to])
    more = _field("05", reference) + _field("08", note)
    text = (
        _field("00", "01")
        + _field("01", _DYNAMIC if amount else _STATIC)
        + _field("38", payee)
        + _field("53", "704")
        + _field("54", str(amount) if amount else "")
        + _field("58", "VN")
        + _field("62", more)
        + "6304"
    )
    return text + crc16(text.encode("ascii"))


def crc16(data: bytes) -> str:
    """CRC-16/CCITT-FALSE as four upper-case hex digits; of b"123456789" it is 29B1."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def fields(payload: str) -> dict[str, str]:
    """Top-level fields of any EMVCo QR text by two-digit id; raises BadPayload on a wrong CRC."""
    if not payload.isascii() or payload[-8:-4] != "6304":
        raise BadPayload("no CRC at the end")
    if crc16(payload[:-4].encode("ascii")) != payload[-4:].upper():
        raise BadPayload("the CRC does not fit")
    return _read(payload)


def parse(payload: str) -> VietQr:
    """What a VietQR text asks for; raises BadPayload."""
    top = fields(payload)
    payee = _read(top.get("38", ""))
    if payee.get("00") != _GUID or payee.get("02") not in _SERVICES:
        raise BadPayload("not a VietQR")
    bank, more = _read(payee.get("01", "")), _read(top.get("62", ""))
    return VietQr(
        bin=bank.get("00", ""),
        account=bank.get("01", ""),
        amount=_amount(top.get("54", "")),
        note=more.get("08", ""),
        to=_SERVICES[payee["02"]],
        reference=more.get("05", ""),
    )


def transfer_note(text: str) -> str:
    """`text` as banks keep it: upper-case ASCII letters, digits and single spaces, at most 25."""
    plain = re.sub("[^A-Z0-9]+", " ", fold(text).upper())
    return plain.strip()[:_LONGEST_NOTE].strip()


def _check_parts(bin: str, account: str, amount: int | None) -> None:
    if not re.fullmatch("[0-9]{6}", bin):
        raise ValueError("a bank has six digits")
    if not re.fullmatch("[0-9A-Za-z]{1,19}", account):
        raise ValueError("an account has 1 to 19 letters and digits")
    if amount is not None and not 0 < amount <= _MAX_AMOUNT:
        raise ValueError("an amount is between 1 and 9 999 999 999 999 đồng")


def _check_notes(*notes: str) -> None:
    for note in notes:
        if not re.fullmatch(f"[ -~]{{0,{_LONGEST_NOTE}}}", note):
            raise ValueError("a note is written in at most 25 ASCII characters")


def _field(id: str, value: str) -> str:
    return f"{id}{len(value):02d}{value}" if value else ""


def _read(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        id, length = text[at : at + 2], text[at + 2 : at + 4]
        value = (
            text[at + 4 : at + 4 + int(length)]
            if re.fullmatch("[0-9]{2}", length)
            else ""
        )
        if not value or len(value) < int(length) or id in found:
            raise BadPayload(f"field {id!r} is broken")
        found[id], at = value, at + 4 + len(value)
    return found


def _amount(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,13}(\.0{0,2})?", text):
        raise BadPayload("the amount is no whole đồng")
    return int(text.partition(".")[0])
