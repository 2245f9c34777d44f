"""Every address of ours, asked with nonsense: no answer is a 500. New addresses are found by themselves."""

import uuid
from collections.abc import Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import pytest

from producers.models import Producer
from tests.factories import LotFactory, SlotFactory, VariantFactory, label_of, member_of

pytestmark = pytest.mark.django_db
NOT_OURS = ("admin/", "documents/", "^", "media/")
ODD = [
    "0",
    "-1",
    "9" * 30,
    "abc",
    "👵",
    "\u202eabc",
    "a" * 300,
    "a\x00b",
    "e\u0301",
    "%",
]
JUNK = [
    dict.fromkeys(
        ["q", "trang", "gia_tu", "gia_den", "so_luong", "ngay", "thang", "name", "phone", "email", "commune", "province", "pay", "text", "stock", "reason", "login", "khoa", "tong", "ma", "code", "rating", "ve", "ADULT"],
        value,
    )
    for value in ODD
]  # fmt: skip
WORDS = {"str": ["x", *ODD[2:8]], "slug": ["x", "a" * 300], "int": ["0", "9" * 30]}
WORDS["uuid"] = [str(uuid.UUID(int=0))]


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield route
        elif not route.startswith(NOT_OURS):
            yield from patterns(entry, route)


def filled(route: str) -> Iterator[str]:
    """The route with each kind of odd value in place of its converters."""
    for turn in range(len(WORDS["str"])):
        parts = []
        for part in route.split("/"):
            if part.startswith("<"):
                kind = part[1:].split(">")[0].split(":")[0]
                values = WORDS.get(kind, WORDS["str"])
                part = values[turn % len(values)]
            parts.append(part)
        yield "/" + "/".join(parts)


ROUTES = sorted(
    route
    for route in set(patterns(get_resolver()))
    if not route.startswith(NOT_OURS) and "(?" not in route
)


@pytest.fixture
def signed_in(maker: Producer) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_there_are_addresses_to_try():
    assert len(ROUTES) > 40
    assert any(route.startswith("kenh-ban/") for route in ROUTES)
    assert any("\x00" in url for route in ROUTES for url in filled(route))


@pytest.mark.parametrize("route", ROUTES)
def test_no_address_falls_over_nonsense(route, signed_in):
    stranger = Client(raise_request_exception=False)
    for client in (stranger, signed_in):
        for url, junk in zip([*filled(route)] * 2, [*JUNK, {}, {}], strict=False):
            assert client.get(url, junk).status_code < 500, (url, junk)
            assert client.post(url, junk).status_code < 500, (url, junk)


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_no_real_page_falls_over_nonsense(junk, signed_in):
    variant, slot = VariantFactory(), SlotFactory()
    experience = slot.option.experience
    signed_in.post(f"/gio-hang/them/{variant.sku}/", {"so_luong": "1"})
    urls = [
        f"/gio-hang/them/{variant.sku}/",
        "/gio-hang/",
        "/thanh-toan/",
        "/thanh-toan/dat-hang/",
        variant.product.get_absolute_url(),
        experience.get_absolute_url(),
        f"{experience.get_absolute_url()}dat/{slot.pk}/",
        label_of(LotFactory()).get_absolute_url(),
        f"/kenh-ban/hang/{variant.sku}/",
    ]

    for url in urls:
        assert signed_in.get(url, junk).status_code < 500, url
        assert signed_in.post(url, junk).status_code < 500, url
