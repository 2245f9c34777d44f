"""“Ghi lô” on a phone: filled in from the last time, sent once, corrected in the open, called back with four eyes."""

import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import pytest
from PIL import Image

from core.models import Picture
from tests.factories import (
    LotFactory,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    born,
    label_of,
    member_of,
)
from traceability import chain, families, verification
from traceability.models import Event, EventPhoto, Lot, Recall
from traceability.verdict import Verdict, look_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def powder(maker):
    return VariantFactory(
        product=ProductFactory(
            producer=maker, name_vi="Tinh bột nghệ vàng", shelf_life_days=365
        ),
        sku="BOT",
    )


def shown(client, sku="BOT"):
    """The fields of the form as the phone would send them back, untouched."""
    page = client.get(f"/kenh-ban/lo/ghi/{sku}/").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", main):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' not in tag or "checked" in tag
        if name and ticked and 'type="file"' not in tag:
            fields[name[1]] = value[1] if value else ""
        if 'type="checkbox"' in tag and ticked:
            fields[name[1]] = "on"
    return fields


def photo(name="anh.jpg", colour="orange"):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N"}
    exif[0x010F] = "Dien thoai"
    Image.new("RGB", (3000, 2000), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def too_large():
    out = io.BytesIO()
    Image.new("1", (8000, 5000)).save(out, "PNG")
    return SimpleUploadedFile("to.png", out.getvalue(), "image/png")


def send(client, sku="BOT", **changed):
    typed = {**shown(client, sku), **changed}
    return client.post(f"/kenh-ban/lo/ghi/{sku}/", typed, follow=True)


def test_a_first_lot_needs_one_number(maker_client, powder):
    page = send(maker_client, quantity="40")

    lot = Lot.objects.get()
    assert f"Đã ghi lô {lot.code}" in page.content.decode()
    assert (lot.quantity, lot.produced_on) == (40, timezone.localdate())
    assert lot.expires_on == timezone.localdate() + timedelta(days=365)
    titles = [event.title for event in Event.objects.telling_of(lot)]
    assert titles == [step.title_vi for step in families.families()[0].steps]
    assert Event.objects.telling_of(lot)[0].recorded_by is not None


def test_the_next_lot_is_filled_in_from_the_last(maker_client, powder):
    steps = shown(maker_client)
    steps.pop("buoc-2-done")
    steps |= {"buoc-0-days_before": "9", "quantity": "12,5", "season": "vụ đông"}
    maker_client.post("/kenh-ban/lo/ghi/BOT/", steps)

    again = shown(maker_client)

    assert (again["quantity"], again["season"]) == ("12,5", "vụ đông")
    assert "buoc-3-title_vi" in again
    assert "buoc-4-title_vi" not in again
    assert again["buoc-0-days_before"] == "9"


def test_a_form_sent_twice_counts_once(maker_client, powder):
    typed = {**shown(maker_client), "quantity": "40"}

    pages = [
        maker_client.post("/kenh-ban/lo/ghi/BOT/", typed, follow=True) for _ in range(3)
    ]

    assert Lot.objects.count() == 1
    assert len({page.redirect_chain[-1][0] for page in pages}) == 1


def test_a_photo_is_shrunk_stripped_and_bound(maker_client, powder):
    send(maker_client, quantity="40", photo=photo())

    bound = EventPhoto.objects.get()
    picture = Picture.objects.get(pk=bound.picture_id)
    with picture.file.open("rb") as file, Image.open(file) as image:
        assert max(image.size) <= 1600
        assert not image.getexif()
    import hashlib

    with picture.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == bound.sha256
    assert f"sha-256:{bound.sha256}" in bound.event.document


def titles_with_photos(lot):
    seen = Event.objects.telling_of(lot).filter(photos__isnull=False)
    return [event.title for event in seen]


def test_each_step_takes_a_photo_of_its_own(maker_client, powder):
    taken = {"buoc-0-photo": photo(), "buoc-2-photo": photo(colour="brown")}
    send(maker_client, quantity="40", **taken)

    lot = Lot.objects.get()
    first, _second, third = families.families()[0].steps[:3]
    assert titles_with_photos(lot) == [first.title_vi, third.title_vi]
    for event in Event.objects.telling_of(lot).filter(photos__isnull=False):
        assert f"sha-256:{event.photos.get().sha256}" in event.document
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 2
    assert list(verification.problems()) == []


def test_photos_follow_their_steps_into_the_order_of_the_days(maker_client, powder):
    days = {"buoc-0-days_before": "1", "buoc-4-days_before": "9"}
    send(maker_client, quantity="40", **days, **{"buoc-4-photo": photo()})

    lot = Lot.objects.get()
    packed = families.families()[0].steps[4].title_vi
    assert Event.objects.telling_of(lot)[0].title == packed
    assert titles_with_photos(lot) == [packed]


def test_the_photo_of_the_lot_hangs_beside_that_of_the_last_step(maker_client, powder):
    send(
        maker_client,
        **{"quantity": "40", "photo": photo(), "buoc-4-photo": photo(colour="brown")},
    )

    event = Event.objects.telling_of(Lot.objects.get()).last()
    assert event.photos.count() == EventPhoto.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"buoc-1-photo": SimpleUploadedFile("a.jpg", b"none")}, "không phải ảnh"),
        ({"buoc-1-photo": lambda: too_large()}, "Ảnh to quá"),
        ({"buoc-1-photo": lambda: photo(), "buoc-1-done": ""}, "chưa đánh dấu"),
    ],
    ids=["no photo", "too large", "not done"],
)
def test_a_photo_that_is_not_right_is_told_at_its_step(
    maker_client, powder, changed, says
):
    made = {name: one() if callable(one) else one for name, one in changed.items()}
    typed = {"quantity": "41", "season": "vụ đông", "buoc-0-days_before": "9", **made}
    page = send(maker_client, **typed)

    told = re.search(r'<p class="error" id="id_buoc-1-photo_error">([^<]+)', page.text)
    assert page.status_code == 422
    assert says in told[1]
    assert 'aria-describedby="id_buoc-1-photo_error"' in page.text
    assert 'value="vụ đông"' in page.text
    assert re.search(r'name="buoc-0-days_before" value="9"', page.text)
    assert not Picture.objects.filter(title__startswith="Tinh bột").exists()


def test_a_lot_that_is_refused_leaves_no_file_of_a_photo(maker_client, powder):
    send(maker_client, "nguyen-lieu", name="Củ nghệ tươi", quantity="3", uom="KGM")
    taken = [str(Lot.objects.get().pk)]
    folder = Path(default_storage.path("original_images"))
    before = sorted(folder.glob("*"))

    page = send(
        maker_client, **{"quantity": "40", "inputs": taken, "buoc-0-photo": photo()}
    )

    assert page.status_code == 422
    assert sorted(folder.glob("*")) == before


def test_a_lot_is_made_from_others_also_of_another_house(maker, maker_client, powder):
    grower = ProducerFactory()
    bought = LotFactory.build(
        variant=VariantFactory(product__producer=grower), location=None
    )
    from traceability.noting import workplace

    bought.location = workplace(grower)
    born(bought)
    send(maker_client, "nguyen-lieu", name="Củ nghệ tươi", quantity="90", uom="KGM")
    own = Lot.objects.get(name="Củ nghệ tươi")

    page = send(
        maker_client,
        quantity="40",
        inputs=[str(own.pk)],
        other_lot=bought.code.lower(),
    )

    made = Lot.objects.get(variant=powder)
    assert {link.lot for link in chain.upstream(made)} == {own, bought}
    assert "Củ nghệ tươi" in page.content.decode()


def test_more_out_than_in_asks_why(maker_client, powder):
    send(maker_client, "nguyen-lieu", name="Củ nghệ tươi", quantity="3", uom="KGM")
    taken = [str(Lot.objects.get().pk)]

    page = send(maker_client, quantity="40", inputs=taken)
    assert page.status_code == 422
    assert "Vì sao ra nhiều hơn vào?" in page.content.decode()

    send(maker_client, quantity="40", inputs=taken, reason="Thêm bột năng")
    assert Lot.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"quantity": ""}, "ghi một số"),
        ({"quantity": "vài cân"}, "chữ số"),
        ({"quantity": "-4"}, "lớn hơn 0"),
        ({"produced_on": "2099-01-01"}, "chưa đến"),
        ({"produced_on": "hôm qua"}, "05/12/2026"),
        ({"expires_on": "2020-01-01"}, "trước ngày làm ra"),
        ({"other_lot": "KHONGCO"}, "Không thấy lô"),
        ({"photo": SimpleUploadedFile("a.jpg", b"not a photo")}, "không phải ảnh"),
        ({"buoc-0-days_before": "-1"}, "lớn hơn 0"),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(
    maker_client, powder, changed, says
):
    page = send(maker_client, **{"quantity": "41", "standards": "TCVN", **changed})

    body = page.content.decode()
    assert page.status_code == 422
    assert says in body
    assert 'value="TCVN"' in body
    assert not Lot.objects.exists()


def test_nobody_records_anothers_goods_or_sees_his_lots(maker_client):
    other = LotFactory(variant__sku="KHAC")

    assert maker_client.get("/kenh-ban/lo/ghi/KHAC/").status_code == 404
    assert maker_client.get(f"/kenh-ban/lo/{other.code}/").status_code == 404
    assert other.code not in maker_client.get("/kenh-ban/lo/").content.decode()


def test_a_wrong_step_is_marked_for_everybody(maker_client, powder):
    send(maker_client, quantity="40")
    lot = Lot.objects.get()
    event = Event.objects.telling_of(lot)[2]
    url = f"/kenh-ban/lo/{lot.code}/"

    maker_client.post(f"{url}viec/{event.pk}/sai/", {"vi_sao": "nham"})
    step = {"lan_gui": uuid4(), "title": "Sấy lại ở 45 độ", "photo": photo()}
    for _ in range(2):
        maker_client.post(f"{url}viec/", step)

    own = maker_client.get(url).content.decode()
    public = Client().get(f"/truy-xuat/{label_of(lot).code}/").content.decode()
    assert "đã báo ghi sai" in own
    assert "đã báo ghi sai" in public
    assert public.count("Sấy lại ở 45 độ") == 2  # once in words, once on the photo link


def test_a_recall_takes_two_and_the_stop_only_one(maker, maker_client, powder):
    send(maker_client, quantity="40")
    lot = Lot.objects.get()
    label = label_of(lot)
    url = f"/kenh-ban/lo/{lot.code}/thu-hoi/"
    maker_client.post(url, {"reason": "Mẻ này bị ẩm."})
    assert look_up(label.code).verdict == Verdict.WITHDRAWN

    alone = maker_client.post(f"{url}quyet/", {"viec": "thu-hoi"}, follow=True)
    assert "nhờ người thứ hai" in alone.content.decode()
    second = Client()
    second.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )
    second.post(f"{url}quyet/", {"viec": "thu-hoi"})

    finding = look_up(label.code)
    assert (finding.verdict, finding.why) == (Verdict.RECALLED, "Mẻ này bị ẩm.")
    assert "Thu hồi" in [event.title for event in Event.objects.telling_of(lot)]


def test_a_refused_recall_lets_the_lot_go_on(maker, maker_client, powder):
    send(maker_client, quantity="40")
    lot = Lot.objects.get()
    url = f"/kenh-ban/lo/{lot.code}/thu-hoi/"
    maker_client.post(url, {"reason": "Nghi ẩm."})
    second = Client()
    second.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )

    second.post(f"{url}quyet/", {"viec": "khong"})

    assert look_up(label_of(lot).code).is_good
    assert Recall.objects.get().refused_at


def test_an_empty_reason_stops_nothing(maker_client, powder):
    send(maker_client, quantity="40")
    lot = Lot.objects.get()

    page = maker_client.post(f"/kenh-ban/lo/{lot.code}/thu-hoi/", {"reason": " "})

    assert page.status_code == 422
    assert not Recall.objects.exists()


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Tinh bột nghệ vàng Chí Tân", "bot-nghe"),
        ("Long nhãn sấy", "long-nhan"),
        ("Giỏ mây đựng hoa quả", "may-tre"),
        ("Đậu phụ An Vĩ “viên gạch”", "dau-phu"),
        ("Hương nén Cao Thôn", "huong"),
        ("Giò gà Đông Tảo", "ga"),
        ("Mật ong hoa nhãn", "khac"),
    ],
)
def test_goods_find_the_steps_of_their_family(name, family):
    assert families.family_of(name).slug == family
