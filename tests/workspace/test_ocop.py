"""Getting ready for OCOP: estimated, kept step by step, never shown to anybody but the maker."""

import io
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest
import time_machine
from PIL import Image
from pypdf import PdfReader

from catalog import ocop_filling, ocop_reminding
from catalog.models import (
    OcopAnswer,
    OcopCertificate,
    OcopDossier,
    OcopFile,
    OcopLine,
    OcopPaper,
    OcopPart,
)
from catalog.ocop_scoring import score
from core.models import Message
from tests.factories import (
    CertificateFactory,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    hamper_of,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def powder(maker):
    return VariantFactory(
        product__producer=maker,
        product__name_vi="Tinh bột nghệ",
        product__slug="bot-nghe",
    ).product


@pytest.fixture
def stranger():
    client = Client()
    client.force_login(
        member_of(ProducerFactory()),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


URL = "/kenh-ban/ocop/bot-nghe/"


def photo(name="giay.jpg"):
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của Hoa"
    Image.new("RGB", (40, 30), "brown").save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def pdf(name="giay.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF", "application/pdf")


def body(client, url=URL):
    return client.get(url).content.decode()


def answer(client, **levels):
    for code, level in levels.items():
        client.post(f"{URL}cau/{code}/", {"level": level, "note": ""})


@pytest.mark.parametrize(
    ("levels", "parts", "stars"),
    [
        ({}, (0, 0, 0), 1),
        (dict.fromkeys(("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3"), 3), (40, 25, 35), 5),
        ({"A1": 3}, (13, 0, 0), 1),
        ({"A1": 3, "A2": 3, "B1": 3, "B2": 1}, (26, 16, 0), 2),
        ({"A1": 3, "A2": 3, "A3": 3, "B1": 2, "B2": 2}, (40, 16, 0), 3),
        ({"A1": 3, "A2": 3, "A3": 3, "B1": 3, "B2": 3, "C1": 1}, (40, 25, 3), 3),
        ({"A1": 3, "A2": 3, "A3": 3, "B1": 3, "B2": 3, "C1": 2}, (40, 25, 7), 4),
        ({"A1": 3, "A2": 3, "A3": 3, "B1": 3, "B2": 3, "C1": 3, "C2": 3}, (40, 25, 23), 4),
        ({"X1": 3, "X2": 3}, (0, 0, 0), 1),
    ],
)  # fmt: skip
def test_points_are_shared_out_and_rounded_down(maker, powder, levels, parts, stars):
    for line in OcopLine.objects.filter(code__in=levels):
        ocop_filling.answer(powder, line, level=levels[line.code], note="", by=None)

    found = score(ocop_filling.latest(powder), timezone.localdate())

    assert tuple(part.expected for part in found.parts) == parts
    assert found.star.stars == stars
    assert found.is_shared_out


def lines_with_points():
    """As an editor copies them from the annex: C1 + C2 + C3 = 35."""
    for code, points in (("C1", 10), ("C2", 15), ("C3", 10)):
        OcopLine.objects.filter(code=code).update(points=points)


def test_points_an_editor_copied_count_as_they_stand(maker, powder):
    lines_with_points()
    for line in OcopLine.objects.exclude(code="C3"):
        ocop_filling.answer(powder, line, level=3, note="", by=None)

    found = score(ocop_filling.latest(powder), timezone.localdate())

    assert [part.expected for part in found.parts] == [40, 25, 25]
    assert (found.expected, found.star.stars) == (90, 5)


def test_rows_of_a_new_law_count_from_their_day(maker, powder):
    changed = date(2027, 7, 1)
    old = OcopPart.objects.get(code="A")
    OcopPart.objects.filter(pk=old.pk).update(effective_to=changed - timedelta(days=1))
    OcopPart.objects.create(
        code="A", name_vi="Phần mới", points=35, effective_from=changed, legal_basis="x"
    )
    for line in OcopLine.objects.filter(part="A"):
        ocop_filling.answer(powder, line, level=3, note="", by=None)
    dossier = ocop_filling.latest(powder)

    before, after = score(dossier, date(2027, 6, 30)), score(dossier, changed)

    assert (before.parts[0].expected, after.parts[0].expected) == (40, 35)


def test_no_shopper_ever_sees_a_star_of_a_self_assessment(maker_client, powder):
    lines_with_points()
    answer(maker_client, A1=3, A2=3, A3=3, B1=3, B2=3, C1=3, C2=3)

    assert "90/100" in body(maker_client)
    for url in ("/san-pham/", powder.get_absolute_url(), powder.producer.get_absolute_url(), "/", "/tim/?q=nghe"):  # fmt: skip
        page = body(Client(), url)
        assert "badge ocop" not in page, url
        assert "OCOP 5" not in page, url
    assert not OcopCertificate.objects.exists()


def test_every_page_says_that_it_only_advises(maker_client, powder):
    urls = ["/kenh-ban/ocop/", URL, f"{URL}cau/A1/", f"{URL}giay-to/"]

    pages = [body(maker_client, url) for url in urls]

    assert all("chỉ giúp bạn chuẩn bị" in page for page in pages)
    assert all("148/QĐ-TTg" in page for page in pages[:3])


def test_an_answer_is_kept_and_leads_to_the_next_question(maker_client, powder):
    kept = maker_client.post(f"{URL}cau/A1/", {"level": "2", "note": "thiếu hợp đồng"})
    again = maker_client.post(f"{URL}cau/A1/", {"level": "3", "note": "đã ký"})

    row = OcopAnswer.objects.get()
    assert kept.url == again.url == f"{URL}cau/A2/"
    assert (row.level, row.note, row.line.code) == (3, "đã ký", "A1")
    assert row.by.memberships.get().producer == powder.producer
    assert "đã ký" in body(maker_client, f"{URL}cau/A1/")


def test_the_page_leads_to_the_first_open_question(maker_client, powder):
    before = body(maker_client)
    answer(maker_client, A1=1, A2=0, B1=2)

    after = body(maker_client)

    assert f'<a class="btn big block" href="{URL}cau/A1/">Bắt đầu trả lời' in before
    assert f'<a class="btn big block" href="{URL}cau/A3/">Trả lời tiếp' in after


def test_the_last_question_leads_to_the_papers(maker_client, powder):
    answer = maker_client.post(f"{URL}cau/X4/", {"level": "0"})

    assert answer.url == f"{URL}giay-to/"


@pytest.mark.parametrize("level", ["", "4", "-1", "ba", "3\x00", "9" * 40])
def test_a_bad_answer_is_refused_kindly_and_keeps_the_note(maker_client, powder, level):
    page = maker_client.post(f"{URL}cau/A1/", {"level": level, "note": "nhớ hỏi xã"})

    assert page.status_code == 422
    assert "Hãy chọn" in page.content.decode()
    assert "nhớ hỏi xã" in page.content.decode()
    assert not OcopDossier.objects.exists()


def test_a_photo_loses_its_secrets_and_a_pdf_is_handed_over(maker_client, powder):
    maker_client.post(f"{URL}giay-to/M4/", {"file": photo("giấy phép.jpg")})
    maker_client.post(f"{URL}giay-to/S4/", {"file": pdf()})

    picture, paper = OcopFile.objects.order_by("pk")
    shown = maker_client.get(f"{URL}tep/{picture.code}/")
    given = maker_client.get(f"{URL}tep/{paper.code}/")
    drawn = Image.open(io.BytesIO(b"".join(shown.streaming_content)))
    assert (shown["Content-Type"], dict(drawn.getexif())) == ("image/jpeg", {})
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    page = body(maker_client, f"{URL}giay-to/")
    assert "giấy phép.jpg" in page
    assert "Nguyễn Thị Hoa" in page


def test_what_is_missing_shrinks_with_each_paper(maker_client, powder):
    before = body(maker_client)
    for paper in OcopPaper.objects.filter(is_mandatory=True):
        maker_client.post(f"{URL}giay-to/{paper.code}/", {"file": photo()})

    after = body(maker_client)

    assert "Còn thiếu giấy bắt buộc" in before
    assert "Giấy bắt buộc đã có đủ" in after


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Hãy chụp ảnh hoặc chọn một tệp"),
        (SimpleUploadedFile("a.pdf", b""), "Tệp này rỗng"),
        (SimpleUploadedFile("a.jpg", b"MZ\x00 not a photo"), "không phải ảnh"),
        (SimpleUploadedFile("a.pdf", b"<script>"), "không phải ảnh"),
        (SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 16_000_000), "nặng quá 15 MB"),
    ],
    ids=["none", "empty", "program", "page", "heavy"],
)
def test_what_is_no_photo_and_no_pdf_is_refused(maker_client, powder, file, words):
    page = maker_client.post(f"{URL}giay-to/M4/", {"file": file} if file else {})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not OcopFile.objects.exists()


def test_a_file_is_taken_out_of_the_storage_too(
    maker_client, powder, django_capture_on_commit_callbacks
):
    maker_client.post(f"{URL}giay-to/M4/", {"file": photo()})
    found = OcopFile.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        maker_client.post(f"{URL}tep/{found.code}/bo/")

    assert not OcopFile.objects.exists()
    assert not found.file.storage.exists(found.file.name)


def test_another_maker_sees_nothing_and_changes_nothing(maker_client, stranger, powder):
    answer(maker_client, A1=3)
    maker_client.post(f"{URL}giay-to/M4/", {"file": photo()})
    file, dossier = OcopFile.objects.get(), OcopDossier.objects.get()
    looked_at = ["", "cau/A1/", "giay-to/", f"tep/{file.code}/", f"ho-so/{dossier.code}.pdf"]  # fmt: skip
    done = ["cau/A1/", "giay-to/M4/", f"tep/{file.code}/bo/", "nop/", "moi/"]

    looks = {path: stranger.get(URL + path).status_code for path in looked_at}
    deeds = {path: stranger.post(URL + path, {"level": 0}).status_code for path in done}

    assert set(looks.values()) == set(deeds.values()) == {404}
    assert Client().get(URL).status_code == 302
    assert OcopAnswer.objects.get().level == 3
    assert OcopDossier.objects.get().submitted_at is None
    assert "Tinh bột nghệ" not in body(stranger, "/kenh-ban/ocop/")


def test_a_file_is_not_found_through_another_product_of_its_maker(maker_client, powder):
    ProductFactory(producer=powder.producer, slug="khac")
    maker_client.post(f"{URL}giay-to/M4/", {"file": photo()})
    code = OcopFile.objects.get().code

    answer = maker_client.get(f"/kenh-ban/ocop/khac/tep/{code}/")

    assert answer.status_code == 404


def test_a_dossier_handed_in_stays_as_it_was_and_a_new_one_begins(maker_client, powder):
    answer(maker_client, A1=3)
    maker_client.post(f"{URL}nop/")
    late = maker_client.post(f"{URL}cau/A1/", {"level": "0"}, follow=True)
    refused = maker_client.post(f"{URL}giay-to/M4/", {"file": photo()}, follow=True)
    assert "đã nộp nên không sửa nữa" in late.content.decode()
    assert "đã nộp nên không sửa nữa" in refused.content.decode()

    for _twice in range(2):
        maker_client.post(f"{URL}moi/")

    fresh, old = OcopDossier.objects.order_by("-pk")
    assert (fresh.answers.count(), old.answers.get().level) == (0, 3)
    assert f"ho-so/{old.code}.pdf" in body(maker_client)


def test_nothing_is_handed_in_before_anything_is_written(maker_client, powder):
    page = maker_client.post(f"{URL}nop/", follow=True)

    assert "Chưa có gì trong hồ sơ" in page.content.decode()


def test_the_dossier_prints_with_every_vietnamese_letter_and_its_photos(
    maker_client, powder
):
    note = "Mua nghệ ở Chí Tân <b>của 12 hộ</b>, ẵẫễỗỡữỹ"
    maker_client.post(f"{URL}cau/A1/", {"level": "2", "note": note})
    maker_client.post(f"{URL}giay-to/M4/", {"file": photo("đăng ký.jpg")})
    maker_client.post(f"{URL}giay-to/S4/", {"file": pdf()})
    code = OcopDossier.objects.get().code

    answer = maker_client.get(f"{URL}ho-so/{code}.pdf")

    reader = PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("Tinh bột nghệ", "Hộ bà Hoa", note, "Gần đủ", "đăng ký.jpg", "Chỉ hội đồng"):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert sum(len(page.images) for page in reader.pages) == 1


def test_a_dossier_prints_although_a_file_is_gone(maker_client, powder):
    maker_client.post(f"{URL}giay-to/M4/", {"file": photo()})
    found = OcopFile.objects.get()
    found.file.storage.delete(found.file.name)

    answer = maker_client.get(f"{URL}ho-so/{found.dossier.code}.pdf")

    assert answer.status_code == 200
    assert maker_client.get(f"{URL}tep/{found.code}/").status_code == 404


def test_a_maker_is_told_180_90_and_30_days_before_once_each(maker, powder):
    end = timezone.localdate() + timedelta(days=200)
    CertificateFactory(product=powder, expires_on=end)
    told = []

    for left in (181, 180, 179, 90, 60, 30, 1, 0, -1):
        with time_machine.travel(timezone.now() + timedelta(days=200 - left)):
            call_command("remind_ocop")
            call_command("remind_ocop")
        told.append(Message.objects.filter(template="ocop_ending").count())

    assert told == [0, 1, 1, 2, 2, 3, 3, 3, 3]


def test_after_weeks_of_silence_only_the_latest_word_is_said(maker, powder):
    CertificateFactory(
        product=powder, expires_on=timezone.localdate() + timedelta(days=20)
    )

    told = ocop_reminding.remind()

    assert told == 1
    assert Message.objects.get().key.endswith(":30")


def test_nobody_is_told_of_a_certificate_that_was_followed_or_given_up(maker, powder):
    soon = timezone.localdate() + timedelta(days=20)
    CertificateFactory(product=powder, expires_on=soon)
    CertificateFactory(product=powder, expires_on=soon + timedelta(days=1000))
    CertificateFactory(product=ProductFactory(archived=True), expires_on=soon)

    told = ocop_reminding.remind()

    assert told == 0


@pytest.mark.parametrize(("left", "urgent"), [(181, None), (180, False), (30, True)])
def test_the_end_of_a_certificate_is_a_task_of_today(
    maker_client, powder, left, urgent
):
    CertificateFactory(
        product=powder, expires_on=timezone.localdate() + timedelta(days=left)
    )

    page = body(maker_client, "/kenh-ban/")

    assert ("Chứng nhận OCOP sắp hết hạn" in page) is (urgent is not None)
    assert ('class="task urgent" href="/kenh-ban/ocop/"' in page) is bool(urgent)


def test_hampers_and_goods_given_up_are_not_entered(maker_client, maker, powder):
    hamper_of((powder.variants.get(), 1), producer=maker)
    ProductFactory(producer=maker, archived=True, name_vi="Hàng cũ", slug="hang-cu")

    page = body(maker_client, "/kenh-ban/ocop/")

    assert "Tinh bột nghệ" in page
    assert "Giỏ quà" not in page
    assert maker_client.get("/kenh-ban/ocop/hang-cu/").status_code == 404


def test_the_list_asks_the_database_as_often_for_twenty_goods_as_for_one(
    maker_client, maker, powder
):
    answer(maker_client, A1=3)
    with CaptureQueriesContext(connection) as one:
        body(maker_client, "/kenh-ban/ocop/")
    for number in range(15):
        more = ProductFactory(producer=maker, slug=f"them-{number}")
        ocop_filling.answer(more, OcopLine.objects.first(), level=1, note="", by=None)

    with CaptureQueriesContext(connection) as many:
        body(maker_client, "/kenh-ban/ocop/")

    assert len(many) <= len(one)
