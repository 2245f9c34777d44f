"""Every address of the workspace, tried by everybody: nobody reaches what is another's, and none is forgotten."""

import re
from uuid import uuid4

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.test import Client

import pytest

from catalog import drafting
from catalog.models import GoodsSheet, ProductVersion
from orders import basket as baskets
from orders.checkout import Buyer, place_order
from producers.models import HelpedAct, Membership, Paper, Producer
from tests.factories import (
    KHOAI_CHAU,
    LotFactory,
    ProducerFactory,
    ProductFactory,
    SlotFactory,
    UserFactory,
    VariantFactory,
    member_of,
)
from workspace.in_words import DEEDS
from workspace.urls import urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECRET = "Bà Lan Kín Tiếng"

EVERYBODY = {
    "today", "orders", "order", "accept", "pack", "hand_over", "send", "label", "call_off",
    "deliver", "decline", "quote_freight", "money_received", "cash_came", "collecting",
    "collected", "resellers", "reseller_paid", "take", "short", "weigh", "photo", "say",
    "make_parcel", "send_parcel", "change_lots", "slips", "answer_return", "stock", "set_stock",
    "undo_stock", "movements", "set_few", "undo", "many_orders", "accept_many",
    "undo_many", "picking", "round", "preorders", "preorder_new",
    "preorder_change", "preorder_close", "preorders_ready", "preorders_move",
    "guests", "answer_guest", "booking", "answer_group", "visits", "visit_day", "visit_names",
    "open_or_close", "add_session", "seats", "call_off_slot", "pass_turn", "gate",
    "gate_sync", "lots", "note_lot", "note_lot_of", "lot", "lot_step", "lot_error", "lot_recall",
    "recall_decide", "labels", "label_svg", "label_batch", "label_account", "label_again",
    "listings", "listing_new", "listing_photos", "listing_price", "listing_stock", "listing_review",
    "listing_drop", "listing_take_up", "listing_history", "listing_edit", "listing_rest",
    "listing_sell_again", "sheets", "sheet_template", "sheet_goods", "sheet", "sheet_write", "sheet_undo",
    "ocop", "ocop_product", "ocop_begin", "ocop_submit", "ocop_line", "ocop_papers", "ocop_put",
    "ocop_file", "ocop_remove", "ocop_pdf", "label_file", "phone_calendar", "renew_calendar", "close_calendar", "me",
    "holiday", "reopen", "front", "hand_on", "card", "hand_made", "reviews", "answer_review", "report_review",
}  # fmt: skip
BOOKS = {
    "money", "money_of", "money_lines", "money_pdf", "money_xlsx", "sales_book", "sales_book_of",
    "sales_book_xlsx", "strike_sale", "tax_pdf", "tax_xlsx",
}  # fmt: skip
OWNERS = {
    "application", "correct_application", "send_again", "add_paper", "maker_paper", "take_paper",
    "members", "remove_member", "change_role", "helped", "undo_helped", "my_data", "my_data_zip", "bank_account",
}  # fmt: skip
ANY_PERSON = {"shops", "stop_helping", "devices", "end_device"}
OFFICERS = {"help_maker"}
ANYBODY = {"join", "guide"}
"""Who may open what; an address that stands nowhere here fails the first test."""

MAY = {
    "owner": EVERYBODY | BOOKS | OWNERS | ANY_PERSON | ANYBODY,
    "helper": EVERYBODY | BOOKS | ANY_PERSON | ANYBODY,
    "officer": EVERYBODY | BOOKS | ANY_PERSON | ANYBODY | OFFICERS,
    "staff": EVERYBODY | ANY_PERSON | ANYBODY,
    "removed": ANY_PERSON | ANYBODY,
    "buyer": ANY_PERSON | ANYBODY,
    "anonymous": ANYBODY,
}
PLACES = {
    "period": "2026-11",
    "figure": "tien-hang",
    "year": "2026",
    "kind": "xlsx",
    "key": "6c410824-749b-45c6-adee-f003adb67c54",
    "slug": "ho-ba-hoa",
}


@pytest.fixture
def things(maker, rates):
    """One of everything that belongs to `maker`, so that a refusal is a refusal and no lack."""
    jar = VariantFactory(
        product=ProductFactory(producer=maker), stock=10, price=100_000
    )
    buyer = Buyer(SECRET, "+84912345678", "", KHOAI_CHAU, "Thôn 1", "")
    order = place_order(
        baskets.put(None, jar, 1),
        buyer,
        {},
        idempotency_key="k",
        expected_total=122_000,
    )
    slot = SlotFactory(option__experience__host=maker)
    Client().post(
        f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/",
        {"ADULT": "2", "name": SECRET, "phone": "0912345678", "pay": "cash"},
    )
    staff = Membership.objects.create(
        user=UserFactory(), producer=maker, role="staff", called=SECRET
    )
    return {
        "part": order.parts.get(),
        "jar": jar,
        "slot": slot,
        "booking": slot.bookings.get(),
        "lot": LotFactory(variant=jar),
        "paper": Paper.objects.create(
            producer=maker, kind="citizen_id", file=ContentFile(b"x", "giay.jpg")
        ),
        "act": HelpedAct.objects.create(producer=maker, by_name=SECRET, what="ghi lô"),
        "member": staff,
        "movement": jar.movements.first(),
        "draft": drafting.begin(maker, uuid4(), by=staff.user),
        "sheet": GoodsSheet.objects.create(code=uuid4(), producer=maker, name=SECRET),
    }


def known_of(things, pattern):
    """What the address means by `code`, `sku`, `pk` and `day`."""
    module = pattern.callback.__module__.removeprefix("workspace.")
    code, pk = {
        "guests": (things["booking"].code, things["slot"].pk),
        "visits": ("", things["slot"].pk),
        "lots": (things["lot"].code, 1),
        "lot_labels": (things["lot"].code, 1),
        "joining": (things["paper"].code, 1),
        "members": (things["act"].code, things["member"].pk),
        "listings": (things["draft"].code, 1),
        "listing_photos": (things["draft"].code, 1),
        "my_listings": (things["draft"].code, 1),
        "sheets": (things["sheet"].code, 1),
        "shelf": ("", things["movement"].pk),
    }.get(module, (things["part"].code, things["part"].lines.get().pk))
    day = f"{things['slot'].starts_at:%Y-%m-%d}"
    of_product = module.startswith(("ocop", "my_listings"))
    slug = things["jar"].product.slug if of_product else PLACES["slug"]
    return {
        **PLACES,
        "slug": slug,
        "code": str(code),
        "pk": str(pk),
        "sku": things["jar"].sku,
        "day": day,
    }


def addresses(things):
    for pattern in urlpatterns:
        known = known_of(things, pattern)
        route = str(pattern.pattern)
        yield (
            pattern.name,
            "/" + re.sub(r"<\w+:(\w+)>", lambda f, k=known: k.get(f[1], "x"), route),
        )


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    return client


def somebody(role, maker):
    """A browser of one who plays `role` towards `maker`."""
    if role == "anonymous":
        return Client()
    user = UserFactory()
    client = signed_in(user)
    if role in ("owner", "staff", "helper"):
        Membership.objects.create(user=user, producer=maker, role=role)
    if role == "removed":
        member = Membership.objects.create(user=user, producer=maker)
        assert client.get("/kenh-ban/").status_code == 200
        member.delete()
    if role == "officer":
        user.user_permissions.add(Permission.objects.get(codename="help_producer"))
        client.post(f"/kenh-ban/lam-giup/{maker.slug}/")
    return client


def state(maker, things):
    """Everything of the maker's that an address could change."""
    part, jar = things["part"], things["jar"]
    for thing in (maker, part, jar):
        thing.refresh_from_db()
    return (
        maker.verification,
        maker.name_vi,
        part.state,
        part.events.count(),
        jar.stock,
        jar.low_stock_at,
        [*maker.memberships.values_list("pk", "role").order_by("pk")],
        [*maker.papers.values_list("pk", "state")],
        [*maker.helped_acts.values_list("pk", "undone_at")],
        things["lot"].events.count(),
        [*ProductVersion.objects.made_by(maker).values_list("state", "content")],
        [*maker.goods_sheets.values_list("pk", "written_at")],
        maker.experiences.get().options.get().slots.values_list("capacity").get(),
    )


def test_each_address_stands_in_the_table_once():
    table = [*EVERYBODY, *BOOKS, *OWNERS, *ANY_PERSON, *OFFICERS, *ANYBODY]

    assert sorted(table) == sorted({pattern.name for pattern in urlpatterns})


@pytest.mark.parametrize("role", sorted(MAY))
def test_who_may_not_is_refused_and_nothing_is_changed_or_told(role, maker, things):
    browser = somebody(role, maker)
    before = state(maker, things)

    for name, url in addresses(things):
        if name in MAY[role]:
            continue
        for answer in (browser.get(url), browser.post(url, {"stock": "1"})):
            refused = (302, 405) if role == "anonymous" else (403, 405)
            assert answer.status_code in refused, (name, url)
            assert SECRET not in answer.getvalue().decode(errors="ignore"), url
            if answer.status_code == 302:
                assert answer.url.startswith("/tai-khoan/dang-nhap/"), url

    assert state(maker, things) == before


@pytest.mark.parametrize("role", sorted(MAY))
def test_who_may_is_let_in(role, maker, things):
    browser = somebody(role, maker)

    seen = {name: browser.get(url).status_code for name, url in addresses(things)}

    assert not {name for name in MAY[role] if seen[name] in (403, 500)}
    if role == "owner":
        shown = {name for name, status in seen.items() if status == 200}
        assert {"order", "lot", "booking", "visit_day", "members", "helped"} <= shown
        assert {"maker_paper", "movements", "labels", "money_of", "tax_pdf"} <= shown


@pytest.mark.parametrize("verification", ["verified", "pending"])
def test_the_owner_of_another_shop_reaches_nothing(verification, maker, things):
    other = ProducerFactory(verification=verification)
    browser = signed_in(member_of(other))
    before = state(maker, things)
    theirs = {name for name, url in addresses(things) if "<" not in url}

    for name, url in addresses(things):
        named = any(str(value) in url for value in mine(things))
        for answer in (browser.get(url), browser.post(url, {"stock": "1"})):
            assert answer.status_code < 500, (name, url)
            assert SECRET not in answer.getvalue().decode(errors="ignore"), url
            if named:
                assert answer.status_code in (403, 404, 405), (name, url)

    assert theirs
    assert state(maker, things) == before


def mine(things):
    """What can only be another's when it stands in an address."""
    return [
        things["part"].code,
        things["jar"].sku,
        things["jar"].product.slug,
        things["booking"].code,
        things["lot"].code,
        things["paper"].code,
        things["draft"].code,
        things["sheet"].code,
        things["act"].code,
        f"nguoi-cung-lam/{things['member'].pk}/",
        f"/buoi/{things['slot'].pk}/",
        PLACES["slug"],
    ]


def test_a_member_removed_in_the_middle_of_a_form_is_told_kindly(maker, things):
    browser = somebody("staff", maker)
    browser.get("/kenh-ban/hang/")
    Membership.objects.filter(producer=maker, role="staff").delete()

    answer = browser.post(f"/kenh-ban/hang/{things['jar'].sku}/", {"stock": "1"})

    assert answer.status_code == 403
    assert "Hãy hỏi chủ gian hàng" in answer.content.decode()
    assert maker.name not in answer.content.decode()
    things["jar"].refresh_from_db()
    assert things["jar"].stock == 9


def test_an_officer_without_the_permission_any_more_is_out(maker, things):
    browser = somebody("officer", maker)
    inside = browser.get("/kenh-ban/").status_code
    Permission.objects.get(codename="help_producer").user_set.clear()

    assert inside == 200
    assert browser.get("/kenh-ban/").status_code == 403


def test_who_works_for_two_shops_changes_between_them(maker):
    second = ProducerFactory(name_vi="Hợp tác xã Mễ Sở", slug="me-so")
    user = member_of(maker)
    Membership.objects.create(user=user, producer=second, role="staff")
    browser = signed_in(user)

    first_page = browser.get("/kenh-ban/").content.decode()
    browser.post("/kenh-ban/doi-gian-hang/", {"gian-hang": "me-so"})
    then = browser.get("/kenh-ban/").content.decode()

    assert "Hộ bà Hoa" in first_page
    assert "Hợp tác xã Mễ Sở" in then
    assert browser.get("/kenh-ban/nguoi-cung-lam/").status_code == 403
    assert (
        browser.post("/kenh-ban/doi-gian-hang/", {"gian-hang": "x"}).status_code == 404
    )


def test_who_is_removed_from_one_shop_does_not_slip_into_his_other(maker, things):
    user = member_of(maker)
    member_there = user.memberships.get()
    Membership.objects.create(user=user, producer=ProducerFactory(), role="staff")
    browser = signed_in(user)
    browser.get("/kenh-ban/")
    member_there.delete()

    answer = browser.post(f"/kenh-ban/hang/{things['jar'].sku}/", {"stock": "1"})

    assert answer.status_code == 403
    assert Producer.objects.filter(memberships__user=user).count() == 1


def test_each_deed_a_helper_can_do_has_a_word_for_the_maker(maker, things):
    browser = somebody("helper", maker)

    posts = {
        name
        for name, url in addresses(things)
        if name in EVERYBODY | BOOKS and browser.post(url).status_code != 405
    }

    assert sorted(posts - DEEDS.keys()) == []
