"""The office's papers: dues of makers who took the money in, tax paid in, corrections by two people."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import pytest

from core.models import Message
from ledger import correcting, dues, statements, tax_deposits
from ledger.chart import Code
from ledger.correcting import CannotCorrect
from ledger.dues import CannotAsk
from ledger.models import Correction, DuesNotice, Entry, Kind, Posting, TaxDeposit
from orders import bookkeeping
from orders.models import ProducerOrder, Settlement
from payments.models import Payment
from tests.factories import UserFactory, member_of
from tests.ledger.money import balances, fee, paid, taxes
from tests.ledger.test_office import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def part() -> ProducerOrder:
    """Sold for 222.000 to the maker's own account: he owes 10.000 of fees and 3.000 of tax."""
    fee(500)
    taxes(held_by="producer")
    part = paid(Settlement.VIETQR)
    bookkeeping.book_sales(Payment.objects.get(reference=part.code))
    return part


def test_a_maker_who_took_the_money_is_asked_for_the_fees_once(part):
    boss = officer("mot")

    for _twice in range(2):
        page = boss.post(reverse("ask_dues"), follow=True)

    notice = DuesNotice.objects.get()
    assert (notice.producer, notice.amount) == (part.producer, 13_000)
    assert notice.due_on == timezone.localdate() + timedelta(days=15)
    assert notice.code in page.content.decode()
    letter = Message.objects.get(key=f"dues:{notice.code}")
    assert "13.000" in (letter.text or "") or letter.channel != "email"


def test_paid_dues_are_in_the_books_and_on_the_statement(part):
    boss = officer("mot")
    boss.post(reverse("ask_dues"))
    notice = DuesNotice.objects.get()
    url = reverse("duesnotice:deed", args=[notice.pk, "da-thu"])

    refused = boss.post(url, {"note": " "}, follow=True)
    for _twice in range(2):
        boss.post(url, {"note": "FT2611"})

    assert "Hãy ghi số tham chiếu" in refused.content.decode()
    assert statements.balance(part.producer) == 0
    assert Entry.objects.get(kind=Kind.DUES).key == f"dues:{notice.code}"
    assert balances()[Code.BANK] == 13_000


def test_called_off_dues_stay_a_debt(part):
    dues.ask_all(by=UserFactory())
    notice = DuesNotice.objects.get()

    dues.call_off(notice, by=UserFactory(), note="Tính nhầm tháng")

    assert statements.balance(part.producer) == -13_000
    with pytest.raises(CannotAsk):
        dues.settle(notice, by=UserFactory(), note="FT1")
    assert dues.ask_all(by=UserFactory()) == 1


def test_the_database_keeps_one_open_notice_a_maker(part):
    dues.ask_all(by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        DuesNotice.objects.create(
            producer=part.producer, amount=1, due_on=timezone.localdate()
        )


def test_the_maker_sees_his_notice(part, client):
    dues.ask_all(by=UserFactory())
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(reverse("workspace:money")).content.decode()

    assert DuesNotice.objects.get().code in page
    assert "13.000" in page


def deposit(**typed: str) -> dict[str, str]:
    today = f"{timezone.localdate():%d/%m/%Y}"
    return {
        "document": "CT-01",
        "paid_on": today,
        "vat": "2.000",
        "pit": "1.000",
        "note": "",
        **typed,
    }


def test_withheld_tax_is_paid_in_by_a_document(part):
    boss = officer("mot")
    assert tax_deposits.withheld() == {"vat": 2_000, "pit": 1_000}

    for _twice in range(2):
        boss.post(reverse("taxdeposit:add"), deposit())

    assert TaxDeposit.objects.get().made_by.full_name == "mot"
    assert Entry.objects.get(kind=Kind.TAX).key == "tax:CT-01"
    assert Code.TAX_WITHHELD not in balances()
    assert balances()[Code.BANK] == -3_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"vat": "2.001"}, "Chỉ còn 2.000"),
        ({"vat": "", "pit": ""}, "Hãy ghi số thuế đã nộp"),
        ({"paid_on": "01/01/2099"}, "không thể ở tương lai"),
        ({"vat": "60.5"}, "vat"),
    ],
)
def test_a_deposit_that_cannot_be_is_refused_with_what_was_typed(part, typed, said):
    page = officer("mot").post(reverse("taxdeposit:add"), deposit(**typed))

    assert said in page.content.decode().replace("\u00a0", " ")
    assert "CT-01" in page.content.decode()
    assert not TaxDeposit.objects.exists()


def test_a_wrong_entry_is_reversed_by_two_people(part):
    first, second = officer("mot"), officer("hai")
    entry = Entry.objects.get(kind=Kind.SALE)

    first.post(reverse("entry:deed", args=[entry.pk, "dao"]), {"note": "Ghi nhầm nhà"})
    asked = Correction.objects.get()
    url = reverse("correction:deed", args=[asked.pk, "duyet"])
    own = first.post(url, follow=True)
    second.post(url)

    assert "nhờ một người khác" in own.content.decode()
    made = Entry.objects.get(kind=Kind.CORRECTION)
    assert (made.key, made.reverses) == (f"correction:{asked.code}", entry)
    assert balances() == {}
    assert statements.balance(part.producer) == 0


def test_an_entry_is_reversed_once(part):
    entry = Entry.objects.get(kind=Kind.SALE)
    asked = correcting.ask_reversal(entry, by=UserFactory(), note="Ghi nhầm")

    with pytest.raises(CannotCorrect, match="đang chờ duyệt"):
        correcting.ask_reversal(entry, by=UserFactory(), note="Ghi nhầm")
    correcting.approve(asked, by=UserFactory())
    with pytest.raises(CannotCorrect, match="đã được quyết định"):
        correcting.approve(asked, by=UserFactory())


def move_typed(**typed: str) -> dict[str, str]:
    return {
        "debit": Code.CHARGEBACK,
        "credit": Code.PRODUCER,
        "amount": "50.000",
        "producer": "",
        "reason": "Đơn vị vận hành chịu",
        **typed,
    }


def test_money_moved_between_accounts_waits_for_the_second_person(part):
    first, second = officer("mot"), officer("hai")

    first.post(reverse("correction:add"), move_typed(producer=str(part.producer.pk)))
    asked = Correction.objects.get()
    assert not Entry.objects.filter(kind=Kind.CORRECTION).exists()
    second.post(reverse("correction:deed", args=[asked.pk, "duyet"]))

    owed = Posting.objects.of(part.producer).on(Code.PRODUCER).total()
    assert owed == -50_000
    told = statements.statement(
        part.producer, statements.Period(timezone.localdate().year)
    )
    assert {r.figure.code: r.amount for r in told.earned}["sua-sai"] == 50_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"debit": ""}, "Hãy ghi mục này"),
        ({"credit": Code.CHARGEBACK}, "Hai tài khoản phải khác nhau"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_correction_that_says_too_little_is_refused(part, typed, said):
    page = officer("mot").post(reverse("correction:add"), move_typed(**typed))

    assert said in page.content.decode()
    assert not Correction.objects.exists()


def test_no_says_why_and_books_nothing(part):
    first, second = officer("mot"), officer("hai")
    first.post(reverse("correction:add"), move_typed())
    asked = Correction.objects.get()

    second.post(
        reverse("correction:deed", args=[asked.pk, "khong-duyet"]), {"note": "Sai nhà"}
    )

    asked.refresh_from_db()
    assert (asked.answer, asked.approved_by) == ("Sai nhà", None)
    assert not Entry.objects.filter(kind=Kind.CORRECTION).exists()


def test_the_database_wants_two_people(part):
    one = UserFactory()
    asked = correcting.ask_reversal(Entry.objects.get(), by=one, note="Ghi nhầm")

    with pytest.raises(IntegrityError, match="correction_four_eyes"):
        Correction.objects.filter(pk=asked.pk).update(
            approved_by=one, decided_at=timezone.now()
        )
