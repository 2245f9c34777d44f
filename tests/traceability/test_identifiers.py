"""Codes that hold: GS1 Digital Link where a GTIN is owned, our own otherwise; marks that are valid."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

import pytest

from catalog.editing import VariantForm
from producers.gs1 import check_gtin
from tests.factories import LotFactory, ProducerFactory, VariantFactory, born, label_of
from tests.traceability.test_recording import goods
from traceability.models import Mark, MarkKind

pytestmark = pytest.mark.django_db
GTIN, PREFIX = "8930000000019", "8930000"


def owner(**facts):
    return ProducerFactory(gs1_prefix=PREFIX, **facts)


@pytest.fixture
def packed():
    """A lot of a maker who owns his GTIN."""
    variant = VariantFactory(product__producer=owner(), gtin=GTIN)
    lot = goods()
    lot.variant, lot.location.producer = variant, variant.product.producer
    lot.location.save()
    born(lot)
    return lot


@pytest.mark.parametrize(
    ("gtin", "said"),
    [
        ("8930000000018", "số kiểm tra"),
        ("893000000001", "số kiểm tra"),
        ("abc", "số kiểm tra"),
        ("8931234567897", "mã doanh nghiệp"),
        ("4012345111118", "mã doanh nghiệp"),
        ("28930000000013", None),
        (GTIN, None),
        ("", None),
    ],
)
def test_a_gtin_needs_its_check_digit_and_its_owner(gtin, said):
    maker = owner()

    if said is None:
        check_gtin(gtin, maker)
    else:
        with pytest.raises(ValidationError, match=said):
            check_gtin(gtin, maker)


def test_without_a_registered_prefix_no_gtin_is_taken():
    variant = VariantFactory(product__producer=ProducerFactory())
    data = {"sku": variant.sku, "gtin": GTIN, "name_vi": "hộp", "unit_vi": "hộp"}

    class Form(VariantForm):
        class Meta:
            model = type(variant)
            fields = ["sku", "gtin"]

    form = Form({**data, "price": "60.000"}, instance=variant)

    assert "mã doanh nghiệp GS1" in str(form.errors["gtin"])


def test_nobody_prints_a_gtin_that_is_not_his_on_a_lot():
    lot = goods(gtin=GTIN)

    born(lot)

    assert lot.gtin == ""
    assert lot.epc_class.endswith(f"/truy-xuat/lo/{lot.code}/")


def test_a_lot_with_a_gtin_is_named_by_a_digital_link(packed, client):
    code = packed.code

    assert packed.epc_class == f"https://id.gs1.org/01/0{GTIN}/10/{code}"
    for path in (f"/01/0{GTIN}/10/{code}", f"/01/{GTIN}/10/{code}/"):
        response = client.get(path)
        assert response.status_code == 307
        assert response["Location"] == f"/truy-xuat/lo/{code}/"
        assert "linkset" in response["Link"]


def test_a_unit_is_found_by_its_serial(packed, client):
    label = label_of(packed)

    for path in (
        f"/01/0{GTIN}/21/{label.code}",
        f"/01/0{GTIN}/10/{packed.code}/21/{label.code}",
    ):
        assert client.get(path)["Location"] == label.get_absolute_url()
    assert client.get(f"/01/0{GTIN}/21/KHONGCO").status_code == 404


def test_a_machine_gets_the_linkset(packed, client):
    path = f"/01/0{GTIN}/10/{packed.code}"

    asked = client.get(path, headers={"Accept": "application/linkset+json"})
    all_links = client.get(path, {"linkType": "all"}).json()
    own = client.get(f"/truy-xuat/lo/{packed.code}/", {"linkType": "all"})
    epcis = client.get(path, {"linkType": "gs1:epcis"})

    assert asked["Content-Type"] == own["Content-Type"] == "application/linkset+json"
    assert asked.json() == all_links
    links = all_links["linkset"][0]
    kinds = {key.rpartition("/")[2] for key in links if key != "anchor"}
    assert kinds == {"defaultLink", "pip", "traceability", "epcis"}
    assert epcis["Location"].endswith("/epcis.json")
    assert client.get(path, {"linkType": "gs1:recipeInfo"}).status_code == 404


def test_the_resolver_says_what_it_can(client):
    told = client.get("/.well-known/gs1resolver").json()

    assert told["supportedPrimaryKeys"] == ["01", "414"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/01/8930000000018", 400),
        ("/01/abc", 400),
        ("/01/08931234567897", 404),
        (f"/01/0{GTIN}/10/KHONGCO", 404),
        ("/414/8930000000019", 404),
        ("/truy-xuat/noi/KHONGCO/", 404),
        ("/truy-xuat/lo/%00/", 404),
    ],
)
def test_a_wrong_code_is_answered_plainly(client, packed, path, status):
    assert client.get(path).status_code == status


def test_codes_answer_also_after_their_maker_left(packed, client):
    packed.maker.suspended_at = timezone.now()
    packed.maker.save()
    packed.variant.is_active = False
    packed.variant.save()

    assert client.get(f"/01/0{GTIN}/10/{packed.code}", follow=True).status_code == 200
    assert client.get(f"/truy-xuat/noi/{packed.location.code}/").status_code == 200
    with pytest.raises(Exception, match="protected"):
        packed.location.delete()


def mark(product, **facts):
    given = {
        "kind": MarkKind.STANDARD,
        "name_vi": "VietGAP trồng trọt",
        "number": "MINH-HOA-1",
        "issuer": "Tổ chức minh hoạ",
        "valid_from": timezone.localdate() - timedelta(days=30),
        "is_demo": True,
    }
    made = Mark.objects.create(**{**given, **facts})
    made.products.add(product)
    return made


def test_a_mark_is_shown_while_it_is_valid_and_for_what_it_covers(client):
    lot = LotFactory()
    label, product = label_of(lot), lot.variant.product
    today = timezone.localdate()
    mark(product, valid_to=today - timedelta(days=5))

    past = client.get(product.get_absolute_url()).content.decode()
    scanned = client.get(label.get_absolute_url()).content.decode()
    Mark.objects.update(valid_from=today - timedelta(days=2), valid_to=None)
    now = client.get(product.get_absolute_url()).content.decode()
    made_before = client.get(label.get_absolute_url()).content.decode()

    assert "VietGAP trồng trọt" not in past
    assert "VietGAP trồng trọt, MINH-HOA-1" in scanned
    assert "dữ liệu minh hoạ" in scanned
    assert "VietGAP trồng trọt" in now
    assert "VietGAP trồng trọt" not in made_before


def test_a_geographical_indication_covers_its_village():
    lot = LotFactory()
    product, other = lot.variant.product, VariantFactory().product
    given = mark(other, kind=MarkKind.INDICATION, number="GI-1")
    given.products.clear()
    given.villages.add(product.village or product.producer.village)

    today = timezone.localdate()

    assert Mark.objects.valid_on(today).of(other).count() == 0
    if product.village:
        assert list(Mark.objects.valid_on(today).of(product)) == [given]
