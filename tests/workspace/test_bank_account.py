"""The own account for money: chosen from a list, looked over, tested by a QR, changed with a trace."""

import re

import pytest

from core.message import Message
from core.models import AuditEvent
from payments.models import Payment
from producers import bank_account
from tests.factories import ProducerFactory, VariantFactory, member_of
from tests.orders.placing import placed
from vietnam import vietqr

pytestmark = pytest.mark.django_db

URL = "/kenh-ban/tai-khoan/"
NEW = {"bin": "970405", "number": "1500 2051-2345.6", "holder": "Nguyễn Thị Hoà"}


@pytest.fixture
def house(maker):
    maker.bank_bin, maker.bank_account = "970436", "0011001234567"
    maker.bank_holder = "NGUYEN THI HOA"
    maker.contact_name, maker.email = "Nguyễn Thị Hoà", "hoa@example.vn"
    maker.save()
    return maker


def kept(client, **typed):
    answer = client.post(URL, {**NEW, **typed, "viec": "giu"}, follow=True)
    return answer.content.decode()


def test_the_account_is_shown_with_a_code_to_test_it(maker_client, house):
    body = maker_client.get(URL).content.decode()

    assert "Vietcombank" in body
    assert "0011001234567" in body
    assert "<svg" in body
    assert "Không phải chuyển đồng nào" in body


def test_the_code_names_the_account_and_no_amount(house, maker_client):
    asked = vietqr.payload(bin=house.bank_bin, account=house.bank_account)

    found = vietqr.parse(asked)

    assert (found.bin, found.account) == ("970436", "0011001234567")
    assert found.amount is None
    assert "54" not in vietqr.fields(asked)


def test_a_new_account_is_looked_over_before_it_is_kept(maker_client, house):
    body = maker_client.post(URL, {**NEW, "viec": "xem"}).content.decode()

    house.refresh_from_db()
    assert "Xem lại trước khi giữ" in body
    assert "Agribank" in body
    assert "1500205123456" in body
    assert "NGUYEN THI HOA" in body
    assert house.bank_account == "0011001234567"


def test_what_was_looked_over_can_be_kept_as_it_stands(maker_client, house):
    body = maker_client.post(URL, {**NEW, "viec": "xem"}).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body))

    maker_client.post(URL, {**hidden, "viec": "giu"})

    house.refresh_from_db()
    assert house.bank_bin == "970405"
    assert house.bank_account == "1500205123456"
    assert house.bank_holder == "NGUYEN THI HOA"


def test_the_house_is_told_where_it_was_reachable_before(maker_client, house):
    kept(maker_client)

    told = Message.objects.filter(template="bank_account_changed")
    assert set(told.values_list("to", flat=True)) == {"hoa@example.vn", house.phone}
    letter = told.get(to="hoa@example.vn")
    assert "Vietcombank …4567" in letter.text
    assert "Agribank …3456" in letter.text
    assert "1500205123456" not in letter.text


def test_a_house_without_a_letter_box_is_told_once_by_phone(maker_client, house):
    house.email = ""
    house.save()
    house.memberships.get().user.__class__.objects.update(email=None)

    kept(maker_client)

    told = Message.objects.filter(template="bank_account_changed")
    assert [message.to for message in told] == [house.phone]


def test_the_change_is_written_down_with_both_accounts_and_who(maker_client, house):
    kept(maker_client)

    event = AuditEvent.objects.get(about="bank_account:ho-ba-hoa")
    assert event.by == house.memberships.get().user
    assert "0011001234567" in event.note
    assert "1500205123456" in event.note


def test_keeping_the_same_account_tells_nobody(maker_client, house):
    same = bank_account.account_of(house)

    body = kept(maker_client, bin=same.bin, number=same.number, holder=same.holder)

    assert "vẫn như cũ" in body
    assert not AuditEvent.objects.exists()
    assert not Message.objects.filter(template="bank_account_changed").exists()


def test_money_asked_for_before_keeps_its_account(maker_client, house, rates):
    jar = VariantFactory(price=100_000, product__producer=house)
    before = placed(jar, settlement="vietqr")

    kept(maker_client)

    after = placed(jar.__class__.objects.get(pk=jar.pk), settlement="vietqr")
    old = Payment.objects.for_reference(before.payment_reference).get()
    new = Payment.objects.for_reference(after.payment_reference).get()
    assert old.bank_account == "0011001234567"
    assert (new.bank_account, new.payee) == ("1500205123456", "NGUYEN THI HOA")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"bin": ""}, "Hãy chọn ngân hàng"),
        ({"bin": "123456"}, "trong danh sách"),
        ({"number": ""}, "Hãy ghi số tài khoản"),
        ({"number": "12"}, "từ 4 đến 19"),
        ({"number": "12345678901234567890"}, "từ 4 đến 19"),
        ({"number": "१२३४५६"}, "từ 4 đến 19"),
        ({"number": "12345\x006"}, "Có chỗ chưa đúng"),
        ({"holder": ""}, "Hãy ghi tên chủ"),
        ({"holder": "12345"}, "bằng chữ"),
        ({"holder": "花"}, "bằng chữ"),
    ],
)
@pytest.mark.parametrize("deed", ["xem", "giu"])
def test_a_slip_is_explained_kept_and_changes_nothing(
    maker_client, house, typed, why, deed
):
    answer = maker_client.post(URL, {**NEW, **typed, "viec": deed})

    body = answer.content.decode()
    house.refresh_from_db()
    assert answer.status_code == 422
    assert why.lower() in body.lower()
    assert house.bank_account == "0011001234567"
    if "holder" not in typed:
        assert "Nguyễn Thị Hoà" in body


def test_a_name_nobody_knows_is_asked_about_and_may_stay(maker_client, house):
    body = maker_client.post(
        URL, {**NEW, "holder": "TRAN VAN BA", "viec": "xem"}
    ).content.decode()

    kept(maker_client, holder="TRAN VAN BA")

    house.refresh_from_db()
    assert "khác tên người liên hệ" in body
    assert house.bank_holder == "TRAN VAN BA"


def test_a_house_without_an_account_is_invited_to_write_one(maker_client, maker):
    maker.bank_bin = maker.bank_account = maker.bank_holder = ""
    maker.save()

    body = maker_client.get(URL).content.decode()

    assert "Bạn chưa ghi tài khoản" in body
    assert "<svg class" not in body or "Mã QR của tài khoản" not in body


def test_a_member_of_another_house_changes_only_his_own(client, house):
    other = ProducerFactory()
    client.force_login(
        member_of(other), backend="django.contrib.auth.backends.ModelBackend"
    )

    kept(client)

    house.refresh_from_db()
    other.refresh_from_db()
    assert house.bank_account == "0011001234567"
    assert other.bank_account == "1500205123456"
