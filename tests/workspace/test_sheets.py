"""Many goods from one table: every mistake is named, one wrong cell and nothing is written, all can be taken back."""

import io
import zipfile
from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest
from openpyxl import load_workbook

from catalog import moderating
from catalog.models import (
    GoodsSheet,
    MovementReason,
    Product,
    ProductVersion,
    StockMovement,
    VersionState,
)
from tests.factories import (
    CategoryFactory,
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    hamper_of,
    member_of,
)
from tests.pictures import picture
from tests.workspace import tables
from tests.workspace.tables import AT, bring, confirm, mistakes, own, row, rows_of, xlsx

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"

SAYS = "Hãy ghi bằng chữ số, số tròn, ví dụ 12."
WEIGH = "Hãy ghi như 300 g hoặc 1,2 kg."
UNCLEAR = "Số tiền này chưa rõ. Hãy nhập số đồng, ví dụ 60.000 hoặc 60k."
FORMULA = "Ô này là công thức. Hãy gõ chữ hoặc số vào."
SEASON = "Hãy ghi như “quanh năm”, “tháng 7–9” hoặc “tháng 4, 7–9”."
PLANTED = [
    # what stands in the row besides the good cells, in which column the mistake is, what is said
    ({"price": "sáu mươi"}, "Giá", UNCLEAR),
    ({"price": 60.5}, "Giá", "60.5 là số lẻ. Hãy ghi số tròn, ví dụ 60.000."),
    ({"price": 60.125}, "Giá", "60.125 là số lẻ. Hãy ghi số tròn, ví dụ 60.000."),
    ({"price": "60.5"}, "Giá", UNCLEAR),
    ({"price": "0"}, "Giá", "Số tiền nhỏ nhất là 1.000 đồng."),
    ({"price": 60}, "Giá", "60 đồng hay 60.000 đồng? Hãy gõ đủ số không."),
    ({"price": -60000}, "Giá", UNCLEAR),
    ({"price": 10**12}, "Giá", "Giá này lớn quá. Hãy xem lại số 0."),
    ({"price": "9" * 40}, "Giá", "Số tiền này quá lớn. Hãy xem lại số chữ số không."),
    ({"price": "=A1*2"}, "Giá", FORMULA),
    ({"price": ""}, "Giá", "Hãy ghi giá của gói này."),
    ({"name_vi": ""}, "Tên hàng", "Hãy ghi tên hàng."),
    ({"name_vi": "ô" * 500}, "Tên hàng",
     "Dài quá: 500 chữ cái, nhiều nhất 160. Hãy viết ngắn lại."),
    ({"name_vi": '=HYPERLINK("http://x.vn";"Mật")'}, "Tên hàng", FORMULA),
    ({"summary_vi": "=HYPERLINK(1)"}, "Một câu giới thiệu", FORMULA),
    ({"summary_vi": "a" * 201}, "Một câu giới thiệu",
     "Dài quá: 201 chữ cái, nhiều nhất 200. Hãy viết ngắn lại."),
    ({"pack": ""}, "Gói", "Hãy ghi gói thế nào, ví dụ: hộp 250 g."),
    ({"pack": "b" * 81}, "Gói", "Dài quá: 81 chữ cái, nhiều nhất 80. Hãy viết ngắn lại."),
    ({"category": ""}, "Nhóm hàng", "Hãy chọn nhóm hàng."),
    ({"category": "Nghe va duoc lieuu"}, "Nhóm hàng",
     "Không có nhóm “Nghe va duoc lieuu”. Có phải “Nghệ và dược liệu”?"),
    ({"category": "Máy bay"}, "Nhóm hàng",
     "Không có nhóm “Máy bay”. Hãy chọn trong danh sách ở trang “Danh sách” của bảng mẫu."),
    ({"weight_g": "nặng"}, "Cân nặng", WEIGH),
    ({"weight_g": "0"}, "Cân nặng", WEIGH),
    ({"weight_g": "9000 kg"}, "Cân nặng", WEIGH),
    ({"stock": "mười hai"}, "Còn bao nhiêu", SAYS),
    ({"stock": "-3"}, "Còn bao nhiêu", SAYS),
    ({"stock": 12.5}, "Còn bao nhiêu", "12.5 là số lẻ. Hãy ghi số tròn, ví dụ 60.000."),
    ({"stock": "1000000"}, "Còn bao nhiêu", "Số này lớn quá. Hãy xem lại."),
    ({"season_months": "tháng 13"}, "Tháng có hàng", SEASON),
    ({"season_months": "mùa hè"}, "Tháng có hàng", SEASON),
    ({"season_months": "01/03/2026"}, "Tháng có hàng",
     "Excel đã đổi ô này thành ngày. Hãy gõ cả chữ, ví dụ “tháng 1–3”."),
    ({"ship_policy": "Xyz"}, "Cách giao",
     "Không có cách giao “Xyz”. Hãy chọn trong danh sách ở trang “Danh sách” của bảng mẫu."),
    ({"ship_policy": "Nhận tại lang nhé"}, "Cách giao",
     "Không có cách giao “Nhận tại lang nhé”. Có phải “Nhận tại làng”?"),
    ({"sku": "THE-OTHERS"}, "Mã", "Không có mã này trong hàng của bạn."),
    ({"sku": "NOBODYS"}, "Mã", "Không có mã này trong hàng của bạn."),
    ({"name_vi": "Mật ong nhãn số 1"}, "Gói", "Gói này của món này đã có ở dòng 2."),
    ({"name_vi": "Mật ong nhãn số 2", "pack": "can", "category": "Tinh dầu"}, "Nhóm hàng",
     "Khác dòng 3, mà hai dòng là một món."),
]  # fmt: skip


def with_photo(product):
    product.photo = picture()
    product.save()
    return product


def state():
    packs = Product.objects.values_list("variants__price", "variants__stock", "name_vi")
    return [*packs.order_by("pk", "variants")], ProductVersion.objects.count()


def test_five_hundred_rows_with_37_mistakes_get_37_sentences_and_write_nothing(
    maker_client, maker
):
    CategoryFactory()
    CategoryFactory(slug="tinh-dau", name_vi="Tinh dầu")
    VariantFactory(sku="THE-OTHERS")
    sheet = [row(number) for number in range(1, 501)]
    places = [13 * place + 10 for place in range(len(PLANTED))]
    for place, (cells, _column, _words) in zip(places, PLANTED, strict=True):
        sheet[place] |= cells
    before = state()

    answer = bring(maker_client, xlsx(*sheet))

    assert len(PLANTED) == 37
    assert mistakes(answer) == [
        f"Dòng {place + 2}, cột {column}: {words}"
        for place, (_cells, column, words) in zip(places, PLANTED, strict=True)
    ]
    assert "Ghi cả bảng" not in answer.content.decode()
    confirm(maker_client, answer)
    assert state() == before
    assert not GoodsSheet.objects.written().exists()


def test_the_same_code_twice_is_told_with_the_row_it_stood_in_first(
    maker_client, maker
):
    pack = VariantFactory(product__producer=maker, sku="MINE", price=50_000)

    answer = bring(maker_client, xlsx({"sku": "MINE"}, {"sku": "MINE", "price": "9k"}))

    pack.refresh_from_db()
    assert mistakes(answer) == ["Dòng 3, cột Mã: Mã này đã có ở dòng 2."]
    assert pack.price == 50_000


def test_new_goods_become_drafts_that_want_photos_and_go_the_usual_way(
    maker_client, maker
):
    CategoryFactory()
    rows = [row(1), row(1, pack="can 5 kg", price=450_000, stock=3), row(2)]

    page = confirm(maker_client, bring(maker_client, xlsx(*rows))).content.decode()

    first = ProductVersion.objects.get(content__name_vi="Mật ong nhãn số 1")
    can = first.content["packs"][1]
    assert "Đã ghi cả bảng" in page
    assert "Thêm ảnh" in page
    assert not Product.objects.exists()
    assert first.state == VersionState.DRAFT
    assert (can["name"], can["price"]) == ("can 5 kg", 450_000)
    assert first.content["stocks"][can["sku"]] == 3
    assert first.content["season_months"] == 0b000111000000
    assert first.content["ship_policy"] == "fragile"
    assert moderating.lacking(first.content) == ["ít nhất một ảnh"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_taken_out_changes_nothing_when_it_comes_back(
    kind, maker_client, maker
):
    product = ProductFactory(
        producer=maker,
        name_vi="- Bột  nghệ “xịn”; loại 1",
        summary_vi="=HYPERLINK('x')",
        description_vi="Hai dòng\r\n\nba dòng",
        season_months=0b100000000111,
    )
    VariantFactory(product=product, stock=0, weight_g=0, name_vi="@ hộp")
    VariantFactory(product=product, price=1_250_000, name_vi="túi 1 kg", weight_g=1250)
    VariantFactory(product__producer=maker, product__state="archived")
    hamper_of((VariantFactory(), 1), producer=maker)

    answer = bring(maker_client, own(maker_client, kind), f"x.{kind}")
    page = confirm(maker_client, answer)

    assert "giống hệt" in answer.content.decode()
    assert page.status_code == 200
    assert StockMovement.objects.exclude(reason="opening").count() == 0
    assert not ProductVersion.objects.exists()


def test_no_cell_that_leaves_is_a_formula(maker_client, maker):
    bad = '=HYPERLINK("http://x","y")'
    product = ProductFactory(
        producer=maker, name_vi=bad, summary_vi="+1", usage_vi="@x"
    )
    VariantFactory(product=product, name_vi="-1")

    book = load_workbook(io.BytesIO(own(maker_client)))
    text = own(maker_client, "csv").decode("utf-8-sig")

    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert rows_of(own(maker_client))[0]["name_vi"] == bad
    assert not [c for c in text.splitlines()[1].split(";") if c[:1] in "=+@-" and c]


def test_prices_and_stock_count_at_once_and_words_wait_for_a_reader(
    maker_client, maker
):
    product = with_photo(ProductFactory(producer=maker, name_vi="Bột nghệ"))
    pack = VariantFactory(product=product, price=50_000, stock=20, sku="A")
    other = VariantFactory(product__producer=maker, price=70_000, sku="B")
    rows = rows_of(own(maker_client))
    rows[0] |= {"price": "55k", "stock": 25, "summary_vi": "Câu mới"}

    page = confirm(maker_client, bring(maker_client, xlsx(*rows))).content.decode()

    pack.refresh_from_db()
    other.refresh_from_db()
    product.refresh_from_db()
    version = product.versions.get()
    assert "Đã ghi cả bảng" in page
    assert (pack.price, pack.stock, other.price) == (55_000, 25, 70_000)
    assert pack.movements.latest("pk").by == maker.memberships.get().user
    assert product.summary_vi == ""
    assert version.state == VersionState.PENDING
    assert moderating.to_read(version) == ["summary_vi"]
    moderating.approve(version, by=UserFactory())
    product.refresh_from_db()
    assert product.summary_vi == "Câu mới"


def test_a_new_pack_of_goods_that_are_there_is_read_too(maker_client, maker):
    product = with_photo(ProductFactory(producer=maker, name_vi="Bột nghệ"))
    VariantFactory(product=product, sku="A")
    new = {"name_vi": "bột  NGHỆ", "pack": "túi 1 kg", "price": "150k", "stock": 4}

    tables.write(maker_client, {**new, "name_vi": "Bột nghệ"})

    version = product.versions.get()
    moderating.approve(version, by=UserFactory())
    fresh = product.variants.exclude(sku="A").get()
    assert moderating.to_read(version)
    assert (fresh.name_vi, fresh.price, fresh.stock) == ("túi 1 kg", 150_000, 4)


def test_what_was_bought_while_the_table_was_filled_in_stays_sold(maker_client, maker):
    pack = VariantFactory(product__producer=maker, stock=10)
    rows = rows_of(own(maker_client))
    pack.move(-4, MovementReason.RESERVED)
    rows[0]["stock"] = 12

    tables.write(maker_client, *rows)

    pack.refresh_from_db()
    assert pack.stock == 8


def test_pressed_twice_it_has_written_once(maker_client, maker):
    pack = VariantFactory(product__producer=maker, stock=10)
    CategoryFactory()
    looked = bring(maker_client, xlsx(row(1), {"sku": pack.sku, "stock": 15}))

    confirm(maker_client, looked)
    again = confirm(maker_client, looked)

    pack.refresh_from_db()
    assert again.status_code == 200
    assert pack.stock == 15
    assert ProductVersion.objects.count() == 1


def test_what_changed_since_it_was_shown_is_shown_again_and_not_written(
    maker_client, maker
):
    pack = VariantFactory(product__producer=maker, price=50_000)
    looked = bring(maker_client, xlsx({"sku": pack.sku, "price": "60k"}))
    pack.price = 60_000
    pack.save()

    page = confirm(maker_client, looked).content.decode()

    assert "chưa ghi gì" in page
    assert not GoodsSheet.objects.written().exists()


def test_all_of_it_is_taken_back_within_a_day(maker_client, maker):
    product = with_photo(ProductFactory(producer=maker, name_vi="Bột nghệ"))
    pack = VariantFactory(
        product=product, price=50_000, stock=20, sku="A", weight_g=300
    )
    CategoryFactory()
    change = {"sku": "A", "price": "55k", "stock": 3, "weight_g": "400 g",
              "usage_vi": "Pha", "season_months": "tháng 3"}  # fmt: skip
    sheet = tables.write(maker_client, change, row(1))

    page = tables.take_back(maker_client, sheet)

    pack.refresh_from_db()
    product.refresh_from_db()
    states = ProductVersion.objects.order_by("pk").values_list("state", flat=True)
    assert "Đã hoàn lại cả bảng" in page
    assert (pack.price, pack.stock, pack.weight_g) == (50_000, 20, 300)
    assert product.ripe_months == tuple(range(1, 13))
    assert [*states] == ["dropped", "replaced"]
    assert "không hoàn lại được nữa" in tables.take_back(maker_client, sheet)


def test_what_was_built_upon_stays_and_is_named(maker_client, maker):
    packs = [
        VariantFactory(product__producer=maker, product__name_vi=name, stock=5)
        for name in ("Bán rồi", "Đếm lại", "Đổi giá")
    ]
    CategoryFactory()
    sheet = tables.write(
        maker_client,
        {"sku": packs[0].sku, "stock": 10},
        {"sku": packs[1].sku, "stock": 10},
        {"sku": packs[2].sku, "price": "90k"},
        row(1),
    )
    for pack in packs:
        pack.refresh_from_db()
    packs[0].move(-8, MovementReason.RESERVED)
    packs[1].move(1, MovementReason.COUNTED)
    packs[2].price = 95_000
    packs[2].save()
    draft = ProductVersion.objects.get()
    draft.content |= {"photos": [{"key": "a", "picture": 1}]}
    draft.save()

    page = tables.take_back(maker_client, sheet)

    sheet.refresh_from_db()
    for pack in packs:
        pack.refresh_from_db()
    assert [pack.stock for pack in packs] == [2, 11, 5]
    assert packs[2].price == 95_000
    assert len(sheet.kept) == 4
    for words in ("bạn đã làm tiếp", "khách đã mua mất", "số còn đã được sửa lại",
                  "giá hay cân nặng đã được sửa"):  # fmt: skip
        assert words in page
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_after_a_day_it_stays(maker_client, maker):
    CategoryFactory()
    sheet = tables.write(maker_client, row(1))
    sheet.written_at = timezone.now() - timedelta(hours=25)
    sheet.save()

    page = tables.take_back(maker_client, sheet)

    assert "không hoàn lại được nữa" in page
    assert ProductVersion.objects.get().state == VersionState.DRAFT


def test_goods_that_wait_to_be_read_or_have_no_photo_take_no_new_words(
    maker_client, maker
):
    bare = VariantFactory(product__producer=maker)
    waits = with_photo(ProductFactory(producer=maker))
    pack = VariantFactory(product=waits)
    tables.write(maker_client, {"sku": pack.sku, "summary_vi": "Một"})

    answer = bring(
        maker_client,
        xlsx(
            {"sku": pack.sku, "summary_vi": "Hai"}, {"sku": bare.sku, "usage_vi": "x"}
        ),
    )

    assert mistakes(answer) == [
        "Dòng 2, cột Một câu giới thiệu: Món này đang chờ duyệt."
        " Đợi duyệt xong rồi hãy sửa lời hay gói.",
        "Dòng 3, cột Cách dùng: Món này chưa có ảnh. Hãy thêm ảnh ở trang “Sửa” trước.",
    ]


@pytest.mark.parametrize(
    ("encoding", "mark", "end"),
    [
        ("utf-8", ";", "\n"),
        ("utf-8-sig", ",", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("cp1258", ";", "\r\n"),
    ],
)
def test_every_way_excel_saves_is_read(encoding, mark, end, maker_client, maker):
    CategoryFactory()
    text = tables.csv_of(row(1, ship_policy=""), mark=mark, end=end)

    answer = bring(maker_client, encoded(text, encoding), "hang.csv")
    confirm(maker_client, answer)

    assert ProductVersion.objects.get().name == "Mật ong nhãn số 1"


def encoded(text, encoding):
    """cp1258 as Excel writes it: the vowel of its own, the tone behind it."""
    if encoding != "cp1258":
        return text.encode(encoding)
    import unicodedata

    out = []
    for letter in text.replace("–", "-"):
        try:
            out.append(letter.encode(encoding))
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            tone = next(c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", apart.replace(tone, ""))
            out.append((rest + tone).encode(encoding))
    return b"".join(out)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def with_part(name, content):
    out = io.BytesIO(xlsx(row(1)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return out.getvalue()


NO_TABLES = {
    "nothing": (b"", "Hãy chọn một bảng"),
    "other": (b"\x89PNG\r\n\x1a\n\x00\x00", "Hãy lưu tệp dạng CSV UTF-8 hoặc XLSX"),
    "no-headings": (b"a;b\n1;2\n", "Không thấy dòng tiêu đề"),
    "broken": (b"PK\x03\x04" + b"x" * 99, "hỏng hoặc có mật khẩu"),
    "no-book": (zipped(**{"a.txt": "x"}), "hỏng hoặc có mật khẩu"),
    "old-excel": (b"\xd0\xcf\x11\xe0" + b"x" * 99, "Excel đời cũ"),
    "bomb": (with_part("xl/bomb.xml", b"0" * 90_000_000), "bung ra lớn quá"),
    "macros": (with_part("xl/vbaProject.bin", b"x"), "macro"),
    "large": (b"x" * 5_000_001, "Bảng lớn quá"),
    "a-million-rows": (
        zipped(a="x")[:0] + ("Tên hàng;Gói;Giá\n" + "a;b;9\n" * 800_000).encode(),
        "quá nhiều dòng",
    ),
    "too-many": (
        ("Tên hàng;Gói;Giá\n" + "a;b;60k\n" * 5_001).encode(), "nhiều nhất 5000 dòng"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_is_refused_kindly(name, maker_client, maker):
    content, words = NO_TABLES[name]

    answer = bring(maker_client, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not GoodsSheet.objects.exists()


def test_columns_that_are_not_read_are_named(maker_client, maker):
    CategoryFactory()
    text = "Tên hàng;Nhóm hàng;Gói;Giá;Giá sỉ\nMật;Nghệ và dược liệu;chai;60k;50k"

    page = bring(maker_client, text.encode(), "x.csv").content.decode()

    assert "Máy không đọc các cột này: Giá sỉ" in page


def test_the_template_with_its_example_is_right(maker_client, maker):
    CategoryFactory()

    for kind in ("xlsx", "csv"):
        file = maker_client.get(f"{AT}mau.{kind}").content
        answer = bring(maker_client, file, f"x.{kind}")
        assert not mistakes(answer)
        assert len(answer.context["plan"].added) == 1
    book = load_workbook(
        io.BytesIO(maker_client.get(f"{AT}mau.xlsx").content), data_only=False
    )
    assert book.sheetnames == ["Hàng", "Cách điền", "Danh sách"]
    assert maker_client.get(f"{AT}mau.exe").status_code == 404


def test_nobody_elses_table_is_seen_written_or_taken_back(maker_client, maker):
    CategoryFactory()
    looked = bring(maker_client, xlsx(row(1)))
    sheet = looked.context["sheet"]
    stranger = Client()
    stranger.force_login(member_of(ProducerFactory()), backend=BACKEND)

    answers = [
        stranger.get(f"{AT}{sheet.code}/").status_code,
        stranger.post(
            f"{AT}{sheet.code}/ghi/", {"seen": looked.context["plan"].stamp}
        ).status_code,
        stranger.post(f"{AT}{sheet.code}/hoan-lai/").status_code,
    ]

    assert answers == [404, 404, 404]
    assert not ProductVersion.objects.exists()


def test_what_it_asks_of_the_database_does_not_grow_with_the_rows(
    maker_client, maker, django_assert_max_num_queries
):
    CategoryFactory()
    packs = [VariantFactory(product__producer=maker) for _ in range(40)]
    prices = [{"sku": pack.sku, "price": "99k"} for pack in packs]

    looked = bring(maker_client, xlsx(*[row(n) for n in range(60)], *prices))
    with django_assert_max_num_queries(70):
        confirm(maker_client, looked)

    assert ProductVersion.objects.count() == 60
    assert Product.objects.filter(variants__price=99_000).count() == 40
