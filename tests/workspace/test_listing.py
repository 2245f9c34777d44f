"""A product listed from a phone in four steps: saved at each, nothing typed is lost, nothing is doubled."""

import io
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pytest
from PIL import Image

from catalog import moderating
from catalog.models import Product, ProductState, ProductVersion, VersionState
from core.models import Picture
from tests.factories import ProducerFactory, UserFactory, member_of
from tests.workspace.listing import Phone, photo

pytestmark = pytest.mark.django_db


def test_four_screens_bring_a_product_to_the_readers(maker_client, maker):
    phone = Phone(maker_client)

    page = phone.everything().content.decode()

    product = Product.objects.get()
    pack = product.variants.get()
    assert "Đã gửi duyệt" in page
    assert (product.state, product.producer) == (ProductState.PENDING, maker)
    assert (product.name_vi, product.ripe_months) == ("Tinh bột nghệ vàng", (1, 2))
    assert (pack.price, pack.stock, pack.unit_vi) == (60_000, 12, "hộp")
    assert product.photo
    assert product.photos.count() == 1
    assert Client().get(product.get_absolute_url()).status_code == 404


def test_what_a_reader_approved_is_on_sale_with_its_photos(maker_client):
    Phone(maker_client).everything()
    version = ProductVersion.objects.get()

    moderating.approve(version, by=UserFactory(full_name="Cô Lan"))

    version.refresh_from_db()
    page = Client().get(version.product.get_absolute_url()).content.decode()
    assert version.decided_by.full_name == "Cô Lan"
    assert "60.000" in page
    assert page.count("<picture>") >= 2
    assert page.count('loading="lazy"') >= 1


def test_each_step_is_saved_and_can_be_gone_back_to(maker_client):
    phone = Phone(maker_client)

    phone.tell(("túi 1 kg", "150k"), description_vi="Nhà tôi làm ba đời.")
    back = phone.count(di="truoc").content.decode()

    assert 'value="túi 1 kg"' in back
    assert 'value="150.000"' in back
    assert "Nhà tôi làm ba đời." in back
    assert "Làm tiếp" in maker_client.get("/kenh-ban/hang/dang-ban/").content.decode()


def test_going_back_with_something_wrong_keeps_it_too(maker_client):
    phone = Phone(maker_client)

    phone.tell(("hộp", "chín mươi"), di="truoc")
    page = maker_client.get(phone.at("gia")).content.decode()

    assert 'value="chín mươi"' in page
    assert "vẫn còn đây" in page


def test_the_last_look_reads_the_price_in_words_and_names_what_is_missing(maker_client):
    phone = Phone(maker_client)
    phone.tell(("hộp 250 g", "185000"))

    page = maker_client.get(phone.at("xem-lai")).content.decode()
    answer = phone.send().content.decode()

    assert "một trăm tám mươi lăm nghìn đồng" in page
    assert "Còn thiếu: ít nhất một ảnh" in answer
    assert phone.draft.state == VersionState.DRAFT


@pytest.mark.parametrize(
    ("packs", "changed", "sentence"),
    [
        ((("hộp", "0"),), {}, "Số tiền nhỏ nhất"),
        ((("hộp", "1000000000000"),), {}, "lớn quá"),
        ((("hộp", "9" * 40),), {}, "Số tiền"),
        ((("", "60.000"),), {}, "Hãy ghi gói thế nào"),
        ((("hộp", ""),), {}, "Hãy ghi giá của gói này"),
        ((("hộp", "60.000"),), {"name_vi": "ă" * 500}, "160"),
        ((("hộp", "60.000"),), {"goi-0-weight": "nặng lắm"}, "300 g"),
        ((("hộp", "60.000"),), {"category": "khong-co"}, "khong-co"),
        ((("hộp", "60.000"),), {"name_vi": "a\x00b"}, 'class="error"'),
    ],
)
def test_bad_input_is_told_kindly_and_kept(maker_client, packs, changed, sentence):
    phone = Phone(maker_client)

    answer = phone.tell(*packs, **changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ProductVersion.objects.exclude(content={}).exists()


def test_our_own_codes_are_never_taken_from_a_form(maker_client):
    phone = Phone(maker_client)

    phone.tell(
        ("hộp", "60.000"), ("túi", "90.000"), **{"goi-0-sku": "X", "goi-1-sku": "X"}
    )

    skus = {pack["sku"] for pack in phone.draft.content["packs"]}
    assert len(skus) == 2
    assert "X" not in skus


def test_one_known_code_sent_for_two_packs_makes_two_codes(maker_client):
    phone = Phone(maker_client)
    phone.tell(("hộp", "60.000"))
    sku = phone.draft.content["packs"][0]["sku"]

    phone.tell(
        ("hộp", "60.000"), ("túi", "90.000"), **{"goi-0-sku": sku, "goi-1-sku": sku}
    )

    packs = phone.draft.content["packs"]
    assert [pack["name"] for pack in packs] == ["hộp", "túi"]
    assert len({pack["sku"] for pack in packs}) == 2


def test_a_stale_tab_is_told_what_changed_and_keeps_what_was_typed(maker_client):
    phone = Phone(maker_client)
    old = phone.seen("gia")
    phone.tell(("hộp", "60.000"))
    typed = phone.typed(("hộp", "70.000"), seen=old, di="tiep", name_vi="Tên khác")

    stale = maker_client.post(phone.at("gia"), typed)

    page = stale.content.decode()
    assert stale.status_code == 422
    assert "vừa được sửa ở một trang khác: tên hàng, gói và giá" in page
    assert 'value="70.000"' in page
    assert 'value="Tên khác"' in page
    assert phone.draft.content["name_vi"] == "Tinh bột nghệ vàng"
    again = maker_client.post(phone.at("gia"), typed | {"seen": stale.context["seen"]})
    assert again.status_code == 302
    assert phone.draft.content["name_vi"] == "Tên khác"


def test_ten_tabs_that_save_the_same_make_one_draft(maker_client):
    phone = Phone(maker_client)
    typed = phone.typed(("hộp", "60.000"), seen=phone.seen("gia"), di="tiep")

    first = maker_client.post(phone.at("gia"), typed)
    sku = phone.draft.content["packs"][0]["sku"]
    rest = [maker_client.post(phone.at("gia"), typed) for _tab in range(9)]

    assert first.status_code == 302
    assert ProductVersion.objects.count() == 1
    assert {answer.status_code for answer in rest} == {302}
    assert [pack["sku"] for pack in phone.draft.content["packs"]] == [sku]


def test_a_listing_sent_twice_is_one_product(maker_client):
    phone = Phone(maker_client)
    phone.everything()

    again = phone.send()

    assert Product.objects.count() == 1
    assert "đã gửi hoặc đã bỏ" in again.content.decode()


def test_a_form_sent_after_the_session_ended_comes_back_filled_in(maker):
    user, client = member_of(maker), Client()
    phone = Phone(client)
    typed = phone.typed(("hộp 250 g", "88.000"), name_vi="Tương bần nhà tôi")

    away = client.post(phone.at("gia"), typed)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(phone.at("gia")).content.decode()

    assert away.status_code == 302
    assert phone.at("gia") in away["Location"]
    assert "Tương bần nhà tôi" in page
    assert "88.000" in page


def test_a_photo_says_nothing_of_where_it_was_taken(maker_client):
    phone = Phone(maker_client)

    phone.shoot(photo())

    with Picture.objects.get().file.open() as file:
        assert not dict(Image.open(file).getexif())


def test_the_same_photo_sent_twice_hangs_once(maker_client):
    phone, key = Phone(maker_client), str(uuid4())

    for _try in range(2):
        maker_client.post(
            phone.at("anh"), {"photos": photo(), "key": key}, headers={"X-Photo": "1"}
        )

    assert len(phone.draft.content["photos"]) == 1


def test_a_photo_that_waited_on_the_phone_hangs_once_whichever_way_it_came(
    maker_client,
):
    phone, key = Phone(maker_client), uuid4()
    sent = {"key": key, "photos": photo()}
    maker_client.post(phone.at("anh"), sent, headers={"X-Photo": "1"})

    answers = [
        maker_client.post(
            phone.at("anh"),
            {"lan_gui": key, "key": key, "photos": photo()},
            headers={"X-Queue": "later"},
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(ProductVersion.objects.get().content["photos"]) == 1
    assert Picture.objects.count() == 1


def test_a_photo_that_waited_past_the_sending_in_is_kept_and_told(maker_client):
    phone, key = Phone(maker_client), uuid4()
    phone.everything()
    late = {"lan_gui": key, "key": key, "photos": photo("olive")}

    answer = maker_client.post(phone.at("anh"), late, headers={"X-Queue": "later"})

    assert answer.status_code == 409
    assert "Bản này đã gửi" in answer.json()["words"]


def test_photos_are_put_in_order_taken_out_and_put_back(maker_client):
    phone = Phone(maker_client)
    phone.shoot(photo("red"), photo("green"), photo("blue"))
    red, green, blue = [one["key"] for one in phone.draft.content["photos"]]

    phone.shoot(viec=f"dau:{blue}", di="")
    phone.shoot(viec=f"truoc:{green}", di="")
    phone.shoot(viec=f"bo:{red}", di="")

    assert [one["key"] for one in phone.draft.content["photos"]] == [blue, green]
    phone.shoot(viec=f"lai:{red}", di="")
    assert [one["key"] for one in phone.draft.content["photos"]] == [blue, green, red]


def bomb(side: int) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    return SimpleUploadedFile("bom.png", out.getvalue())


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: SimpleUploadedFile("a.jpg", b"khong phai anh"), "không phải ảnh"),
        (lambda: bomb(6400), "triệu điểm ảnh"),
        (lambda: bomb(20_000), "triệu điểm ảnh"),
        (
            lambda: SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40),
            "không phải ảnh",
        ),
    ],
)
def test_what_is_no_photo_is_refused_and_the_others_are_kept(
    maker_client, upload, sentence
):
    phone = Phone(maker_client)

    page = phone.shoot(upload(), photo())

    assert sentence in page.content.decode()
    assert len(phone.draft.content["photos"]) == 1


def test_a_ninth_photo_is_one_too_many(maker_client):
    phone = Phone(maker_client)

    page = phone.shoot(*[photo() for _n in range(9)]).content.decode()

    assert "treo được 8 ảnh" in page
    assert len(phone.draft.content["photos"]) == 8


def test_a_draft_is_nobody_elses(maker_client):
    phone = Phone(maker_client)
    phone.tell()
    other = Client()
    other.force_login(
        member_of(ProducerFactory()),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    answers = [
        other.get(phone.at(step)) for step in ("anh", "gia", "so-luong", "xem-lai")
    ]
    answers += [other.post(phone.at(step)) for step in ("gia", "bo", "lay-lai")]

    assert {answer.status_code for answer in answers} == {404}


def test_a_draft_thrown_away_can_be_taken_back(maker_client):
    phone = Phone(maker_client)
    phone.tell()

    page = maker_client.post(phone.at("bo"), follow=True).content.decode()
    assert "Lấy lại “Tinh bột nghệ vàng”" in page
    maker_client.post(phone.at("lay-lai"))

    assert phone.draft.state == VersionState.DRAFT
