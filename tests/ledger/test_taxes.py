"""Withheld tax by month and year, the household threshold, and the revenue book."""

import io
import uuid
from datetime import date

from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger import taxes
from ledger.models import MarketSale, Threshold
from ledger.periods import Period
from orders.models import ProducerOrder
from producers.models import Producer
from tests.factories import ProducerFactory, member_of
from tests.ledger.money import D117, LONG_AGO, fee
from tests.ledger.money import taxes as tax_rows
from tests.ledger.test_statements import NOVEMBER, local, refunded, sold

pytestmark = pytest.mark.django_db
DECEMBER, YEAR = Period(2026, 12), Period(2026)


@pytest.fixture
def part(rates: None) -> ProducerOrder:
    """200.000 sold in November; a quarter given back in December."""
    fee(500)
    tax_rows(held_by="producer")
    with time_machine.travel(local(2026, 11, 10, 9)):
        part = sold()
    with time_machine.travel(local(2026, 12, 3, 9)):
        refunded(part, 50_000)
    return part


def sums(period: Period) -> list[tuple[str, int, int, int]]:
    return [(r.category, r.revenue, r.vat, r.pit) for r in taxes.monthly(period)]


def test_a_return_is_netted_in_the_month_it_was_booked(part):
    assert sums(NOVEMBER) == [("goods", 200_000, 2_000, 1_000)]
    assert sums(DECEMBER) == [("goods", -50_000, -500, -250)]
    assert sums(YEAR) == [("goods", 150_000, 1_500, 750)]


def test_a_cooperative_is_on_no_list(part):
    Producer.objects.update(kind="cooperative")

    assert sums(YEAR) == []


def test_the_monthly_sheet_names_the_rates_and_their_basis(part):
    sheet = load_workbook(io.BytesIO(taxes.monthly_sheet(NOVEMBER))).active

    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert 200_000 in cells
    assert any(D117 in str(cell) and "0,5 %" in str(cell) for cell in cells)


def test_the_yearly_paper_says_it_is_provisional(part):
    paper = PdfReader(io.BytesIO(taxes.certificate_pdf(part.producer, YEAR)))

    text = paper.pages[0].extract_text().replace("\u00a0", " ")
    assert "Tạm tính, không thay chứng từ" in text
    assert "150.000 ₫" in text
    assert "2.250 ₫" in text


def test_the_running_total_counts_orders_and_the_market(part):
    Threshold.objects.create(
        amount=1_000_000,
        effective_from=LONG_AGO,
        legal_basis="Nghị quyết 198/2025/QH15",
    )
    MarketSale.objects.create(
        producer=part.producer, sold_on=date(2026, 5, 1), amount=900_000
    )

    running = taxes.running(part.producer, YEAR)

    assert (running.sold_here, running.sold_elsewhere) == (150_000, 900_000)
    assert (running.percent, running.is_over) == (105, True)


def post(client, **typed):
    given = {"key": uuid.uuid4(), "amount": "200k", "note": "", "day": "20/11/2026"}
    with time_machine.travel(local(2026, 11, 24, 9)):
        return client.post(reverse("workspace:sales_book"), given | typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("200.000", 200_000),
        ("200k", 200_000),
        ("1tr250", 1_250_000),
        ("60,000", 60_000),
    ],
)
def test_a_market_sale_is_one_number_and_one_tap(maker_client, maker, typed, amount):
    post(maker_client, amount=typed)

    sale = MarketSale.objects.get()
    assert (sale.amount, sale.producer, sale.sold_on) == (
        amount,
        maker,
        date(2026, 11, 20),
    )


def test_a_second_press_writes_nothing(maker_client):
    key = uuid.uuid4()

    for _twice in range(2):
        post(maker_client, key=key)

    assert MarketSale.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        ("amount", "60", "60 đồng hay 60.000 đồng"),
        ("amount", "60.5", "chưa rõ"),
        ("amount", "", "Hãy nhập số tiền bán được"),
        ("day", "31/02/2026", "Hãy nhập ngày như"),
        ("day", "25/11/2026", "không thể ở sau hôm nay"),
    ],
)
def test_a_doubtful_entry_is_asked_about_and_kept(maker_client, field, typed, answer):
    page = post(maker_client, note="Mật ong ở chợ Đông Tảo", **{field: typed})

    text = page.content.decode()
    assert answer in text
    assert "Mật ong ở chợ Đông Tảo" in text
    assert not MarketSale.objects.exists()


def test_a_wrong_line_is_struck_out_and_stays_in_the_table(maker_client):
    post(maker_client)
    sale = MarketSale.objects.get()

    maker_client.post(reverse("workspace:strike_sale", args=[sale.key]))

    page = maker_client.get(reverse("workspace:sales_book_of", args=["2026-11"]))
    sale.refresh_from_db()
    assert sale.struck_at
    assert "200.000" not in page.content.decode().split("<tbody>")[1]


def test_nobody_strikes_out_another_makers_line(maker_client):
    other = MarketSale.objects.create(
        producer=ProducerFactory(), sold_on=timezone.localdate(), amount=1_000
    )

    answer = maker_client.post(reverse("workspace:strike_sale", args=[other.key]))

    other.refresh_from_db()
    assert answer.status_code == 404
    assert other.struck_at is None


def test_the_book_has_orders_returns_and_the_market(part, client):
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )
    MarketSale.objects.create(
        producer=part.producer,
        sold_on=date(2026, 12, 5),
        amount=70_000,
        note="=SUM(A1:A9)",
    )

    page = client.get(reverse("workspace:sales_book_of", args=["2026-12"]))
    answer = client.get(reverse("workspace:sales_book_xlsx", args=["2026-12"]))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert "Hàng trả lại" in page.content.decode()
    assert [row[3] for row in rows] == [-50_000, 70_000, 20_000]
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@pytest.mark.parametrize("name", ["tax_pdf", "tax_xlsx"])
def test_the_yearly_files_are_given_to_the_maker(maker_client, name):
    assert (
        maker_client.get(reverse(f"workspace:{name}", args=[2026])).status_code == 200
    )
    assert (
        maker_client.get(reverse(f"workspace:{name}", args=[1999])).status_code == 404
    )
