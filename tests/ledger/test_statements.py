"""A maker's month: what was earned, what came, what is left; every number opens what it is made of."""

import io
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger import journal, periods, statements
from ledger.chart import Code
from ledger.journal import Label, move
from ledger.models import Entry, Kind, Posting, Statement, What
from ledger.periods import Period
from ledger.statement_files import as_pdf, as_xlsx
from orders import bookkeeping
from orders.models import ProducerOrder, Settlement
from payments import refunds
from payments.models import Payment
from payments.refunds import Item
from payments.settle import confirm_received
from tests.factories import ProducerFactory, UserFactory, member_of
from tests.ledger.money import fee, ordered, taxes

pytestmark = pytest.mark.django_db
NOVEMBER = Period(2026, 11)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    moment = f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00+07:00"
    return datetime.fromisoformat(moment)


def sold(way: Settlement = Settlement.VIETQR) -> ProducerOrder:
    part = ordered(way, 100_000).parts.get()
    payment = Payment.objects.get(reference=part.code)
    bookkeeping.book_sales(confirm_received(payment, by=None))
    return part


def refunded(part: ProducerOrder, amount: int) -> None:
    payment = Payment.objects.get(reference=part.code)
    item = Item("line", part.lines.get().code, 1, amount)
    asked = refunds.request(
        payment, items=[item], method="bank", reason="Vỡ", by=UserFactory()
    )
    refunds.approve(asked, by=UserFactory())
    bookkeeping.book_refund(refunds.confirm_sent(asked, by=None))


@pytest.fixture
def part(rates: None) -> ProducerOrder:
    """Sold for 200.000 and 22.000 delivery in November; half of the goods refunded."""
    fee(500)
    taxes(held_by="producer")
    with time_machine.travel(local(2026, 11, 10, 9)):
        part = sold()
        refunded(part, 100_000)
    return part


def figures(told: statements.Account) -> dict[str, int]:
    rows = [*told.earned, *told.received]
    return {row.figure.code: row.amount for row in rows if row.amount}


def test_a_month_tells_what_was_earned_and_what_came(part):
    told = statements.statement(part.producer, NOVEMBER)

    assert figures(told) == {
        "tien-hang": 200_000,
        "phi-giao": 22_000,
        "hoan-tien": -100_000,
        "phi-dich-vu": -5_000,
        "thue": -1_500,
        "chuyen-thang": 122_000,
    }
    assert (told.opening, told.closing) == (0, -6_500)


@pytest.mark.parametrize("way", [Settlement.VIETQR, Settlement.COD])
def test_the_closing_balance_is_the_ledgers(rates, way):
    fee(333)
    taxes(held_by="carrier")
    part = sold(way)
    refunded(part, 33_333)
    label = Label(part.producer, What.MONEY)
    journal.post(
        "p", "x", move(Code.PRODUCER, Code.BANK, 50_000, label), kind=Kind.PAYOUT
    )
    journal.post("d", "x", move(Code.BANK, Code.RECEIVABLE, 700, label), kind=Kind.DUES)

    told = statements.statement(part.producer, periods.this_month())

    owed = Posting.objects.of(part.producer).on(Code.PRODUCER, Code.RECEIVABLE)
    assert told.closing == -owed.total() == statements.balance(part.producer)


def test_what_was_left_is_carried_into_the_next_month(part):
    told = statements.statement(part.producer, Period(2026, 12))

    assert (told.opening, told.earned_total, told.closing) == (-6_500, 0, -6_500)


def test_a_month_begins_at_midnight_in_vietnam(rates):
    with time_machine.travel(local(2026, 11, 30, 23, 59)):
        november = sold()
    with time_machine.travel(local(2026, 12, 1, 0, 1)):
        december = sold()

    assert statements.statement(november.producer, NOVEMBER).earned_total == 222_000
    assert statements.statement(december.producer, NOVEMBER).earned_total == 0


def test_a_closed_month_takes_no_more_and_the_refund_is_in_the_next(part):
    with time_machine.travel(local(2026, 12, 2, 8)):
        assert statements.close(NOVEMBER, by=UserFactory()) == 1
        assert statements.close(NOVEMBER, by=UserFactory()) == 0
        late = journal.post(
            "late",
            "x",
            move(Code.PRODUCER, Code.BANK, 1_000, Label(part.producer)),
            kind=Kind.PAYOUT,
            at=local(2026, 11, 30, 12),
        )

    told = Statement.objects.get()
    assert late.at >= local(2026, 12, 2, 8)
    assert (told.earned, told.received, told.closing) == (115_500, 122_000, -6_500)
    assert list(statements.changed_since_closed()) == []


def test_a_month_that_is_not_over_is_not_closed(part):
    with (
        time_machine.travel(local(2026, 11, 30, 12)),
        pytest.raises(ValueError, match="over"),
    ):
        statements.close(NOVEMBER, by=None)


def test_the_database_refuses_a_statement_that_does_not_add_up(part):
    with pytest.raises(IntegrityError, match="statement_adds_up"):
        Statement.objects.create(
            producer=part.producer,
            month=NOVEMBER.first,
            opening=0,
            earned=1,
            received=0,
            closing=2,
        )


def test_every_number_opens_its_entries(part, client):
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(reverse("workspace:money_of", args=["2026-11"])).content.decode()

    assert "−6.500" in page
    for row in statements.statement(part.producer, NOVEMBER).earned:
        url = reverse("workspace:money_lines", args=["2026-11", row.figure.code])
        assert (url in page) == bool(row.amount)
        if row.amount:
            lines = statements.lines(part.producer, NOVEMBER, row.figure)
            assert sum(one.amount for one in lines) * row.figure.sign == row.amount
            assert client.get(url).status_code == 200


def test_cash_still_at_the_carrier_is_said_to_be_there(rates, client):
    part = sold(Settlement.COD)
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(reverse("workspace:money")).content.decode()

    assert "đơn vị giao hàng đang giữ tiền thu hộ: 222.000" in page


def test_another_makers_money_is_not_shown(part, maker_client):
    page = maker_client.get(reverse("workspace:money_of", args=["2026-11"]))

    assert "200.000" not in page.content.decode()


@pytest.mark.parametrize(
    "path", ["2026-13/", "abc/", "2026-11/khoan/khac/", "2026-13/bang-ke.pdf"]
)
def test_a_month_that_does_not_exist_is_not_found(maker_client, path):
    assert maker_client.get(f"/kenh-ban/tien/{path}").status_code == 404


def test_the_paper_has_the_figures_and_all_vietnamese_letters(part):
    told = statements.statement(part.producer, NOVEMBER)

    reader = PdfReader(io.BytesIO(as_pdf(told)))

    text = reader.pages[0].extract_text()
    assert "Bảng kê tiền" in text
    assert "Tháng 11/2026" in text
    assert "−6.500 ₫" in text.replace("\u00a0", " ")
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert any(
        "/FontFile2" in str(f.get_object()["/FontDescriptor"])
        for f in fonts.values()
        if "/FontDescriptor" in f.get_object()
    )


def test_the_sheet_has_every_line_as_a_number_and_no_formula(part):
    lines = move(Code.PRODUCER, Code.BANK, 1_000, Label(part.producer))
    journal.post(
        "k", '=HYPERLINK("http://x")', lines, kind=Kind.PAYOUT, at=local(2026, 11, 11)
    )

    sheet = load_workbook(
        io.BytesIO(as_xlsx(statements.statement(part.producer, NOVEMBER)))
    ).active

    rows = list(sheet.iter_rows(min_row=2))
    assert (
        sum(row[5].value for row in rows if row[1].value == "Tiền hàng bán được")
        == 200_000
    )
    assert '=HYPERLINK("http://x")' in [row[3].value for row in rows]
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]


def year_of_lines(count: int) -> statements.Account:
    """A maker with so many postings on his account in 2026, written in bulk."""
    maker = ProducerFactory()
    entries, postings = [], []
    for number in range(count // 2):
        at = local(2026, 1, 1, 12) + timedelta(minutes=10 * number)
        entry = Entry(key=f"sale:{number}", kind=Kind.SALE, memo="Bán", at=at)
        entries.append(entry)
        pairs = [
            (Code.GATEWAY, 100_000, What.MONEY),
            (Code.PRODUCER, -100_000, What.GOODS),
            (Code.PRODUCER, 5_000, What.FEE),
            (Code.COMMISSION, -5_000, What.FEE),
        ]
        postings += [
            Posting(
                entry_id=entry.pk, account_id=code, producer=maker, amount=n, what=what
            )
            for code, n, what in pairs
        ]
    Posting.objects.bulk_create(postings, batch_size=5_000)
    Entry.objects.bulk_create(entries, batch_size=5_000)
    return statements.statement(maker, Period(2026))


def seconds_for_files(told: statements.Account) -> float:
    began = timezone.now()
    again = statements.statement(told.producer, told.period)
    as_xlsx(again)
    as_pdf(again)
    return (timezone.now() - began).total_seconds()


def test_a_year_of_two_thousand_lines_is_told_at_once():
    told = year_of_lines(2_000)

    assert told.closing == 1_000 * 95_000
    assert seconds_for_files(told) < 3
