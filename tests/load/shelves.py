"""Fills the database of the kill run and prints what its people need to know, as JSON."""

import json
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import django
from django.conf import settings

PACKS = 8
STOCK = 100_000


def session_of(user: Any) -> str:
    """A signed-in browser for `user`: the key of its cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def fees() -> None:
    from ledger.models import FeeRate
    from tests.ledger.money import taxes

    start = date(2026, 1, 1)
    FeeRate.objects.create(
        position=1,
        basis_points=500,
        announced_on=start - timedelta(days=20),
        effective_from=start,
        legal_basis="Biểu phí 2026",
    )
    taxes()


def makers() -> list[Any]:
    """Three who sell alone and two who sell through their co-operative."""
    from tests.factories import ProducerFactory

    coop = ProducerFactory(
        name_vi="Hợp tác xã", kind="cooperative", bank_account="1903000001"
    )
    alone = [ProducerFactory(bank_account=f"24082050000{n}") for n in range(3)]
    return alone + [ProducerFactory(sells_through=coop) for _ in range(2)]


def fill() -> dict[str, Any]:
    from tests.factories import (
        ProductFactory,
        UserFactory,
        VariantFactory,
        member_of,
        return_terms,
        shipping_rates,
    )

    shipping_rates()
    return_terms()
    fees()
    sellers = makers()
    goods = [ProductFactory(producer=sellers[n % len(sellers)]) for n in range(PACKS)]
    variants = [
        VariantFactory(product=product, price=50_000 + 10_000 * n, stock=0)
        for n, product in enumerate(goods)
    ]
    for variant in variants:
        variant.move(STOCK, "counted")
    operators = [UserFactory(is_staff=True, is_superuser=True) for _ in range(2)]
    return {
        "skus": [variant.sku for variant in variants],
        "operators": [session_of(user) for user in operators],
        "makers": {maker.pk: session_of(member_of(maker)) for maker in sellers},
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill()))  # noqa: T201
