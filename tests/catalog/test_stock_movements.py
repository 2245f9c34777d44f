"""Σ movements = stock, whichever door is used: verbs, forms, raw SQL."""

from importlib import import_module

from django.apps import apps
from django.db import IntegrityError, connection, transaction

import pytest

from accounts.models import User
from catalog.models import MovementReason, NotEnoughStock, StockMovement, Variant
from catalog.stock_proof import unexplained
from tests.factories import ProductFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def editor(client):
    boss = User.objects.create_superuser("bt@example.vn", "x", full_name="Biên tập")
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    return boss


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE catalog_stockmovement SET delta = 7",
        "UPDATE catalog_stockmovement SET reason = 'released'",
        "DELETE FROM catalog_stockmovement",
        "UPDATE catalog_variant SET stock = 7",
        "UPDATE catalog_variant SET stock = stock - 25",
    ],
)
def test_the_database_refuses_what_would_break_the_sum(sql):
    VariantFactory(stock=20)

    with pytest.raises(IntegrityError):
        run(sql)

    assert not unexplained().exists()


def test_a_movement_outlives_the_account_of_who_made_it():
    user = UserFactory()
    jar = VariantFactory(stock=20)
    jar.move(-3, MovementReason.COUNTED, by=user)

    user.delete()

    newest = jar.movements.first()
    assert (newest.delta, newest.by) == (-3, None)


def test_the_stock_itself_is_never_negative():
    jar = VariantFactory(stock=2)
    StockMovement.objects.create(variant=jar, delta=-5, reason="counted")

    with pytest.raises(IntegrityError), transaction.atomic():
        Variant.objects.filter(pk=jar.pk).update(stock=-3)


def test_more_than_there_is_cannot_be_taken():
    jar = VariantFactory(stock=2)

    with pytest.raises(NotEnoughStock) as refused:
        jar.move(-3, MovementReason.RESERVED)

    assert refused.value.left == 2
    assert jar.movements.count() == 1


def test_saving_an_old_form_does_not_bring_sold_packs_back():
    jar = VariantFactory(stock=5, price=100_000)
    old = Variant.objects.get(pk=jar.pk)
    jar.move(-2, MovementReason.RESERVED)

    old.price = 110_000
    old.save()

    jar.refresh_from_db()
    assert (jar.price, jar.stock) == (110_000, 3)


def test_the_proof_names_packs_that_came_with_an_unexplained_stock():
    product = ProductFactory()
    Variant.objects.bulk_create(
        [Variant(product=product, sku="LO", price=5_000, stock=7)]
    )

    found = unexplained()

    assert [(pack.sku, pack.stock, pack.moved) for pack in found] == [("LO", 7, 0)]


def test_stock_that_was_there_before_counting_began_becomes_an_opening():
    product = ProductFactory()
    Variant.objects.bulk_create(
        [Variant(product=product, sku="LO", price=5_000, stock=7)]
    )
    migration = import_module("catalog.migrations.0003_opening_stock_is_a_movement")

    migration.write_openings(apps, None)

    assert StockMovement.objects.get().reason == MovementReason.OPENING
    assert not unexplained().exists()


def form_of(client, product):
    page = client.get(f"/admin/snippets/catalog/product/edit/{product.pk}/")
    form = page.context["form"]
    fields = {}
    for part in [form, *form.formsets.values()]:
        rows = [part.management_form, *part.forms] if hasattr(part, "forms") else [part]
        for row in rows:
            for bound in row:
                value = bound.value()
                fields[bound.html_name] = "" if value is None else value
                if bound.field.show_hidden_initial:
                    fields[bound.html_initial_name] = fields[bound.html_name]
    return {**fields, "photo": ""}


def save(client, product, fields):
    return client.post(f"/admin/snippets/catalog/product/edit/{product.pk}/", fields)


def test_an_editor_types_how_many_are_left_and_a_movement_says_who(client, editor):
    jar = VariantFactory(stock=20)
    fields = form_of(client, jar.product)

    save(client, jar.product, {**fields, "variants-0-left": "25"})

    jar.refresh_from_db()
    newest = jar.movements.first()
    assert (jar.stock, newest.delta, newest.by) == (25, 5, editor)


def test_what_was_sold_while_the_editor_was_typing_stays_sold(client, editor):
    jar = VariantFactory(stock=20)
    fields = form_of(client, jar.product)
    jar.move(-4, MovementReason.RESERVED)

    save(client, jar.product, {**fields, "variants-0-price": "190.000"})
    save(client, jar.product, {**fields, "variants-0-left": "19"})

    jar.refresh_from_db()
    assert (jar.price, jar.stock) == (180_000, 15)
    assert not unexplained().exists()


def test_a_pack_with_movements_is_not_deleted_but_explained(client, editor):
    jar = VariantFactory(stock=20)
    VariantFactory(product=jar.product)
    fields = form_of(client, jar.product)

    answer = save(client, jar.product, {**fields, "variants-0-DELETE": "on"})

    assert "đang bán" in answer.content.decode()
    assert Variant.objects.filter(pk=jar.pk).exists()


def test_a_product_with_movements_is_not_deleted_but_explained(client, editor):
    jar = VariantFactory(stock=20)

    answer = client.post(f"/admin/snippets/catalog/product/delete/{jar.product_id}/")

    assert answer.status_code in (200, 302)
    assert Variant.objects.filter(pk=jar.pk).exists()
