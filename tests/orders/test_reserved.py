from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from orders.models import Settlement, StockReservation
from orders.reserved import overdue
from orders.stock import expire_all
from tests.factories import VariantFactory
from tests.orders.test_checkout import basket_of, order

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_reservation_that_outlives_its_term_is_named_until_the_sweep_takes_it_back(
    rates,
):
    jar = VariantFactory(stock=5)
    pay = {jar.product.producer_id: Settlement.VIETQR}
    placed = order(basket_of((jar, 2)), pay=pay)
    assert not overdue().exists()

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        named = [reservation.line.part.code for reservation in overdue()]
        expire_all()
        left = overdue().count()

    jar.refresh_from_db()
    assert named == [placed.parts.get().code]
    assert (left, jar.stock) == (0, 5)


def test_a_cancelled_order_that_still_holds_packs_is_named(rates):
    placed = order(basket_of((VariantFactory(), 2)))

    placed.parts.update(state="cancelled")

    assert overdue().get() == StockReservation.objects.get()
