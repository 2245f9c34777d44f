from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.banks import Bank, UnknownBank, bank, banks
from vietnam.vietqr import (
    BadPayload,
    VietQr,
    crc16,
    fields,
    parse,
    payload,
    transfer_note,
)

ACB: dict[str, Any] = {"bin": "970416", "account": "257678859"}
VECTORS: list[tuple[dict[str, Any], str]] = [
    (
        ACB,
        "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    ),
    (
        ACB | {"amount": 10_000, "note": "Chuyen tien"},
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6",
    ),
    (
        ACB | {"amount": 1_000, "note": "Chuyen tien"},
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8",
    ),
    (
        {
            "bin": "971025",
            "account": "PSP123456789000000",
            "reference": "MOMOW2W12345678",
        },
        "00020101021138620010A000000727013200069710250118PSP1234567890000000208QRIBFTTA53037045802VN62190515MOMOW2W123456786304821F",
    ),
    (
        {"bin": "970454", "account": "99ZP24009M07248267"},
        "00020101021138620010A00000072701320006970454011899ZP24009M072482670208QRIBFTTA53037045802VN6304073C",
    ),
    (
        {
            "bin": "970405",
            "account": "2408205012345",
            "amount": 450_000,
            "note": "KC26112300017",
        },
        "00020101021238570010A00000072701270006970405011324082050123450208QRIBFTTA530370454064500005802VN62170813KC261123000176304D8EC",
    ),
    (
        {
            "bin": "970436",
            "account": "0011001234567",
            "amount": 1_250_000,
            "note": "KC26112300018",
        },
        "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA5303704540712500005802VN62170813KC261123000186304EC07",
    ),
]
VNPAY = "00020101021126280010A0000007750110010531314453037045408210900005802VN5910CELLPHONES62600312CPSHN ONLINE0517021908061613127850705ONLHN0810CellphoneS63047685"

QRS = st.builds(
    VietQr,
    bin=st.sampled_from([bank.bin for bank in banks()]),
    account=st.from_regex("[0-9A-Za-z]{1,19}", fullmatch=True),
    amount=st.none() | st.integers(1, 10**13 - 1),
    note=st.from_regex("[A-Z0-9 ]{0,25}", fullmatch=True),
    to=st.sampled_from(["account", "card"]),
    reference=st.from_regex("[A-Z0-9]{0,25}", fullmatch=True),
)


@pytest.mark.parametrize(("parts", "text"), VECTORS)
def test_payloads_of_the_reference_are_written_and_read(
    parts: dict[str, Any], text: str
) -> None:
    assert payload(**parts) == text
    assert parse(text) == VietQr(**parts)


def test_another_kind_of_qr_is_decoded_but_is_no_vietqr() -> None:
    assert fields(VNPAY)["59"] == "CELLPHONES"
    assert fields(VNPAY)["54"] == "21090000"

    with pytest.raises(BadPayload, match="not a VietQR"):
        parse(VNPAY)


def test_the_checksum_has_its_published_check_value() -> None:
    assert crc16(b"123456789") == "29B1"


@given(QRS)
def test_what_is_written_can_be_read(qr: VietQr) -> None:
    assert parse(payload(**vars(qr))) == qr


@given(QRS, st.data())
def test_a_damaged_payload_is_refused(qr: VietQr, data: st.DataObject) -> None:
    text = payload(**vars(qr))
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.sampled_from("0123456789ABCXYZ").filter(lambda c: c != text[at])
    )

    with pytest.raises(BadPayload):
        parse(text[:at] + other + text[at + 1 :])


@given(st.text())
def test_any_text_is_a_vietqr_or_is_refused(text: str) -> None:
    signed = text + "6304"
    with pytest.raises(BadPayload):
        parse(signed + crc16(signed.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize(
    "wrong",
    [{"bin": "97041"}, {"bin": "abcdef"}, {"account": ""}, {"account": "1" * 20}, {"account": "12 34"},
     {"amount": 0}, {"amount": -1}, {"amount": 10**13}, {"note": "đồng"}, {"note": "A" * 26}],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"digits|between|ASCII"):
        payload(**(ACB | wrong))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("KC26112300017", "KC26112300017"),
        ("Tiền gà Đông Tảo, đợt 2", "TIEN GA DONG TAO DOT 2"),
        ("Thanh toán đơn hàng của bác Nguyễn", "THANH TOAN DON HANG CUA B"),
        ("???", ""),
    ],
)
def test_notes_are_written_as_banks_keep_them(text: str, note: str) -> None:
    assert transfer_note(text) == note


@given(st.text())
def test_any_text_can_be_a_note(text: str) -> None:
    note = transfer_note(text)

    assert note == transfer_note(note)
    assert parse(payload(**ACB, note=note)).note == note


def test_banks_are_found_by_number() -> None:
    assert bank("970405") == Bank(
        "970405", "Agribank", "Ngân hàng Nông nghiệp và Phát triển Nông thôn Việt Nam"
    )
    assert len({bank.bin for bank in banks()}) == len(banks()) == 41

    with pytest.raises(UnknownBank):
        bank("000000")
