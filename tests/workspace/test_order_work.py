"""Line by line on the maker's phone."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile

import pytest
from PIL import Image

from orders import fulfil
from payments.models import Payment
from tests.factories import VariantFactory
from tests.orders.placing import order_of, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "gold").save(out, "JPEG")
    return SimpleUploadedFile("can.jpg", out.getvalue())


@pytest.fixture
def chicken(maker):
    bird = VariantFactory(
        price=1_200_000, by_weight_g=3000, unit_vi="con", product__producer=maker
    )
    part = placed(bird)
    fulfil.accept(part, by=None)
    return part


def test_a_maker_takes_one_line_and_says_no_to_another(maker_client, maker):
    jar = VariantFactory(price=100_000, product__producer=maker)
    box = VariantFactory(price=50_000, product__producer=maker)
    part = order_of((jar, 2), (box, 2)).parts.get()
    first, second = part.lines.all()
    url = f"/kenh-ban/don/{part.code}/"

    page = maker_client.get(url).content.decode()
    maker_client.post(f"{url}mon/{first.pk}/lam/")
    maker_client.post(
        f"{url}mon/{second.pk}/thieu/", {"possible": "1", "reason": "Hết lạt"}
    )

    part.refresh_from_db()
    assert "Làm được món này" in page
    assert (part.state, part.goods_total) == ("accepted", 250_000)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"possible": "0", "reason": ""}, "vì sao"),
        ({"possible": "", "reason": "x"}, "số làm được"),
        ({"possible": "abc", "reason": "x"}, "bằng chữ số"),
        ({"possible": "5", "reason": "x"}, "từ 0 đến"),
    ],
)
def test_a_half_answer_is_explained(maker_client, chicken, typed, why):
    url = f"/kenh-ban/don/{chicken.code}/mon/{chicken.lines.get().pk}/thieu/"

    assert why in maker_client.post(url, typed, follow=True).content.decode()


def test_a_chicken_is_weighed_with_a_photo_of_the_scale(client, maker_client, chicken):
    line = chicken.lines.get()
    url = f"/kenh-ban/don/{chicken.code}/mon/{line.pk}/can/"

    body = maker_client.post(
        url, {"weight": "3,25", "photo": picture()}, follow=True
    ).content.decode()
    page = client.get(chicken.order.get_absolute_url()).content.decode()

    line.refresh_from_db()
    assert line.final_weight_g == 3250
    assert "1.300.000" in body
    assert "3,25 kg" in page
    assert Payment.objects.open().get().amount == 1_322_000


@pytest.mark.parametrize(
    ("weight", "photo", "why"),
    [
        ("ba cân", True, "Hãy gõ số cân"),
        ("", True, "Hãy gõ số cân"),
        ("3,25", False, "chụp mặt cân"),
        ("325", True, "khác xa"),
        ("32,5", True, "khác xa"),
    ],
)
def test_a_wrong_weight_is_explained(maker_client, chicken, weight, photo, why):
    line = chicken.lines.get()
    fields = {"weight": weight, **({"photo": picture()} if photo else {})}

    response = maker_client.post(
        f"/kenh-ban/don/{chicken.code}/mon/{line.pk}/can/", fields, follow=True
    )

    line.refresh_from_db()
    assert why in response.content.decode()
    assert line.final_weight_g is None


def test_the_buyer_answers_a_much_heavier_chicken_on_his_page(
    client, maker_client, chicken
):
    line = chicken.lines.get()
    maker_client.post(
        f"/kenh-ban/don/{chicken.code}/mon/{line.pk}/can/",
        {"weight": "3,6", "photo": picture()},
    )
    page = chicken.order.get_absolute_url()
    asked = client.get(page).content.decode()

    client.post(f"{page}can/{line.pk}/", {"tra_loi": "dong-y"})

    line.refresh_from_db()
    assert "1.440.000" in asked
    assert (line.final_weight_g, line.total) == (3600, 1_440_000)


def test_another_maker_sees_and_touches_nothing(maker_client, rates):
    part = placed()
    line = part.lines.get()
    url = f"/kenh-ban/don/{part.code}/"

    for path in (f"mon/{line.pk}/lam/", f"mon/{line.pk}/thieu/", "kien/", "nhan-tin/"):
        assert maker_client.post(f"{url}{path}").status_code == 404
