"""Unusual scans, guessing, thanks and places: what the scan page notices, and what it never keeps."""

from statistics import median
from time import process_time

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from tests.factories import LotFactory, journey, label_of
from traceability import counting, guessing, printing
from traceability.models import LabelKind, LabelUse, ScanCount, ScanRule, Thanks
from traceability.verdict import Verdict, look_up
from vietnam.check_characters import random_code, with_check

pytestmark = pytest.mark.django_db


def rule(**facts):
    facts = {"scans": 3, "hours": 24, "effective_from": "2026-01-01", **facts}
    return ScanRule.objects.create(basis="test", **facts)


def unknown():
    return with_check(random_code(14))


def seen(code, times, *provinces):
    for _ in range(times):
        counting.count(code)
    for province in provinces:
        counting.count(code, province)


@pytest.mark.parametrize(
    ("facts", "times", "provinces", "says"),
    [
        ({}, 2, (), ""),
        ({}, 3, (), "được quét 3 lần trong 24 giờ"),
        ({"effective_to": "2026-01-31"}, 9, (), ""),
        ({"effective_from": "2027-01-01"}, 9, (), ""),
        ({"kind": "lot"}, 9, (), ""),
        ({"measure": "places"}, 9, ("33", "01"), ""),
        ({"measure": "places"}, 1, ("33", "01", "79", "79"), "3 tỉnh, thành khác nhau"),
    ],
)
def test_dated_rules_say_in_plain_words_what_is_unusual(facts, times, provinces, says):
    rule(**facts)
    label = label_of(LotFactory())
    seen(label.code, times, *provinces)

    finding = look_up(label.code)

    assert finding.verdict == (Verdict.UNUSUAL if says else Verdict.GENUINE)
    assert says in finding.why


def test_a_code_shared_by_a_lot_may_be_scanned_once_per_pack():
    rule(kind="lot", scans=150)
    label = printing.shared_label(LotFactory(quantity=400))
    seen(label.code, 1)
    ScanCount.objects.update(count=599)

    before, _ = look_up(label.code), counting.count(label.code)

    assert before.is_good
    assert look_up(label.code).verdict == Verdict.UNUSUAL


def test_old_scans_count_for_ever_but_not_as_recent():
    rule()
    label = label_of(LotFactory())
    ScanCount.objects.create(code=label.code, hour="2026-01-01T00:00Z", count=70)

    finding = look_up(label.code)

    assert (finding.verdict, finding.scans) == (Verdict.GENUINE, 70)


def queries(client, code):
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/truy-xuat/{code}/")
    return len(asked)


def voided():
    lot = LotFactory()
    how = {"sheet": "a4-21", "medium": "M"}
    batch = printing.order(lot, LabelKind.UNIT, 1, by=None, **how)
    LabelUse.objects.create(batch=batch, kind="spoiled", first=1, last=1)
    return lot.labels.get().code


def test_unknown_and_withdrawn_codes_cannot_be_told_apart_by_asking(client):
    """The same questions; then the same time, within what noise allows."""
    rule()
    withdrawn = LotFactory(withdrawn=True)
    journey(withdrawn, *[f"Bước {n}" for n in range(7)])
    codes = {"withdrawn": label_of(withdrawn).code, "void": voided()}
    client.get(f"/truy-xuat/{unknown()}/")
    assert {queries(client, code) for code in (*codes.values(), unknown())} == {3}

    times: dict[str, list[float]] = {}
    for _ in range(30):
        for name, code in {**codes, "unknown": unknown()}.items():
            start = process_time()
            client.get(f"/truy-xuat/{code}/")
            times.setdefault(name, []).append(process_time() - start)
    spent = {name: median(each) for name, each in times.items()}

    assert max(spent.values()) < 1.6 * min(spent.values()), spent


def test_the_whole_record_of_a_withdrawn_lot_is_one_tap_away(client):
    lot = LotFactory(withdrawn=True)
    journey(lot, "Sấy lò")
    label = label_of(lot)

    first = client.get(f"/truy-xuat/{label.code}/").content.decode()
    whole = client.get(f"/truy-xuat/{label.code}/ho-so/").content.decode()

    assert "Sấy lò" not in first
    assert f"/truy-xuat/{label.code}/ho-so/" in first
    assert "Sấy lò" in whole
    assert look_up(label.code).scans == 1


def test_who_tries_many_codes_waits_and_learns_nothing(client):
    good = label_of(LotFactory()).code
    for _ in range(guessing.MISSES):
        client.get(f"/truy-xuat/{unknown()}/")

    answers = [client.get(f"/truy-xuat/{code}/") for code in (good, unknown())]
    elsewhere = client.get(f"/truy-xuat/{good}/", REMOTE_ADDR="10.1.2.3")

    assert [answer.status_code for answer in answers] == [429, 429]
    assert "Chờ ít phút" in answers[0].content.decode()
    assert elsewhere.status_code == 200


def test_no_address_is_kept_anywhere(client):
    client.get(f"/truy-xuat/{unknown()}/", REMOTE_ADDR="203.0.113.77")

    kept = repr(cache._cache) + repr(list(ScanCount.objects.values()))
    assert "203.0.113.77" not in kept


def test_a_visitor_may_say_where_he_is_but_no_more(client):
    code = label_of(LotFactory()).code
    url = f"/truy-xuat/{code}/tinh/"

    for typed in ("33", "99", "' OR 1=1", ""):
        client.post(url, {"tinh": typed})

    kept = ScanCount.objects.exclude(province="").values_list("province", "count")
    assert list(kept) == [("33", 1)]
    assert look_up(code).scans == 0


def test_thanks_reach_the_maker(maker, maker_client, client):
    lot = LotFactory(variant__product__producer=maker)
    code = label_of(lot).code
    url = f"/truy-xuat/{code}/cam-on/"

    client.post(url, {"text": "Bột rất thơm"})
    client.post(url, {"text": ""})

    public = client.get(f"/truy-xuat/{code}/").content.decode()
    own = maker_client.get(f"/kenh-ban/lo/{lot.code}/").content.decode()
    assert "2 người đã cảm ơn" in public
    assert "Bột rất thơm" not in public
    assert "Bột rất thơm" in own


@pytest.mark.parametrize(
    "text",
    ["Gọi 0912 345 678 nhé", "a@b.vn", "xem https://x.vn", "www.x.vn"],
)
def test_thanks_carry_no_personal_data(client, text):
    code = label_of(LotFactory()).code

    page = client.post(f"/truy-xuat/{code}/cam-on/", {"text": text})

    assert page.status_code == 422
    assert "Đừng ghi số điện thoại" in page.content.decode()
    assert not Thanks.objects.exists()


def test_thanks_from_one_place_are_limited(client):
    code = label_of(LotFactory()).code

    for _ in range(9):
        client.post(f"/truy-xuat/{code}/cam-on/", {"text": ""})

    assert Thanks.objects.count() == 5


def test_english_reads_the_same_page(client):
    rule()
    label = label_of(LotFactory())
    seen(label.code, 3)

    page = client.get(f"/en/trace/{label.code}/").content.decode()

    assert "This code was scanned 3 times in the last 24 hours" in page
    assert 'lang="en"' in page
