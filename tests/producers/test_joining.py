"""From a phone number to a verified maker, through the pages people use."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import User
from catalog.models import Product
from core.audit import AuditEvent
from core.models import Message
from producers.models import Paper, Producer
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    member_of,
)
from tests.pictures import jpeg

pytestmark = pytest.mark.django_db
JOIN = "/kenh-ban/tham-gia/"
PAPERS = "/kenh-ban/ho-so/giay/"
FACTS = {
    "kind": "household",
    "name": "Hộ bà Hoa",
    "makes": "tinh bột nghệ",
    "contact_name": "Nguyễn Thị Hoa",
    "phone": "0912 000 777",
    "province": "33",
    "commune": KHOAI_CHAU,
    "street": "Thôn 2",
}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _hears_the_console(caplog):
    caplog.set_level("WARNING", "core.phone_messages")


def photo(name="cccd.jpg"):
    return SimpleUploadedFile(name, jpeg(), "image/jpeg")


@pytest.fixture
def applicant(client):
    user = UserFactory()
    client.force_login(user, backend=BACKEND)
    client.post(JOIN, FACTS)
    return Producer.objects.get(memberships__user=user)


@pytest.fixture
def officer(admin_user):
    browser = Client()
    browser.force_login(admin_user, backend=BACKEND)
    return browser


@pytest.fixture
def admin_user(db):
    return User.objects.create_superuser("xa@example.vn", full_name="Chị Thu")


def say(officer, producer, deed, **typed):
    url = reverse("producer:deed", args=[producer.pk, deed])
    answer = officer.post(url, typed, follow=True)
    producer.refresh_from_db()
    return answer.content.decode()


def test_a_stranger_with_only_a_phone_applies(client, caplog):
    assert "Không cần thư điện tử" in client.get(JOIN).content.decode()

    to_code = client.post(JOIN, {"login": "0912000777"})
    code = re.search(r"\b(\d{6})\b", caplog.text)[1]
    to_form = client.post(to_code.url, {"code": code})
    done = client.post(to_form.url, FACTS, follow=True)

    producer = Producer.objects.get(name_vi="Hộ bà Hoa")
    assert to_form.url == JOIN
    assert producer.verification == "pending"
    assert producer.phone == "+84912000777"
    assert producer.memberships.get().user.email is None
    assert "Chưa có: Căn cước công dân" in done.content.decode()


def test_who_applies_twice_has_one_application(client, applicant):
    again = client.post(JOIN, {**FACTS, "name": "Hộ bà Hoa 2"})

    assert again.url == "/kenh-ban/ho-so/"
    assert Producer.objects.count() == 1


def test_a_stranger_does_not_learn_who_has_an_account(client):
    UserFactory(phone="+84912000999")

    known = client.post(JOIN, {"login": "0912000999"})
    unknown = Client().post(JOIN, {"login": "0912000888"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Hãy chọn một loại hình."),
        ({"phone": "12"}, "Số điện thoại"),
        ({"commune": "00070"}, "không thuộc tỉnh"),
        ({"name": ""}, "id_name-error"),
        ({"village": "x"}, "error"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(client, wrong, words):
    client.force_login(UserFactory(), backend=BACKEND)

    page = client.post(JOIN, {**FACTS, **wrong}).content.decode()

    assert words in page
    assert "tinh bột nghệ" in page
    assert not Producer.objects.exists()


def test_choosing_a_province_shows_its_communes_without_javascript(client):
    client.force_login(UserFactory(), backend=BACKEND)

    page = client.post(JOIN, {**FACTS, "province": "01", "chon-tinh": "1"})

    assert "Hoàn Kiếm" in page.content.decode()
    assert "tinh bột nghệ" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jpg", b"khong phai anh", "không phải ảnh chụp hay PDF"),
        ("a.pdf", b"%PDF-1.4 cut", "PDF này bị hỏng"),
        ("a.jpg", b"", "trống"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải ảnh"),
        ("a.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "nặng quá 10 MB"),
    ],
)
def test_what_is_no_paper_is_refused_kindly(client, applicant, name, content, words):
    file = SimpleUploadedFile(name, content)

    answer = client.post(PAPERS, {"kind": "citizen_id", "file": file})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Paper.objects.exists()


def test_papers_lie_outside_the_media_folder_and_every_look_is_written_down(
    client, applicant, officer, settings
):
    client.post(PAPERS, {"kind": "citizen_id", "file": photo()})
    paper = Paper.objects.get()

    seen = client.get(f"{PAPERS}{paper.code}/")
    by_officer = officer.get(f"/admin/giay-to/{paper.code}/")

    assert str(settings.MEDIA_ROOT) not in paper.file.path
    assert (seen.status_code, by_officer.status_code) == (200, 200)
    assert "no-store" in seen["Cache-Control"]
    assert seen["Content-Security-Policy"].startswith("sandbox")
    assert AuditEvent.objects.filter(what="xem giấy tờ").count() == 2


def test_nobody_else_sees_a_paper(client, applicant):
    client.post(PAPERS, {"kind": "citizen_id", "file": photo()})
    url = f"{PAPERS}{Paper.objects.get().code}/"
    staff = UserFactory(is_staff=True)

    answers = []
    for user in (member_of(ProducerFactory()), UserFactory(), staff):
        client.force_login(user, backend=BACKEND)
        answers.append(client.get(url).status_code)
    in_admin = client.get(f"/admin/giay-to/{Paper.objects.get().code}/")

    assert answers == [404, 403, 403]
    assert in_admin.status_code in (302, 403)


def test_an_officer_refuses_a_photo_in_words_and_verifies_the_next(
    client, applicant, officer
):
    client.post(PAPERS, {"kind": "citizen_id", "file": photo()})
    blurred = Paper.objects.get()
    officer.post(
        f"/admin/giay-to/{blurred.code}/quyet/",
        {"viec": "tra-lai", "note": "Ảnh mờ, không đọc được số"},
    )
    say(officer, applicant, "can-them", note="Chụp lại căn cước giúp tôi")
    told = client.get("/kenh-ban/ho-so/").content.decode()

    client.post(PAPERS, {"kind": "citizen_id", "file": photo()})
    client.post("/kenh-ban/ho-so/gui-lai/")
    applicant.refresh_from_db()
    again = applicant.verification
    officer.post(f"/admin/giay-to/{Paper.objects.last().code}/quyet/", {"viec": "nhan"})
    say(officer, applicant, "xac-minh")

    assert "Ảnh mờ, không đọc được số" in told
    assert "Chụp lại căn cước giúp tôi" in told
    assert again == "pending"
    assert applicant.verification == "verified"
    assert applicant.verified_at is not None
    assert Message.objects.filter(template="to_maker").count() == 2


def test_nothing_is_verified_before_the_paper_the_law_wants_is_accepted(
    client, applicant, officer
):
    client.post(PAPERS, {"kind": "other", "file": photo()})

    page = say(officer, applicant, "xac-minh")

    assert "Hãy nhận giấy này trước" in page
    assert applicant.verification == "pending"


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("household", "Căn cước"),
        ("cooperative", "đăng ký kinh doanh"),
        ("company", "đăng ký kinh doanh"),
    ],
)
def test_each_kind_is_asked_for_its_own_paper(client, kind, wanted):
    client.force_login(UserFactory(), backend=BACKEND)

    page = client.post(JOIN, {**FACTS, "kind": kind}, follow=True)

    assert re.search(f"Chưa có: [^<]*{wanted}", page.content.decode())


@pytest.mark.parametrize("deed", ["can-them", "tu-choi", "xac-minh-tai-cho"])
def test_an_officer_says_why(officer, applicant, deed):
    page = say(officer, applicant, deed, note="  ")

    assert "Hãy viết một câu" in page
    assert applicant.verification == "pending"


def test_a_rejected_application_is_not_verified_by_a_button_left_open(
    officer, applicant
):
    say(officer, applicant, "tu-choi", note="Không làm nghề")

    say(officer, applicant, "xac-minh-tai-cho", note="đã xem")

    assert applicant.verification == "rejected"


def test_nothing_of_an_applicant_is_shown_to_buyers(client, applicant):
    goods = ProductFactory(producer=applicant)
    VariantFactory(product=goods)

    pages = [
        client.get(goods.get_absolute_url()),
        client.get(f"/nha-san-xuat/{applicant.slug}/"),
    ]

    assert not Product.objects.published().exists()
    assert all(page.status_code == 404 for page in pages)


def test_what_an_officer_has_accepted_is_not_taken_away(client, applicant, officer):
    for _each in range(2):
        client.post(PAPERS, {"kind": "citizen_id", "file": photo()})
    kept, other = Paper.objects.order_by("pk")
    officer.post(f"/admin/giay-to/{kept.code}/quyet/", {"viec": "nhan"})

    for paper in (kept, other):
        client.post(f"{PAPERS}{paper.code}/bo/")

    assert list(Paper.objects.all()) == [kept]


def test_a_pdf_is_kept_and_handed_out_as_a_file(client, applicant):
    client.post(
        PAPERS, {"kind": "business", "file": SimpleUploadedFile("giay.pdf", PDF)}
    )

    answer = client.get(f"{PAPERS}{Paper.objects.get().code}/")

    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]


def test_facts_are_mended_until_they_are_verified(client, applicant):
    page = client.get("/kenh-ban/ho-so/sua/").content.decode()

    client.post("/kenh-ban/ho-so/sua/", {**FACTS, "name": "Hộ bà Hoà"})
    applicant.refresh_from_db()
    mended = applicant.name_vi
    Producer.objects.update(verification="verified")
    client.post("/kenh-ban/ho-so/sua/", {**FACTS, "name": "Công ty Lạ"})

    applicant.refresh_from_db()
    assert 'value="Hộ bà Hoa"' in page
    assert (mended, applicant.name_vi) == ("Hộ bà Hoà", "Hộ bà Hoà")


def test_officers_see_on_the_first_page_who_waits(officer, applicant):
    page = officer.get("/admin/").content.decode()

    assert "hồ sơ nhà sản xuất chờ xác minh" in page


def test_a_suspension_takes_effect_five_days_later_by_itself(officer, client):
    variant = VariantFactory()
    maker = variant.product.producer
    member = member_of(maker)

    say(officer, maker, "bao-tam-ngung", note="Ba lần giao hàng sai")
    client.force_login(member, backend=BACKEND)
    page = client.get("/kenh-ban/").content.decode()
    reason = client.get("/kenh-ban/ho-so/").content.decode()

    held = maker.suspensions.get()
    assert held.effective_at - held.told_at == timedelta(days=5)
    assert maker.is_selling
    assert Product.objects.published().exists()
    assert "Gian hàng sẽ tạm ngừng từ" in page
    assert "Ba lần giao hàng sai" in reason
    assert Message.objects.get(template="to_maker").to == maker.phone

    Producer.objects.update(suspended_at=timezone.now() - timedelta(minutes=1))

    maker.refresh_from_db()
    assert not maker.is_selling
    assert not Product.objects.published().exists()


def test_an_emergency_take_down_is_at_once_and_can_be_lifted(officer):
    maker = VariantFactory().product.producer

    say(officer, maker, "bao-tam-ngung", note="Nhãn sai")
    say(officer, maker, "go-khan-cap", note="Có người ngộ độc")
    down = maker.is_suspended
    say(officer, maker, "ban-lai", note="Đã kiểm tra lại")

    assert down
    assert maker.is_selling
    assert not maker.suspensions.open().exists()
    assert {"gỡ khẩn cấp", "bỏ tạm ngừng"} <= set(
        AuditEvent.objects.values_list("what", flat=True)
    )


def test_what_was_typed_is_there_after_signing_in_again(client, caplog):
    user = UserFactory()

    told = client.post(JOIN, FACTS, follow=True)
    to_code = client.post(JOIN, {"login": "0" + user.phone[3:]})
    code = re.findall(r"\b(\d{6})\b", caplog.text)[-1]
    to_form = client.post(to_code.url, {"code": code})
    page = client.get(to_form.url).content.decode()
    nothing_yet = Producer.objects.count()
    client.post(JOIN, FACTS)

    assert "Những gì bạn gõ còn đây" in told.content.decode()
    assert 'value="tinh bột nghệ"' in page
    assert "Xem lại rồi bấm Gửi hồ sơ" in page
    assert nothing_yet == 0
    assert Producer.objects.get().makes == "tinh bột nghệ"


def test_a_correction_typed_after_the_session_ended_is_kept(client, applicant):
    user = applicant.memberships.get().user
    client.logout()

    to_door = client.post("/kenh-ban/ho-so/sua/", {**FACTS, "makes": "mật ong nhãn"})
    client.force_login(user, backend=BACKEND)
    page = client.get("/kenh-ban/ho-so/sua/").content.decode()

    assert to_door.url.startswith("/tai-khoan/dang-nhap/")
    assert 'value="mật ong nhãn"' in page
    applicant.refresh_from_db()
    assert applicant.makes == "tinh bột nghệ"


def test_who_sends_a_paper_after_the_session_ended_comes_back_to_his_papers(
    client, applicant
):
    client.logout()

    answer = client.post(
        PAPERS,
        {"kind": "citizen_id", "file": photo()},
        headers={"referer": "http://testserver/kenh-ban/ho-so/"},
    )

    assert answer.url == "/tai-khoan/dang-nhap/?next=/kenh-ban/ho-so/"
