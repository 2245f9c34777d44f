"""The owner takes home everything of his shop: his own, all of it, and no cell is a formula."""

import io
import json
import zipfile

from django.test import Client

import pytest
from openpyxl import load_workbook

from catalog.models import Review
from orders import basket as baskets
from orders.checkout import Buyer, place_order
from orders.models import OrderMessage
from producers.models import Membership
from tests.factories import (
    KHOAI_CHAU,
    LotFactory,
    ProducerFactory,
    ProductFactory,
    SlotFactory,
    UserFactory,
    VariantFactory,
)
from workspace.own_data import TABLES

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
BAD = "=HYPERLINK(1)"


def shop(maker, word):
    """One of each thing of a shop, all with this word in it."""
    product = ProductFactory(producer=maker, name_vi=f"{BAD} {word}")
    jar = VariantFactory(product=product, stock=10, price=100_000, sku=f"S-{word}")
    buyer = Buyer(f"Khách {word}", "+84912345678", "x@thu.vn", KHOAI_CHAU, word, "")
    order = place_order(
        baskets.put(None, jar, 1),
        buyer,
        {},
        idempotency_key=word,
        expected_total=122_000,
    )
    part = order.parts.get()
    OrderMessage.objects.create(part=part, author="buyer", text=f"{BAD} {word}")
    Review.objects.create(
        product=product, purchase_code=word, author_name=word, rating=5, text=BAD
    )
    LotFactory(variant=jar, location__producer=maker, field=word)
    slot = SlotFactory(option__experience__host=maker)
    Client().post(
        f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/",
        {"ADULT": "2", "name": word, "phone": "0912345678", "pay": "cash"},
    )
    Membership.objects.create(
        user=UserFactory(), producer=maker, role="staff", called=word
    )


def taken_home(client):
    answer = client.get("/kenh-ban/du-lieu/tat-ca.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_the_owner_gets_everything_of_his_own_and_nothing_of_another(
    maker_client, maker, rates
):
    shop(maker, "cuaminh")
    shop(ProducerFactory(slug="khac"), "nguoikhac")

    book = taken_home(maker_client)

    told = {
        name: json.loads(book.read(f"json/{name}.json")) for name in [*TABLES, "epcis"]
    }
    text = json.dumps(told)
    empty = {name for name in TABLES if not told[name]}
    assert empty == {"giay-to", "cac-ban", "bang-ke", "lam-thay"}
    assert "nguoikhac" not in text
    assert "thu.vn" not in text
    assert told["don"][0]["buyer"] == "Khách cuaminh"
    assert told["goi"][0]["sku"] == "S-cuaminh"
    assert told["epcis"]["type"] == "EPCISDocument"


def test_no_cell_of_it_is_a_formula(maker_client, maker, rates):
    shop(maker, "cuaminh")

    book = taken_home(maker_client)

    sheets = [name for name in book.namelist() if name.endswith(".xlsx")]
    cells = [
        cell
        for name in sheets
        for line in load_workbook(io.BytesIO(book.read(name))).worksheets[0].iter_rows()
        for cell in line
    ]
    assert len(sheets) == len(TABLES)
    assert any(str(cell.value).startswith(BAD) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("role", ["staff", "helper"])
def test_it_is_the_owners_alone(role, maker):
    user = UserFactory()
    Membership.objects.create(user=user, producer=maker, role=role)
    client = Client()
    client.force_login(user, backend=BACKEND)

    answers = [
        client.get("/kenh-ban/du-lieu/"),
        client.get("/kenh-ban/du-lieu/tat-ca.zip"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_the_page_says_what_is_in_it_and_by_which_law(maker_client, maker):
    page = maker_client.get("/kenh-ban/du-lieu/").content.decode()

    assert "122/2025/QH15" in page
    assert "91/2025/QH15" in page
    assert "/kenh-ban/du-lieu/tat-ca.zip" in page
    assert "/kenh-ban/du-lieu/" in maker_client.get("/kenh-ban/toi/").content.decode()
