"""“Tự làm” is earned by proof, says why, ages by itself, and can be taken away with a reason."""

from datetime import date, datetime, timedelta

from django.test import Client
from django.utils import timezone

import pytest
from dateutil.relativedelta import relativedelta

from catalog.models import Product
from core.audit import AuditEvent
from core.models import Message, Operator
from producers.models import FrontState, HandMadeRule, MakerVisit, ShopFront
from tests.factories import (
    CertificateFactory,
    LotFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    hamper_of,
    sale_of,
    step,
)
from tests.ledger.money import fee
from tests.workspace.harvest import offered
from traceability.documents import Share
from traceability.hand_made import standing
from traceability.models import EventPhoto, Lot
from traceability.recording import declare_error, record

pytestmark = pytest.mark.django_db
BADGE = "Tự làm</span>"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def jar(maker):
    return VariantFactory(product=ProductFactory(producer=maker))


@pytest.fixture
def editor() -> Client:
    browser = Client()
    user = UserFactory(full_name="Cô Lan", is_staff=True, is_superuser=True)
    browser.force_login(user, backend=BACKEND)
    return browser


def noted(jar, photos=2, days_ago=5, **facts) -> Lot:
    """A lot with so many steps, each with a photo."""
    lot = LotFactory(variant=jar, **facts)
    for n in range(photos):
        at = timezone.now() - timedelta(days=days_ago, hours=n)
        photo = EventPhoto(sha256=f"{n}" * 64)
        record(step(lot, f"Bước {n}", at=at, objects=(Share(lot),)), photos=[photo])
    return lot


def approved_front(maker, steps=3, days_ago=10) -> ShopFront:
    rows = [{"key": str(n), "words": "Phơi", "picture": n} for n in range(steps)]
    at = timezone.now() - timedelta(days=days_ago)
    return ShopFront.objects.create(
        producer=maker,
        steps=rows,
        state=FrontState.APPROVED,
        sent_at=at,
        decided_at=at,
    )


def visit(maker, days_ago=10) -> MakerVisit:
    day = timezone.localdate() - timedelta(days=days_ago)
    return MakerVisit.objects.create(
        producer=maker, officer="Cô Lan", visited_on=day, seen="Đang xát nghệ"
    )


def pages(jar) -> list[str]:
    """Where shoppers read it: the page of the goods and the shop of their maker."""
    product = Product.objects.get(pk=jar.product_id)
    urls = [product.get_absolute_url(), product.producer.get_absolute_url()]
    return [Client().get(url).content.decode() for url in urls]


def test_nobody_has_it_without_proof(jar):
    assert all(BADGE not in page for page in pages(jar))


def test_three_lots_with_photos_earn_it_and_say_so(jar):
    for _n in range(3):
        noted(jar)

    shown = pages(jar)

    newest = timezone.localdate() - timedelta(days=5)
    assert all(BADGE in page for page in shown)
    words = f"3 mẻ có ảnh từng bước, gần nhất {newest:%d/%m/%Y}"
    assert all(words in page for page in shown)


def test_the_page_of_the_goods_leads_to_the_reason(jar):
    visit(jar.product.producer)

    goods, shop = pages(jar)

    assert f'href="{jar.product.producer.get_absolute_url()}#tu-lam"' in goods
    assert 'id="tu-lam"' in shop


@pytest.mark.parametrize("fault", ["two", "one photo", "old", "recalled", "foreign"])
def test_less_is_not_enough(jar, fault):
    noted(jar)
    noted(jar)
    if fault == "one photo":
        noted(jar, photos=1)
    elif fault == "old":
        noted(jar, days_ago=370)
    elif fault == "recalled":
        noted(jar, recalled=True)
    elif fault == "foreign":
        noted(VariantFactory())

    assert all(BADGE not in page for page in pages(jar))


def test_a_step_declared_an_error_proves_nothing(jar):
    lots = [noted(jar) for _n in range(3)]

    event = lots[0].events.filter(photos__isnull=False).first()
    declare_error(event, reason="did_not_occur")

    assert standing(jar.product.producer).lots == 2


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (approved_front, "ảnh từng bước làm được cán bộ duyệt ngày"),
        (visit, "cán bộ đến xem tận nơi ngày"),
    ],
)
@pytest.mark.parametrize(("days_ago", "holds"), [(10, True), (400, False)])
def test_photos_or_a_visit_earn_it_until_they_age(jar, proof, words, days_ago, holds):
    proof(jar.product.producer, days_ago=days_ago)

    shown = pages(jar)

    assert all((BADGE in page) == holds for page in shown)
    assert all((words in page) == holds for page in shown)


def test_it_says_until_when_it_holds_and_is_gone_the_day_after(jar):
    for _n in range(3):
        noted(jar)
    maker = jar.product.producer

    until = standing(maker).proof.until

    assert until == timezone.localdate() - timedelta(days=5) + relativedelta(
        months=12, days=-1
    )
    assert standing(maker, until).proof
    assert standing(maker, until + timedelta(days=1)).proof is None


def test_an_officer_takes_it_away_with_a_reason_and_gives_it_back(
    editor, maker_client, maker, jar
):
    visit(maker)
    url = f"/admin/producer/lam/{maker.pk}/"

    silent = editor.post(f"{url}rut-tu-lam/", {"note": " "}, follow=True)
    kept = pages(jar)
    editor.post(f"{url}rut-tu-lam/", {"note": "Hàng mua lại của nơi khác"})
    lost = pages(jar)
    mine = maker_client.get("/kenh-ban/tu-lam/").content.decode()
    editor.post(f"{url}xet-lai-tu-lam/", {"note": "Đã đến xem lại"})

    assert "Hãy viết một câu" in silent.content.decode()
    assert all(BADGE in page for page in kept)
    assert all(BADGE not in page for page in lost)
    assert "Hàng mua lại của nơi khác" in mine
    assert all(BADGE in page for page in pages(jar))
    deeds = set(AuditEvent.objects.values_list("what", flat=True))
    assert deeds == {"rút dấu tự làm", "xét lại dấu tự làm"}
    assert Message.objects.filter(template="to_maker").count() == 2


@pytest.mark.parametrize(
    ("made", "day", "fresh"),
    [
        ((2026, 2, 28), (2026, 3, 27), True),
        ((2026, 2, 28), (2026, 3, 28), False),
        ((2026, 2, 28), (2026, 3, 31), False),
        ((2026, 3, 1), (2026, 3, 31), True),
        ((2025, 12, 31), (2026, 1, 30), True),
        ((2025, 12, 31), (2026, 1, 31), False),
        ((2025, 12, 31), (2025, 12, 30), False),
    ],
)
def test_a_lot_is_fresh_for_whole_months(maker, jar, made, day, fresh):
    HandMadeRule.objects.update(lots_months=1, least_steps=1)
    HandMadeRule.objects.update(effective_from=date(2025, 1, 1))
    lot = LotFactory(variant=jar, location__producer=maker)
    at = datetime(*made, 23, 30, tzinfo=timezone.get_default_timezone())
    drying = step(lot, "Phơi", at=at, objects=(Share(lot),))
    record(drying, photos=[EventPhoto(sha256="a" * 64)])

    found = standing(maker, date(*day)).lots

    assert found == int(fresh)
    assert (date(*day) - relativedelta(months=1) < date(*made) <= date(*day)) == fresh


def test_a_rule_of_another_day_counts_on_its_day(maker, jar):
    noted(jar)
    HandMadeRule.objects.create(
        least_lots=1, effective_from=timezone.localdate(), legal_basis="Họp 11/2026"
    )

    assert standing(maker).proof
    assert standing(maker, timezone.localdate() - timedelta(days=1)).proof is None
    assert standing(maker, date(2000, 1, 1)).rule is None


def test_a_hamper_of_several_makers_does_not_carry_it(jar):
    hamper = hamper_of((jar, 1))
    visit(hamper.product.producer)

    page = Client().get("/san-pham/gio-qua/").content.decode()

    assert BADGE not in page


def test_the_maker_reads_what_is_still_needed(maker_client, jar):
    noted(jar)

    page = maker_client.get("/kenh-ban/tu-lam/").content.decode()

    assert "Bạn đã có 1 mẻ." in page
    assert "Còn thiếu 2 mẻ." in page
    assert "mời cán bộ đến xem" in page


def test_an_officer_notes_a_visit_but_none_of_tomorrow(editor, maker, jar):
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {"producer": maker.pk, "officer": "Cô Lan", "seen": "Đang phơi nghệ"}
    url = "/admin/makervisit/new/"

    early = editor.post(url, {**typed, "visited_on": f"{tomorrow:%d/%m/%Y}"})
    editor.post(url, {**typed, "visited_on": f"{timezone.localdate():%d/%m/%Y}"})

    assert "Ngày này chưa đến" in early.content.decode()
    assert MakerVisit.objects.count() == 1
    assert all(BADGE in page for page in pages(jar))


def test_it_takes_one_question_however_much_was_noted(jar, django_assert_num_queries):
    for _n in range(6):
        noted(jar, photos=3)

    with django_assert_num_queries(1):
        found = standing(jar.product.producer)

    assert found.lots == 6


@pytest.mark.parametrize("count", [3, 9])
def test_the_page_of_the_goods_keeps_to_twelve_questions(
    jar, django_assert_max_num_queries, count
):
    for _n in range(count):
        noted(jar, photos=3)
    visit(jar.product.producer)
    Operator.shown()

    with django_assert_max_num_queries(12):
        page = Client().get(jar.product.get_absolute_url()).content.decode()

    assert f"{count} mẻ có ảnh từng bước" in page
    assert "Từ đâu đến tay bạn" in page


@pytest.mark.parametrize("count", [1, 5])
def test_nor_does_it_ask_more_with_everything_a_page_can_tell(
    jar, django_assert_max_num_queries, count
):
    packs = [jar, *VariantFactory.create_batch(count, product=jar.product)]
    for pack in packs:
        sale_of(pack, 50_000)
        offered(pack)
    CertificateFactory(product=jar.product)
    fee(500)
    for _n in range(count):
        VariantFactory(product__village=jar.product.village)
        noted(jar, photos=3)
    visit(jar.product.producer)
    Operator.shown()

    with django_assert_max_num_queries(12):
        page = Client().get(jar.product.get_absolute_url()).content.decode()

    for told in ("Giá thấp nhất", "Đặt cọc", BADGE, "Từ đâu đến tay bạn", "OCOP"):
        assert told in page, told
