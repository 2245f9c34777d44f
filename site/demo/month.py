"""A month closed and paid out, a return on its way, a chicken on the scale: screens with something on them.

All of it is demonstration: invented buyers, invented money, through the same verbs as real ones.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.models import Product, Variant
from core.photos import clean_photo
from ledger import payouts, periods, statements
from orders import basket as baskets
from orders import bookkeeping, by_line, fulfil, returning, talk
from orders.checkout import Buyer, parcels_for, place_order
from orders.models import Actor, Order, PartPhoto, ProducerOrder, Settlement
from payments.models import Payment
from payments.settle import confirm_received

from .past import FAR

KEY = "minh-hoa-thang"
# Members of the co-operative that sells for them: it holds the money and pays out monthly.
MEMBERS = [("may-tre-nha-luyen", 2), ("huong-nha-diep", 3)]
CHICKEN, GRAMS = "DT-GTP-3", 3_100
ACCOUNTANT = "ketoan@langnghe.example"


def load_month() -> None:
    """Needs the makers, their terms and the editor."""
    if Order.objects.filter(idempotency_key__startswith=KEY).exists():
        return
    _closed_month()
    _return_on_its_way()
    _chicken_on_the_scale()


def _closed_month() -> None:
    month = periods.this_month().before
    for number, (slug, count) in enumerate(MEMBERS):
        part = _ordered(_pack_of(slug), count, Settlement.COOP, slug)
        _paid_at(part, month.start + timedelta(days=5 + 6 * number, hours=9))
    statements.close(month, by=_editor())
    _pay_out()


def _pack_of(slug: str) -> Variant:
    goods = Variant.objects.filter(
        product__producer__slug=slug, product__ship_policy="ship", stock__gt=5
    )
    return goods.order_by("price", "pk")[0]


def _ordered(
    pack: Variant, count: int, way: Settlement, key: str, commune: str = "12271"
) -> ProducerOrder:
    basket = baskets.put(None, pack, count)
    parcels = parcels_for(baskets.items_of(basket), commune)
    name, note = "Trần Thị Nết (minh hoạ)", "Đơn minh hoạ"
    order = place_order(
        basket,
        Buyer(name, "+84912000302", "", commune, "Số 8, ngõ Chùa", note),
        {parcel.share.producer.pk: way for parcel in parcels},
        idempotency_key=f"{KEY}-{key}",
        expected_total=sum(parcel.total for parcel in parcels),
    )
    return order.parts.get()


def _paid_at(part: ProducerOrder, at: datetime) -> None:
    """The order as if placed, paid and delivered then."""
    Order.objects.filter(pk=part.order_id).update(placed_at=at)
    payment = Payment.objects.get(reference=part.payment_reference)
    confirm_received(payment, by=None)
    Payment.objects.filter(pk=payment.pk).update(
        created_at=at, paid_at=at + timedelta(hours=1)
    )
    payment.refresh_from_db()
    bookkeeping.book_sales(payment)
    _fulfilled(part, at)


def _fulfilled(part: ProducerOrder, since: datetime) -> None:
    by = User.objects.filter(memberships__producer=part.producer).first()
    for step, deed in enumerate(FAR, start=1):
        fresh = ProducerOrder.objects.get(pk=part.pk)
        deed(fresh, by=by, at=since + timedelta(hours=5 * step))


def _pay_out() -> None:
    """Drawn up by one person, approved by another, carried out by the bank."""
    editor, accountant = _editor(), _accountant()
    batch = payouts.draft(by=editor)
    payouts.approve(batch, by=accountant)
    payouts.export(batch)
    payouts.send(batch)
    for line in batch.lines.all():
        payouts.paid(line, by=accountant)
    payouts.close(batch)


def _editor() -> Any:
    return User.objects.filter(is_superuser=True).order_by("pk")[0]


def _accountant() -> User:
    """The second pair of eyes; nobody signs in as this person."""
    found = User.objects.filter(email=ACCOUNTANT).first()
    return found or User.objects.create_user(
        ACCOUNTANT, None, full_name="Kế toán (minh hoạ)", is_staff=True
    )


def _return_on_its_way() -> None:
    pack = Variant.objects.filter(product__ship_policy="ship", stock__gt=8)
    part = _ordered(pack.order_by("price", "pk")[1], 2, Settlement.COD, "tra-hang")
    since = timezone.now() - timedelta(days=3)
    Order.objects.filter(pk=part.order_id).update(placed_at=since)
    _fulfilled(part, since)
    part.refresh_from_db()
    returning.ask(
        part,
        {part.lines.get().pk: 1},
        reason="broken",
        text="Một gói bị móp và hở mép (minh hoạ).",
    )
    words = "Cháu gửi ảnh sau nhé, gói còn lại rất tốt ạ (minh hoạ)."
    talk.say(part, words, author=Actor.BUYER)


def _chicken_on_the_scale() -> None:
    pack = Variant.objects.get(sku=CHICKEN)
    part = _ordered(pack, 1, Settlement.CASH, "con-ga")
    by = User.objects.filter(memberships__producer=part.producer).first()
    fulfil.accept(part, by=by)
    photo = PartPhoto.objects.create(part=part, file=_scale(pack.product))
    by_line.weigh(part.lines.get(), GRAMS, photo=photo, by=by)


def _scale(product: Product) -> Any:
    """The picture of the goods stands for the photo of the scale."""
    assert product.photo is not None  # noqa: S101 - the demonstration has a picture of everything
    with product.photo.file.open() as file:
        return clean_photo(file)
