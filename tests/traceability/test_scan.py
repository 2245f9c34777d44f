import gzip
import io
from datetime import timedelta

from django.utils import timezone

import pytest
import zxingcpp
from PIL import Image

from tests.factories import LotFactory, journey, label_of
from traceability.labels import address
from traceability.models import FakeReport, ScanCount, ScanRule
from traceability.verdict import Verdict, look_up
from vietnam.check_characters import random_code, with_check

pytestmark = pytest.mark.django_db


def scan(client, label):
    return client.get(f"/truy-xuat/{label.code}/").content.decode()


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ({}, Verdict.GENUINE),
        ({"expired": True}, Verdict.EXPIRED),
        ({"recalled": True}, Verdict.RECALLED),
        ({"withdrawn": True}, Verdict.WITHDRAWN),
        ({"recalled": True, "expired": True}, Verdict.RECALLED),
        ({"expires_on": None}, Verdict.GENUINE),
    ],
)
def test_the_verdict_follows_the_lot_of_this_moment(client, state, verdict):
    label = label_of(LotFactory(**state))

    assert look_up(label.code).verdict == verdict
    assert str(verdict.label) in scan(client, label)


def test_a_lot_is_good_to_the_end_of_its_last_day():
    label = label_of(LotFactory(expires_on=timezone.localdate()))

    assert look_up(label.code).is_good


def test_an_unknown_code_is_said_to_be_unknown(client):
    response = client.get(f"/truy-xuat/{with_check(random_code(14))}/")

    assert response.status_code == 404
    assert "Không tìm thấy mã này" in response.content.decode()


def test_a_wrong_check_character_is_a_typing_mistake(client):
    code = label_of(LotFactory()).code
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")

    response = client.get(f"/truy-xuat/{wrong}/")

    assert "Mã gõ chưa đúng" in response.content.decode()


@pytest.mark.parametrize(
    "code", ["x", "'; DROP", "%00", "é" * 50, "a" * 500, "<script>"]
)
def test_odd_codes_get_a_kind_answer(client, code):
    assert client.get(f"/truy-xuat/{code}/").status_code in (404, 400)


def test_codes_may_be_typed_small_and_with_hyphens(client):
    code = label_of(LotFactory()).code

    response = client.get(
        "/truy-xuat/", {"ma": f"{code[:5].lower()}-{code[5:].lower()}"}, follow=True
    )

    assert "Mã thật" in response.content.decode()


def test_many_scans_in_a_short_time_are_unusual(client):
    ScanRule.objects.create(
        scans=5, hours=24, effective_from="2026-01-01", basis="test"
    )
    label = label_of(LotFactory())
    long_ago = timezone.now() - timedelta(days=3)
    ScanCount.objects.create(code=label.code, hour=long_ago, count=9)

    answers = [scan(client, label) for _ in range(6)]

    assert "Mã thật" in answers[4]
    assert "bất thường" in answers[5]


def test_every_scan_is_counted_and_nothing_about_the_person(client):
    label = label_of(LotFactory())

    scan(client, label)
    body = scan(client, label)

    assert "quét 1 lần trước đây" in body
    kept = {field.name for field in ScanCount._meta.fields}
    assert kept == {"id", "code", "hour", "province", "count"}


def test_the_ten_fields_of_circular_02_are_there(client):
    lot = LotFactory(
        standards="TCVN 12345", variant__product__name_vi="Tinh bột nghệ vàng"
    )
    journey(lot, "Thu hoạch củ", "Sấy")
    label = label_of(lot)

    body = scan(client, label)

    for fact in (
        "Tinh bột nghệ vàng",
        lot.product.producer.name,
        "Xã Khoái Châu",
        "Thu hoạch củ",
        lot.code,
        label.code,
        lot.location.code,
        f"{lot.produced_on:%d/%m/%Y}",
        f"{lot.expires_on:%d/%m/%Y}",
        "TCVN 12345",
    ):
        assert fact in body


def test_the_page_is_one_small_request_without_script_or_cookie(client):
    lot = LotFactory()
    journey(lot, *[f"Bước {n}" for n in range(7)])

    response = client.get(f"/truy-xuat/{label_of(lot).code}/")

    body = response.content
    assert len(gzip.compress(body)) <= 14 * 1024
    for word in (b"<script", b'<link rel="stylesheet', b"@font-face", b'src="/'):
        assert word not in body
    assert not response.cookies
    assert "'sha256-" in response["Content-Security-Policy"]


def test_a_scan_asks_few_questions(client, django_assert_max_num_queries):
    lot = LotFactory()
    journey(lot, *[f"Bước {n}" for n in range(7)])
    label = label_of(lot)
    scan(client, label)  # the rules are known for a minute

    with django_assert_max_num_queries(6):
        scan(client, label)


def test_a_drawn_label_reads_back():
    label = label_of(LotFactory())
    import segno

    drawn = io.BytesIO()
    segno.make(address(label), error="q").save(drawn, kind="png", scale=4, border=4)

    assert zxingcpp.read_barcode(Image.open(drawn)).text.endswith(
        f"/truy-xuat/{label.code}/"
    )


def test_a_fake_is_reported_without_leaving_a_name(client):
    client.post("/truy-xuat/ABC2/bao-hang-gia/", {"text": "Chữ mờ"})

    assert FakeReport.objects.get().code == "ABC2"


def test_an_empty_report_is_explained(client):
    response = client.post(
        "/truy-xuat/ABC2/bao-hang-gia/", {"text": "", "bought_at": "chợ"}
    )

    assert response.status_code == 422
    assert "chợ" in response.content.decode()
