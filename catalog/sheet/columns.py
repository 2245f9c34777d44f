"""The columns of the table of goods, in plain Vietnamese, whatever language its reader has chosen."""

from dataclasses import dataclass

from catalog.drafting import LONGEST, LONGEST_PACK


@dataclass(frozen=True)
class Column:
    """`also` are other headings people write, folded; `longest` counts letters of what is text."""

    heading: str
    says: str
    example: str
    also: tuple[str, ...] = ()
    longest: int = 200


COLUMNS = {
    "sku": Column(
        "Mã",
        "Máy tự ghi cho gói đã có. Đừng sửa. Hàng mới hay gói mới thì để trống.",
        "",
        ("ma", "ma hang", "ma goi"),
        40,
    ),
    "name_vi": Column(
        "Tên hàng",
        "Gọi như bạn nói với khách. Mỗi gói một dòng: món có hai gói thì ghi hai dòng cùng tên.",
        "Tinh bột nghệ vàng Chí Tân",
        ("ten hang", "ten", "ten san pham"),
        LONGEST["name_vi"],
    ),
    "category": Column(
        "Nhóm hàng",
        "Chọn một nhóm trong danh sách có sẵn.",
        "",
        ("nhom hang", "nhom"),
    ),
    "pack": Column(
        "Gói",
        "Gói thế nào: hộp 250 g, túi 1 kg, một cái.",
        "hộp 250 g",
        ("goi", "quy cach"),
        LONGEST_PACK,
    ),
    "price": Column(
        "Giá",
        "Giá một gói, bằng đồng: 60.000 hoặc 60k.",
        "60.000",
        ("gia", "gia ban", "don gia", "gia dong"),
    ),
    "weight_g": Column(
        "Cân nặng",
        "Nặng cả bao bì: 300 g hoặc 1,2 kg. Chưa cân thì để trống.",
        "300 g",
        ("can nang", "khoi luong", "nang"),
    ),
    "stock": Column(
        "Còn bao nhiêu",
        "Còn mấy gói bán được, số tròn.",
        "12",
        ("con bao nhieu", "so luong", "con lai", "ton", "con"),
    ),
    "shown": Column(
        "Còn lúc lấy bảng",
        "Máy tự ghi. Đừng sửa: nhờ nó, hàng khách mua trong lúc bạn làm bảng vẫn được trừ đúng.",
        "",
        ("con luc lay bang",),
    ),
    "season_months": Column(
        "Tháng có hàng",
        "Quanh năm, hoặc tháng 7–9, tháng 12–3, tháng 4, 7–9.",
        "quanh năm",
        ("thang co hang", "mua", "thang"),
    ),
    "ship_policy": Column(
        "Cách giao",
        "Chọn một cách trong danh sách có sẵn.",
        "",
        ("cach giao", "giao hang"),
    ),
    "summary_vi": Column(
        "Một câu giới thiệu",
        "Một câu, nhiều nhất 200 chữ cái.",
        "Nghệ vàng trồng bãi sông Hồng, lọc ba lần nước.",
        ("mot cau gioi thieu", "gioi thieu"),
        LONGEST["summary_vi"],
    ),
    "description_vi": Column(
        "Kể về món hàng",
        "Ai làm, làm thế nào, ngon ở chỗ nào.",
        "",
        ("ke ve mon hang", "mo ta"),
        LONGEST["description_vi"],
    ),
    "ingredients_vi": Column(
        "Thành phần",
        "Làm bằng gì.",
        "Nghệ vàng 100 %",
        ("thanh phan", "lam bang gi"),
        LONGEST["ingredients_vi"],
    ),
    "storage_vi": Column(
        "Bảo quản",
        "Cất ở đâu, để được bao lâu.",
        "Nơi khô mát",
        ("bao quan",),
        LONGEST["storage_vi"],
    ),
    "usage_vi": Column(
        "Cách dùng", "Dùng thế nào.", "", ("cach dung",), LONGEST["usage_vi"]
    ),
}
NEEDED = ("name_vi", "pack", "price")
NEEDED_WITH_CODES = ("sku",)
HEADINGS = {name: column.also for name, column in COLUMNS.items()}
MOST_ROWS = 5000
