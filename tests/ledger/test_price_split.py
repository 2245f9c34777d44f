"""The bar on product and receipt says what the ledger says."""

from django.urls import reverse

import pytest

from ledger.chart import Code
from ledger.models import Posting
from ledger.price_split import Split
from orders import bookkeeping
from orders.models import Settlement
from orders.templatetags.receipts import split_of
from payments.models import Payment
from payments.settle import confirm_received
from tests.factories import VariantFactory
from tests.ledger.money import fee, ordered, taxes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def test_the_product_page_shows_where_the_price_goes(client):
    fee(500)
    taxes(held_by="producer")
    pack = VariantFactory(price=200_000)

    page = client.get(pack.product.get_absolute_url()).content.decode()

    assert "Tiền này về đâu?" in page
    for amount in ("187.000", "10.000", "3.000"):
        assert amount in page


@pytest.mark.parametrize("way", [Settlement.VIETQR, Settlement.COD])
def test_the_receipt_equals_the_ledger(client, way):
    fee(333)
    taxes(held_by=bookkeeping.holder(way))
    part = ordered(way, 99_999).parts.get()
    payment = Payment.objects.get(reference=part.code)
    bookkeeping.book_sales(confirm_received(payment, by=None))

    split = split_of(part)
    page = client.get(reverse("orders:order", args=[part.order.token]))

    postings = Posting.objects.of(part.producer)
    assert -postings.on(Code.COMMISSION).total() == split.fee
    assert -postings.on(Code.TAX_WITHHELD).total() == split.tax
    his = postings.on(Code.PRODUCER, Code.PRODUCER_SALES, Code.RECEIVABLE).total()
    assert -his == split.maker + split.delivery
    assert split.total == payment.amount
    assert "Tiền này về đâu?" in page.content.decode()


@pytest.mark.parametrize(
    "split", [Split(100, 5, 2, 30), Split(99_999, 3_330, 1_500), Split(1, 0, 0)]
)
def test_the_pieces_fill_the_bar(split):
    shares = list(split.shares())

    assert sum(share.width for share in shares) == 1000
    assert sum(share.amount for share in shares) == split.total
