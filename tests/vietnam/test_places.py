import json
import subprocess
import sys
import unicodedata

import pytest

from vietnam import places
from vietnam.text import fold, sort_key


def names(text: str, limit: int = 10) -> list[str]:
    return [found.name for found in places.search(text, limit)]


def test_the_country_has_thirty_four_provinces_of_which_nine_are_cities() -> None:
    cities = {
        province.name for province in places.provinces() if province.kind == "thành phố"
    }

    assert len(places.provinces()) == 34
    assert cities == {
        "Bắc Ninh", "Cần Thơ", "Đà Nẵng", "Đồng Nai", "Hà Nội", "Hải Phòng", "Hồ Chí Minh", "Huế", "Quảng Ninh",
    }  # fmt: skip


def test_every_commune_lies_in_a_province_and_in_the_country() -> None:
    communes = [
        commune
        for province in places.provinces()
        for commune in places.communes(province.code)
    ]

    assert len({commune.code for commune in communes}) == 3_321
    assert all(
        8 < commune.lat < 23.5 and 102 < commune.lon < 115 for commune in communes
    )
    assert all(
        commune.name == unicodedata.normalize("NFC", commune.name).strip()
        for commune in communes
    )
    assert {commune.kind for commune in communes} == {"xã", "phường", "đặc khu"}
    assert len([commune for commune in communes if not commune.formerly]) == 5


def test_hung_yen_has_one_hundred_and_four_communes() -> None:
    kinds = [commune.kind for commune in places.communes("33")]

    assert (kinds.count("xã"), kinds.count("phường")) == (93, 11)
    assert places.province("33").full_name == "Tỉnh Hưng Yên"
    assert places.province("33").formerly == "tỉnh Thái Bình"


@pytest.mark.parametrize(
    ("code", "full_name", "old_unit"),
    [
        ("12205", "Xã Khoái Châu, Hưng Yên", "xã Liên Khê"),
        ("12223", "Xã Triệu Việt Vương, Hưng Yên", "xã An Vĩ"),
        ("12070", "Xã Hoàn Long, Hưng Yên", "xã Đông Tảo (huyện Khoái Châu)"),
        ("12049", "Xã Mễ Sở, Hưng Yên", "xã Bình Minh (huyện Khoái Châu)"),
        ("12238", "Xã Việt Tiến, Hưng Yên", "xã Dân Tiến"),
        ("12247", "Xã Châu Ninh, Hưng Yên", "xã Đại Tập"),
        ("12271", "Xã Chí Minh, Hưng Yên", "xã Thuần Hưng"),
        ("11983", "Phường Sơn Nam, Hưng Yên", "xã Bảo Khê"),
        ("12103", "Phường Mỹ Hào, Hưng Yên", "phường Bần Yên Nhân"),
        (
            "13093",
            "Xã Trà Giang, Hưng Yên",
            "xã Hồng Thái (huyện Kiến Xương, tỉnh Thái Bình)",
        ),
    ],
)
def test_communes_remember_what_they_were(
    code: str, full_name: str, old_unit: str
) -> None:
    commune = places.commune(code)

    assert commune.full_name == full_name
    assert old_unit in commune.formerly


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Khoái Châu", "Khoái Châu"),
        ("khoai chau", "Khoái Châu"),
        ("xã Khoái Châu, Hưng Yên", "Khoái Châu"),
        ("Chí Tân", "Chí Minh"),
        ("xã chí tân, huyện Khoái Châu", "Chí Minh"),
        ("x. Chí Tân, h. Khoái Châu, t. Hưng Yên", "Chí Minh"),
        ("dong tao", "Hoàn Long"),
        ("Đông Tảo, Khoái Châu", "Hoàn Long"),
        ("Đông Tảo Khoái Châu Hưng Yên", "Hoàn Long"),
        ("Hàm Tử", "Triệu Việt Vương"),
        ("Dạ Trạch", "Triệu Việt Vương"),
        ("Bần Yên Nhân", "Mỹ Hào"),
        ("Bến Thành, TP.HCM", "Bến Thành"),
    ],
)
def test_old_and_new_names_find_the_commune_of_today(typed: str, first: str) -> None:
    assert names(typed)[0] == first


def test_an_old_district_finds_all_its_communes() -> None:
    assert set(names("huyện Khoái Châu")) == {
        "Khoái Châu", "Triệu Việt Vương", "Việt Tiến", "Châu Ninh", "Chí Minh", "Mễ Sở", "Hoàn Long",
    }  # fmt: skip


def test_an_old_province_finds_the_communes_that_came_from_it() -> None:
    found = places.search("tỉnh Thái Bình, Hưng Yên", limit=200)

    assert {"13093", "12613"} <= {commune.code for commune in found}
    assert all("tỉnh Thái Bình" in commune.formerly for commune in found)
    assert len(found) == 65


def test_marks_decide_between_names_that_fold_alike() -> None:
    alike = [c for c in places.search("Ba To", 50) if fold(c.name) == "ba to"]

    assert alike
    for commune in alike:
        assert places.search(commune.name)[0].name == commune.name


@pytest.mark.parametrize("typed", ["", " , ", "xyzzy không có", "(((", "*"])
def test_what_is_nowhere_finds_nothing(typed: str) -> None:
    assert places.search(typed) == ()


def test_a_search_gives_no_more_than_asked() -> None:
    assert len(places.search("Hưng Yên", limit=7)) == 7


def test_lists_are_in_vietnamese_order() -> None:
    communes = [sort_key(commune.name) for commune in places.communes("33")]
    provinces = [sort_key(province.name) for province in places.provinces()]

    assert communes == sorted(communes)
    assert provinces == sorted(provinces)


@pytest.mark.parametrize("code", ["", "00000", "99999", "3"])
def test_an_unknown_code_is_refused(code: str) -> None:
    for ask in (places.commune, places.province, places.communes):
        with pytest.raises(places.UnknownPlace):
            ask(code)


def test_the_data_is_small_dated_and_read_only_when_asked() -> None:
    data = places._DATA.read_bytes()
    ask = "from vietnam import places; print(places._read.cache_info().currsize)"

    read = subprocess.run(
        [sys.executable, "-c", ask],
        capture_output=True,
        check=True,
        cwd=places._DATA.parents[1],
    )

    assert len(data) < 1_000_000
    assert json.loads(data)["version"] == places.DATA_VERSION
    assert read.stdout.strip() == b"0"
