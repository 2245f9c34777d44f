import pytest

from accounts.models import User
from core.models import Message
from orders.models import Settlement
from tests.orders.test_fulfil import placed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(client):
    boss = User.objects.create_superuser(
        "ong.tu@example.vn", "x", phone="+84912000999", full_name="Ông Tư"
    )
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    return client


def failed() -> Message:
    return Message.objects.create(
        key="k", channel="email", to="a@example.vn", text="x", state="failed"
    )


def test_an_officer_sees_what_was_not_sent_and_sends_it_again(officer, mailoutbox):
    message = failed()

    found = officer.get("/admin/message/?state=failed").content.decode()
    page = officer.get(f"/admin/message/inspect/{message.pk}/").content.decode()
    officer.post(f"/admin/message/lam/{message.pk}/gui-lai/")

    assert "a@example.vn" in found
    assert f"/admin/message/lam/{message.pk}/gui-lai/" in page
    message.refresh_from_db()
    assert (message.state, len(mailoutbox)) == ("sent", 1)


def test_looking_at_the_address_of_a_deed_does_nothing(officer, mailoutbox):
    message = failed()

    officer.get(f"/admin/message/lam/{message.pk}/gui-lai/")

    message.refresh_from_db()
    assert message.state == "failed"


def test_a_stranger_sends_nothing(client):
    message = failed()

    client.post(f"/admin/message/lam/{message.pk}/gui-lai/")

    message.refresh_from_db()
    assert message.state == "failed"


def test_the_buyer_opening_his_page_is_what_seen_means(client, rates):
    order = placed(Settlement.COD).order
    to_buyer = Message.objects.get(about=f"order:{order.number}")
    assert to_buyer.sent_at
    assert to_buyer.seen_at is None

    client.get(order.get_absolute_url())

    to_buyer.refresh_from_db()
    assert to_buyer.seen_at


def test_the_maker_opening_his_order_is_what_seen_means(client, rates):
    from tests.factories import member_of

    part = placed(Settlement.COD)
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(f"/kenh-ban/don/{part.code}/").content.decode()

    assert Message.objects.get(about=f"part:{part.code}").seen_at
    assert "Tin đã gửi cho khách" in page
