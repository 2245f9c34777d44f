"""What a commune lacks for the three titles of Decree 52/2018/NĐ-CP."""

import io
from datetime import date

from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest
import time_machine
from pypdf import PdfReader

from accounts.models import User
from producers.models import (
    RecognitionCheck,
    RecognitionPaper,
    RecognitionRule,
    TitleKind,
)
from producers.recognition import Verdict, papers_of, rule_on, titles
from tests.factories import UserFactory, VillageFactory, member_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 28)
ALL = {
    "trade_since": 1970,
    "is_growing": True,
    "has_identity": True,
    "has_name": True,
    "households_total": 400,
    "households_in_trade": 80,
    "years_stable": 2,
    "meets_environment": True,
}
MET, MAY, NO = Verdict.MET, Verdict.MAY, Verdict.MISSING


def asked(**facts):
    return RecognitionCheck(checked_on=DAY, **{**ALL, **facts})


@pytest.mark.parametrize(
    ("facts", "trade", "village", "traditional", "said"),
    [
        ({}, MET, MET, MET, None),
        ({"trade_since": 1976}, MET, MET, MET, None),
        ({"trade_since": 1977}, NO, MET, NO, "Còn thiếu 1 năm."),
        ({"trade_since": None}, NO, MET, NO, "Chưa biết nghề có từ năm nào."),
        ({"is_growing": False}, NO, MET, NO, "Chưa xác nhận nghề nay vẫn phát triển."),
        ({"has_identity": False}, NO, MET, NO, "Chưa xác nhận bản sắc của sản phẩm."),
        ({"has_name": False}, NO, MET, NO, "Chưa có tên nghệ nhân hoặc tên làng gắn với nghề."),
        ({"households_in_trade": 79}, MET, NO, NO, "Còn thiếu 1 hộ."),
        ({"households_total": 401}, MET, NO, NO, "Còn thiếu 1 hộ."),
        ({"households_total": 5, "households_in_trade": 1}, MET, MET, MET, None),
        ({"households_in_trade": 0}, MET, NO, NO, "Còn thiếu 80 hộ."),
        ({"years_stable": 1}, MET, NO, NO, "Còn thiếu 1 năm."),
        ({"years_stable": 0}, MET, NO, NO, "Còn thiếu 2 năm."),
        ({"meets_environment": False}, MET, NO, NO, "Chưa có xác nhận về môi trường."),
        ({"trade_since": 2000, "trade_recognised": True}, NO, MET, MET, "Còn thiếu 24 năm."),
        ({"households_in_trade": 10, "trade_recognised": True}, MET, NO, MAY, "Còn thiếu 70 hộ."),
        ({"years_stable": 0, "trade_recognised": True}, MET, NO, MAY, "Còn thiếu 2 năm."),
        ({"meets_environment": False, "trade_recognised": True}, MET, NO, NO, "Chưa có xác nhận về môi trường."),
    ],
)  # fmt: skip
def test_each_title_says_what_is_met_and_what_is_missing(
    facts, trade, village, traditional, said
):
    found = titles(asked(**facts), rule_on(DAY))

    assert [title.verdict for title in found] == [trade, village, traditional]
    lacking = {one.missing for title in found for one in title.criteria if not one.met}
    assert (said in lacking) if said else not lacking


def test_the_numbers_are_those_of_the_decree_and_hold_since_june_2018():
    rule = rule_on(DAY)

    numbers = rule.least_years_of_trade, rule.least_share_percent, rule.least_years_stable  # fmt: skip
    assert numbers == (50, 20, 2)
    assert "52/2018/NĐ-CP" in rule.legal_basis
    assert rule_on(date(2018, 5, 31)) is None


def test_a_new_decree_counts_from_its_day():
    RecognitionRule.objects.update(effective_to=date(2026, 12, 31))
    RecognitionRule.objects.create(
        effective_from=date(2027, 1, 1),
        legal_basis="Nghị định mới",
        least_years_of_trade=40,
        least_share_percent=10,
        least_years_stable=3,
    )

    before = titles(asked(years_stable=2), rule_on(date(2026, 12, 31)))
    after = titles(asked(years_stable=2), rule_on(date(2027, 1, 1)))

    assert (before[1].verdict, after[1].verdict) == (MET, NO)


@pytest.fixture
def boss():
    User.objects.create_superuser(
        "xa@example.vn", "x", phone="+84912000998", full_name="Bà Xã"
    )
    client = Client()
    client.force_login(
        User.objects.get(email="xa@example.vn"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


ADD = "/admin/recognitioncheck/new/"


def form(place, **typed):
    facts = {
        **{key: "on" if value is True else value for key, value in ALL.items()},
        "village": place.pk,
        "checked_on": "28/11/2026",
        "note": "Số liệu thử",
    }
    return {key: value for key, value in (facts | typed).items() if value is not None}


@time_machine.travel(DAY)
def test_a_commune_fills_in_the_form_and_prints_what_follows(boss):
    village = VillageFactory(name_vi="Nghệ Chí Tân")
    paper = RecognitionPaper.objects.filter(asked_for="lang").first()

    boss.post(ADD, form(village, households_in_trade="60", papers=[paper.pk]))

    check = RecognitionCheck.objects.get()
    page = boss.get(f"/admin/recognitioncheck/inspect/{check.pk}/").content.decode()
    assert (check.by.full_name, check.households_in_trade) == ("Bà Xã", 60)
    assert "Còn thiếu 20 hộ." in page
    assert "UBND tỉnh mới quyết định" in page
    assert f"{paper.name}: đã có" in page.replace("  ", "")
    pdf = boss.get(reverse("recognitioncheck:pdf", args=[check.pk]))
    text = " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages).split()
    )  # fmt: skip
    for words in ("Nghệ Chí Tân", "60 trong 400 hộ", "Làng nghề: Chưa đủ", "Nghề truyền thống: Đủ tiêu chí"):  # fmt: skip
        assert words in text, words


@time_machine.travel(DAY)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"households_in_trade": "401"}, "Số này lớn hơn tổng số hộ"),
        ({"households_total": "0", "households_in_trade": "0"}, "ít nhất là một"),
        ({"households_total": "9" * 30}, ""),
        ({"households_total": "-3"}, ""),
        ({"households_total": "bốn trăm"}, ""),
        ({"years_stable": ""}, ""),
        ({"trade_since": "2030"}, "Năm này chưa đến"),
        ({"trade_since": "7"}, ""),
        ({"checked_on": "01/12/2026"}, "Ngày này chưa đến"),
        ({"village": "999999"}, ""),
        ({"note": "a\x00b"}, ""),
    ],
)
def test_nonsense_is_said_and_nothing_is_kept(boss, typed, said):
    page = boss.post(ADD, form(VillageFactory(), **typed))

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not RecognitionCheck.objects.exists()


def test_the_database_itself_refuses_more_households_than_there_are():
    check = asked(households_in_trade=401)
    check.village = VillageFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        check.save()


@time_machine.travel(DAY)
def test_answers_are_kept_by_date_and_never_changed(boss):
    village = VillageFactory()
    boss.post(ADD, form(village, checked_on="01/03/2025", households_in_trade="50"))
    boss.post(ADD, form(village))
    first = village.recognition_checks.last()

    tried = boss.post(f"/admin/recognitioncheck/edit/{first.pk}/", form(village))
    boss.post(f"/admin/recognitioncheck/delete/{first.pk}/")

    assert tried.status_code in (302, 403, 404)
    kept = village.recognition_checks.values_list("checked_on", "households_in_trade")
    assert list(kept) == [(DAY, 80), (date(2025, 3, 1), 50)]


def test_only_who_may_look_at_checks_gets_one(maker):
    check = asked()
    check.village = VillageFactory()
    check.save()
    clerk = UserFactory()
    clerk.user_permissions.add(Permission.objects.get(codename="access_admin"))
    urls = [
        f"/admin/recognitioncheck/inspect/{check.pk}/",
        reverse("recognitioncheck:pdf", args=[check.pk]),
    ]

    answers = []
    for user in (member_of(maker), clerk):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answers += [client.get(url) for url in urls]

    assert all(answer.status_code in (302, 403) for answer in answers)


def test_a_title_knows_its_papers():
    check = asked()
    check.village = VillageFactory()
    check.save()
    check.papers.set(RecognitionPaper.objects.filter(asked_for="nghe"))

    found = {kind: papers_of(check, kind) for kind in (TitleKind.TRADE, TitleKind.VILLAGE, TitleKind.TRADITIONAL)}  # fmt: skip

    assert [there for _paper, there in found[TitleKind.TRADE]] == [True] * 3
    assert [there for _paper, there in found[TitleKind.VILLAGE]] == [False] * 3
    assert len(found[TitleKind.TRADITIONAL]) == 6


def test_the_list_asks_the_database_as_often_for_many_checks_as_for_one(boss):
    def seen():
        with CaptureQueriesContext(connection) as queries:
            boss.get("/admin/recognitioncheck/")
        return len(queries)

    def add():
        check = asked()
        check.village = VillageFactory()
        check.save()

    add()
    seen()
    one = seen()
    for _number in range(5):
        add()

    assert seen() <= one
