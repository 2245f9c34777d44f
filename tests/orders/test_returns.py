"""Goods go back: asked with photos, answered, sent, paid back; every step by whoever may take it."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest
from PIL import Image

from orders import completing, fulfil, on_behalf, returning
from orders.models import (
    RETURN_MOVES,
    Actor,
    IllegalMove,
    PartPhoto,
    Return,
    ReturnState,
    State,
)
from payments import refunds
from payments.models import Payment, Refund
from tests.factories import UserFactory, VariantFactory, member_of, return_terms
from tests.orders.placing import delivered, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]
ALLOWED = {
    ("requested", "accepted"),
    ("requested", "refused"),
    ("refused", "appealed"),
    ("appealed", "accepted"),
    ("appealed", "upheld"),
    ("accepted", "goods_back"),
    ("accepted", "refunded"),
    ("goods_back", "refunded"),
}


@pytest.fixture(autouse=True)
def _terms(db):
    return_terms()


@pytest.fixture
def part(maker):
    jar = VariantFactory(price=100_000, stock=10, product__producer=maker)
    return delivered(jar, 3)


def wish(part, count=1, **facts) -> Return:
    lines = {part.lines.get().pk: count}
    return returning.ask(part, lines, reason="broken", **facts)


def photo_bytes(size=(60, 40)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Samsung"
    Image.new("RGB", size, "gold").save(out, "JPEG", exif=exif)
    return out.getvalue()


def form_of(part, *photos, **changes):
    fields = {
        "reason": "broken",
        "text": "Vỡ nắp",
        f"so-{part.lines.get().pk}": "1",
        "photos": [SimpleUploadedFile("a.jpg", photo) for photo in photos],
    }
    return {**fields, **changes}


def url_of(part) -> str:
    return f"{part.order.get_absolute_url()}tra/{part.code}/"


def pay_back() -> Refund:
    refund = refunds.approve(Refund.objects.latest("pk"), by=UserFactory())
    refunds.send(refund, by=UserFactory())
    refund = refunds.confirm_sent(refund, by=UserFactory())
    # The news is sent after the commit, which a test never sees.
    from payments.announce import announce_refund

    announce_refund(refund.pk)
    return refund


def state_of(thing) -> str:
    thing.refresh_from_db()
    return str(thing.state)


@pytest.mark.parametrize(
    ("now", "then"), [(a, b) for a in ReturnState.values for b in ReturnState.values]
)
def test_every_move_of_a_return_is_allowed_or_refused(part, now, then):
    back = wish(part)
    back.state = now

    if (now, then) in ALLOWED:
        back.move_to(ReturnState(then), by=None, actor=Actor.MAKER, note="vì thế")
    else:
        with pytest.raises(IllegalMove):
            back.move_to(ReturnState(then), by=None, actor=Actor.MAKER, note="vì thế")


def test_the_table_knows_every_state_of_a_return():
    assert set(RETURN_MOVES) == set(ReturnState)


def test_a_buyer_asks_with_a_photo_and_it_says_nothing_hidden(client, part):
    response = client.post(url_of(part), form_of(part, photo_bytes()))

    back = Return.objects.get()
    stored = PartPhoto.objects.get()
    assert response.status_code == 302
    assert (back.reason, back.text, back.amount) == ("broken", "Vỡ nắp", 100_000)
    with Image.open(stored.file) as image:
        assert not dict(image.getexif())
    page = client.get(part.order.get_absolute_url()).content.decode()
    assert back.code in page
    photo = client.get(f"{part.order.get_absolute_url()}anh/{stored.code}/")
    assert photo["Content-Type"] == "image/jpeg"


def test_a_photo_is_shown_to_nobody_else(client, maker_client, part):
    client.post(url_of(part), form_of(part, photo_bytes()))
    code = PartPhoto.objects.get().code
    other = placed()

    assert client.get(f"{other.order.get_absolute_url()}anh/{code}/").status_code == 404
    own = f"/kenh-ban/don/{part.code}/anh/{code}/"
    assert maker_client.get(own).status_code == 200
    client.force_login(
        member_of(other.producer), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(own).status_code == 404


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"toi khong phai anh", "không phải ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải ảnh"),
        (photo_bytes() + b"0" * 16_000_000, "nặng quá"),
    ],
)
def test_a_wrong_file_is_explained_and_the_words_are_kept(client, part, content, why):
    response = client.post(url_of(part), form_of(part, content))

    assert response.status_code == 422
    assert why in response.content.decode()
    assert "Vỡ nắp" in response.content.decode()
    assert not Return.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0", "từ 1 trở lên"),
        ("", "từ 1 trở lên"),
        ("4", "Nhiều nhất 3"),
        ("-1", "nhỏ hơn 0"),
        ("hai", "bằng chữ số"),
    ],
)
def test_a_wrong_number_is_explained(client, part, typed, why):
    line = part.lines.get()

    response = client.post(url_of(part), form_of(part, **{f"so-{line.pk}": typed}))

    assert response.status_code == 422
    assert why in response.content.decode()


def test_no_reason_is_asked_for_kindly(client, part):
    response = client.post(url_of(part), form_of(part, reason=""))

    assert "Hãy chọn một lý do" in response.content.decode()


@pytest.mark.parametrize(
    ("policy", "after", "may"),
    [
        ("same_day", timedelta(hours=23, minutes=59), True),
        ("same_day", timedelta(hours=24, minutes=1), False),
        ("ship", timedelta(days=14, hours=23), True),
        ("ship", timedelta(days=15, minutes=1), False),
    ],
)
def test_fresh_food_is_returned_within_a_day_other_goods_within_fifteen(
    rates, policy, after, may
):
    part = placed(VariantFactory(price=100_000, product__ship_policy=policy))
    at = timezone.now() - after
    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver):
        deed(part, by=None, at=at)
    part.refresh_from_db()

    assert bool(returning.returnable(part)) == may
    if not may:
        with pytest.raises(returning.CannotReturn, match="quá hạn"):
            wish(part)


def test_the_same_jar_is_not_returned_twice(part):
    wish(part, 2)

    with pytest.raises(returning.CannotReturn, match="nhiều nhất 1"):
        wish(part, 2)


def test_nothing_is_returned_before_it_is_there(rates):
    part = placed()

    with pytest.raises(returning.CannotReturn):
        wish(part)


def test_the_maker_agrees_the_goods_come_back_and_the_money_goes(maker_client, part):
    back = wish(part, 2)
    url = f"/kenh-ban/don/{part.code}/tra/{back.code}/"
    jar = part.lines.get().variant

    maker_client.post(url, {"viec": "nhan-lai", "phi_giao": "on"})
    maker_client.post(url, {"viec": "hang-ve"})
    refund = Refund.objects.get()
    waiting = state_of(back)
    pay_back()

    assert (refund.amount, refund.state) == (222_000, "requested")
    assert (waiting, state_of(back)) == ("goods_back", "refunded")
    jar.refresh_from_db()
    assert jar.stock == 9
    assert state_of(part) == State.DELIVERED


def test_spoilt_food_stays_with_the_buyer_and_is_not_sold_again(maker_client, part):
    back = wish(part)
    jar = part.lines.get().variant

    maker_client.post(
        f"/kenh-ban/don/{part.code}/tra/{back.code}/", {"viec": "khong-can-gui"}
    )
    pay_back()

    jar.refresh_from_db()
    assert state_of(back) == "refunded"
    assert jar.stock == 7


def test_when_everything_went_back_the_order_is_returned(part):
    back = wish(part, 3)
    returning.accept(back, by=None, keeps_goods=True)
    pay_back()

    assert state_of(part) == State.RETURNED


def test_a_refusal_needs_words_and_may_be_appealed(client, maker_client, part):
    back = wish(part)
    url = f"/kenh-ban/don/{part.code}/tra/{back.code}/"
    silent = maker_client.post(url, {"viec": "khong", "reason": " "}, follow=True)
    maker_client.post(url, {"viec": "khong", "reason": "Lúc giao còn nguyên"})
    page = client.get(part.order.get_absolute_url()).content.decode()

    client.post(
        f"{part.order.get_absolute_url()}tra-lai/{back.code}/xem-lai/",
        {"text": "Có ảnh"},
    )

    assert "vì sao" in silent.content.decode()
    assert "Lúc giao còn nguyên" in page
    assert state_of(back) == "appealed"


@pytest.mark.parametrize(
    ("words", "state"), [("", "accepted"), ("Quá hạn dùng do để lâu", "upheld")]
)
def test_the_operator_decides_an_appeal_and_it_is_written_down(part, words, state):
    from core.models import AuditEvent

    back = wish(part)
    returning.refuse(back, by=None, reason="Không")
    returning.appeal(back, text="Xin xem lại")
    staff = UserFactory(is_staff=True, full_name="Chị Thu")

    on_behalf.decide_return(back, by=staff, refuse_because=words)

    assert state_of(back) == state
    event = AuditEvent.objects.get()
    assert (event.by_name, event.about) == ("Chị Thu", back.code)


def test_a_refund_larger_than_what_was_paid_is_refused(part):
    payment = Payment.objects.get(reference=part.code)

    with pytest.raises(refunds.TooMuch):
        refunds.request(
            payment,
            items=[refunds.Item("line", "x", 1, payment.amount + 1)],
            method="cash",
            reason="x",
            by=None,
        )


def test_a_return_of_unpaid_goods_only_lowers_what_is_to_be_paid(rates):
    part = placed(settlement="vietqr")
    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver):
        deed(part, by=None)
    back = wish(part)

    returning.accept(back, by=None, keeps_goods=True)

    assert state_of(back) == "refunded"
    assert not Refund.objects.exists()
    rest = Payment.objects.open().get(reference=part.code)
    assert rest.amount == 22_000


def test_an_order_with_an_open_wish_is_not_completed(part):
    back = wish(part)
    later = timezone.now() + timedelta(days=20)
    completing.complete_due(later)
    waiting = state_of(part)

    returning.refuse(back, by=None, reason="Không")
    returning.appeal(back, text="")
    returning.uphold(back, by=None, reason="Không có ảnh")
    completing.complete_due(later)

    assert (waiting, state_of(part)) == ("delivered", "completed")


def test_the_history_of_a_return_cannot_be_rewritten(part):
    wish(part)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM orders_returnevent")
