"""What a maker changes waits for a reader while the approved version stays on sale; all of it is kept."""

from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

import pytest

from accounts.models import User
from catalog import drafting, moderating
from catalog.models import (
    MovementReason,
    Product,
    ProductState,
    ProductVersion,
    Variant,
    VersionState,
)
from catalog.version_words import changes
from core.models import Message
from core.read_first import IllegalStep
from tests.factories import ProductFactory, UserFactory, VariantFactory, member_of
from tests.workspace.listing import Phone, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def jar(maker) -> Variant:
    product = ProductFactory(producer=maker, name_vi="Tinh bột nghệ vàng", slug="nghe")
    return VariantFactory(product=product, sku="HU", price=60_000)


@pytest.fixture
def editor(client) -> Client:
    user = UserFactory(full_name="Cô Lan", is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def edited(client, jar, *packs, **words) -> ProductVersion:
    """The maker opens the listing, changes something, and sends it."""
    client.post(f"/kenh-ban/hang/dang-ban/{jar.product.slug}/sua/")
    draft = jar.product.versions.drafts().get()
    phone = Phone(client, draft.code)
    if not draft.content["photos"]:
        phone.shoot(photo())
    row = {"goi-0-sku": jar.sku, "goi-INITIAL_FORMS": 1}
    phone.tell(*packs or (("hộp 250 g", "60.000"),), **row, **words)
    phone.send()
    draft.refresh_from_db()
    return draft


@pytest.fixture
def with_photo(maker_client, jar) -> Variant:
    """The jar as it stands once its photo was approved."""
    moderating.approve(edited(maker_client, jar), by=None)
    jar.product.refresh_from_db()
    return jar


def public(jar) -> str:
    return Client().get(f"/san-pham/{jar.product.slug}/").content.decode()


def test_new_words_wait_while_the_old_ones_are_on_sale(maker_client, with_photo):
    version = edited(maker_client, with_photo, name_vi="Tinh bột nghệ nếp")

    assert version.state == VersionState.PENDING
    assert "Tinh bột nghệ nếp" not in public(with_photo)
    mine = maker_client.get("/kenh-ban/hang/dang-ban/").content.decode()
    assert "Đang bán bản cũ, bản mới chờ duyệt" in mine
    moderating.approve(version, by=None)
    assert "Tinh bột nghệ nếp" in public(with_photo)


def test_a_price_counts_at_once_and_waits_for_nobody(maker_client, with_photo):
    version = edited(
        maker_client, with_photo, ("hộp 250 g", "75.000"), name_vi="Tinh bột nghệ vàng"
    )

    with_photo.refresh_from_db()
    assert (version.state, with_photo.price) == (VersionState.APPROVED, 75_000)
    assert "75.000" in public(with_photo)


def test_a_new_pack_waits_and_comes_with_its_stock(maker_client, with_photo):
    client, product = maker_client, with_photo.product
    client.post(f"/kenh-ban/hang/dang-ban/{product.slug}/sua/")
    phone = Phone(client, product.versions.drafts().get().code)
    two = (("hộp 250 g", "60.000"), ("túi 1 kg", "200k"))
    phone.tell(*two, **{"goi-0-sku": "HU"}, name_vi="Tinh bột nghệ vàng")
    phone.count("7")
    phone.send()
    assert product.variants.count() == 1

    moderating.approve(product.versions.waiting().get(), by=None)

    bag = product.variants.exclude(sku="HU").get()
    assert (bag.name_vi, bag.unit_vi, bag.stock) == ("túi 1 kg", "túi", 7)
    assert bag.movements.get().reason == MovementReason.OPENING
    with_photo.refresh_from_db()
    assert with_photo.stock == 20


def test_a_pack_left_out_is_no_longer_sold(maker_client, with_photo):
    VariantFactory(product=with_photo.product, sku="TUI", name_vi="túi 1 kg")

    moderating.approve(
        edited(maker_client, with_photo, name_vi="Tinh bột nghệ vàng"), by=None
    )

    sold = with_photo.product.variants.filter(is_active=True)
    assert [pack.sku for pack in sold] == ["HU"]


def test_what_the_office_mended_meanwhile_stays_mended(maker_client, with_photo):
    version = edited(maker_client, with_photo, name_vi="Tinh bột nghệ nếp")
    Product.objects.filter(pk=with_photo.product_id).update(storage_vi="Nơi khô ráo")

    moderating.approve(version, by=None)

    product = Product.objects.get(pk=with_photo.product_id)
    assert (product.name_vi, product.storage_vi) == ("Tinh bột nghệ nếp", "Nơi khô ráo")


def test_a_newer_version_takes_the_place_of_the_one_that_waits(
    maker_client, with_photo
):
    first = edited(maker_client, with_photo, name_vi="Nghệ A")

    second = edited(maker_client, with_photo, name_vi="Nghệ B")

    first.refresh_from_db()
    assert (first.state, second.state) == (VersionState.REPLACED, VersionState.PENDING)
    with pytest.raises(IllegalStep):
        moderating.approve(first, by=None)


def test_what_was_turned_down_is_taken_up_at_the_price_of_today(
    maker_client, with_photo
):
    version = edited(maker_client, with_photo, name_vi="Nghệ A")
    moderating.reject(version, by=None, reason="Tên chưa rõ")
    Variant.objects.filter(pk=with_photo.pk).update(price=90_000)

    draft = drafting.draft_of(with_photo.product, by=None)

    assert draft.content["name_vi"] == "Nghệ A"
    assert [pack["price"] for pack in draft.content["packs"]] == [90_000]


def test_the_first_stock_of_a_pack_that_waits_is_not_forgotten(
    maker_client, with_photo
):
    maker_client.post(f"/kenh-ban/hang/dang-ban/{with_photo.product.slug}/sua/")
    phone = Phone(maker_client, with_photo.product.versions.drafts().get().code)
    phone.tell(
        ("hộp 250 g", "60.000"), ("túi 1 kg", "200k"), **{"goi-0-sku": with_photo.sku}
    )
    phone.count("7")
    phone.send()

    again = drafting.draft_of(with_photo.product, by=None)

    assert list(again.content["stocks"].values()) == [7]


def test_a_reader_sees_both_versions_side_by_side_and_signs(editor, maker, with_photo):
    phone = Client()

    phone.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )
    version = edited(phone, with_photo, name_vi="Tinh bột nghệ nếp")

    front = editor.get("/admin/").content.decode()
    listed = editor.get("/admin/productversion/?state=pending").content.decode()
    page = editor.get(f"/admin/productversion/inspect/{version.pk}/").content.decode()
    editor.post(f"/admin/productversion/lam/{version.pk}/duyet/")

    assert "bài đăng của người làm chờ duyệt" in front
    assert "Tinh bột nghệ nếp" in listed
    assert "Tinh bột nghệ vàng</td>" in page
    assert "Tinh bột nghệ nếp</td>" in page
    version.refresh_from_db()
    assert version.decided_by == User.objects.get(full_name="Cô Lan")


def test_a_maker_reads_why_and_mends_it(editor, maker, jar):

    phone = Client()
    phone.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )
    version = edited(phone, jar, name_vi="Nghệ chữa bách bệnh")

    empty = editor.post(
        f"/admin/productversion/lam/{version.pk}/chua-dat/", follow=True
    )
    editor.post(
        f"/admin/productversion/lam/{version.pk}/chua-dat/",
        {"why": ["health"], "more": "Bỏ chữ chữa bách bệnh"},
    )

    page = phone.get("/kenh-ban/hang/dang-ban/").content.decode()
    assert "Hãy ghi lý do" in empty.content.decode()
    assert "Không được nói chữa bệnh. Bỏ chữ chữa bách bệnh" in page
    phone.post(f"/kenh-ban/hang/dang-ban/{jar.product.slug}/sua/")
    draft = jar.product.versions.drafts().get()
    assert draft.content["name_vi"] == "Nghệ chữa bách bệnh"
    assert jar.product.name_vi == "Tinh bột nghệ vàng"


def test_history_says_who_wrote_who_read_and_what_changed(maker_client, with_photo):
    version = edited(maker_client, with_photo, name_vi="Tinh bột nghệ nếp")
    moderating.approve(version, by=UserFactory(full_name="Cô Lan"))

    url = f"/kenh-ban/hang/dang-ban/{with_photo.product.slug}/"
    page = maker_client.get(url).content.decode()

    assert "Cô Lan" in page
    assert "Nguyễn Thị Hoa" in page
    assert "Tinh bột nghệ nếp" in page
    assert [str(one.label) for one in changes(version)] == ["Tên hàng"]


def test_the_database_keeps_what_was_sent(maker_client, jar):
    version = edited(maker_client, jar, name_vi="Nghệ A")

    with pytest.raises(IntegrityError), transaction.atomic():
        ProductVersion.objects.filter(pk=version.pk).update(content={})


def test_a_maker_rests_a_product_and_sells_it_again(maker_client, jar):
    url = f"/kenh-ban/hang/dang-ban/{jar.product.slug}"

    maker_client.post(f"{url}/ngung/")
    jar.product.refresh_from_db()
    rested = jar.product.state
    maker_client.post(f"{url}/ban-lai/")

    jar.product.refresh_from_db()
    assert (rested, jar.product.state) == (
        ProductState.ARCHIVED,
        ProductState.APPROVED,
    )


def test_what_the_office_stopped_the_maker_cannot_put_back(maker_client, maker):
    stopped = ProductFactory(producer=maker, archived=True)

    url = f"/kenh-ban/hang/dang-ban/{stopped.slug}/ban-lai/"
    page = maker_client.post(url, follow=True).content.decode()

    stopped.refresh_from_db()
    assert stopped.state == ProductState.ARCHIVED
    assert "đơn vị vận hành ngừng bán" in page


def test_a_version_waits_once_however_often_it_is_opened(maker, jar):
    first = drafting.draft_of(jar.product, by=None)

    again = drafting.draft_of(jar.product, by=None)

    assert first == again
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductVersion.objects.create(
            code="0" * 32, producer=maker, product=jar.product, made_at=timezone.now()
        )


def test_the_page_of_listings_asks_no_more_for_more_goods(
    maker_client, maker, jar, django_assert_max_num_queries
):
    for _n in range(6):
        drafting.draft_of(VariantFactory(product__producer=maker).product, by=None)

    with django_assert_max_num_queries(12):
        maker_client.get("/kenh-ban/hang/dang-ban/")


def test_what_the_office_changes_joins_the_history(editor, maker, jar):
    from_form = editor.get(
        f"/admin/snippets/catalog/product/edit/{jar.product_id}/"
    ).context["form"]
    typed = dict(posted(from_form))

    editor.post(
        f"/admin/snippets/catalog/product/edit/{jar.product_id}/",
        typed | {"storage_vi": "Nơi khô ráo"},
    )

    version = jar.product.versions.get()
    assert version.state == VersionState.APPROVED
    assert [(str(one.label), one.after) for one in changes(version)] == [
        ("Bảo quản", "Nơi khô ráo")
    ]


def posted(form):
    """What a browser would send back of a form and its rows, untouched."""
    forms = [form, *[row for rows in form.formsets.values() for row in rows.forms]]
    managers = [rows.management_form for rows in form.formsets.values()]
    for one in [*forms, *managers]:
        for bound in one:
            value = bound.value()
            if value is not None and value is not False:
                yield bound.html_name, value
        for bound in one:
            if bound.field.show_hidden_initial:
                yield bound.html_initial_name, bound.value()


def test_a_product_page_with_eight_photos_keeps_its_budget_of_questions(
    maker_client, client, jar, django_assert_max_num_queries
):
    phone = Phone(maker_client)
    phone.shoot(*[photo((10 * n, 90, 90)) for n in range(8)])
    phone.tell()
    phone.count()
    phone.send()
    moderating.approve(phone.draft, by=None)
    url = phone.draft.product.get_absolute_url()
    first = client.get(url).content.decode()

    with django_assert_max_num_queries(12):
        client.get(url)

    gallery = first[first.index('class="gallery"') :]
    assert first.count("<picture>") >= 8
    assert gallery.count("image/avif") >= 8
    assert gallery.count("fetchpriority") == 1
    assert gallery.count('loading="lazy"') >= 7


def test_the_maker_is_told_what_became_of_his_listing(maker_client, jar):
    first = edited(maker_client, jar)
    moderating.reject(first, by=None, reason="Ảnh mờ quá.")
    second = edited(maker_client, jar, name_vi="Bột nghệ nhà làm")
    moderating.approve(second, by=None)

    told = list(Message.objects.order_by("pk").values_list("text", flat=True))

    assert "cần sửa rồi gửi lại" in told[0]
    assert "đã được duyệt" in told[1]
