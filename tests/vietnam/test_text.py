import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.text import fold, given_name_key, nfc, slugify, sort_key, telex, unmarked

VIETNAMESE = st.text(
    alphabet="aàảãáạăằẵâầbcdđeêềghiklmnoôơờpqrstuưựvxyĂĐÂ 0123456789-", max_size=40
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đền Đa Hòa", "den da hoa"),
        ("  Gà   Đông Tảo\n", "ga dong tao"),
        ("Gà (Đông Tảo), chân to", "ga dong tao chan to"),
        ("tượng", "tuong"),
        ("hoà", "hoa"),
        ("Ðông", "dong"),
        ("", ""),
    ],
)
def test_search_sees_plain_words(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(nfd(typed)) == folded


def test_unmarked_text_keeps_its_punctuation() -> None:
    assert unmarked("60.000 Đ") == "60.000 d"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)

    again = fold(once)

    assert again == once


@given(VIETNAMESE)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(nfd(text)) == fold(text)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        (nfd("nhãn lồng"), "nhãn lồng"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("một\nhai\tba", "một\nhai\tba"),
        ("👩\u200d🌾 nhà nông", "👩\u200d🌾 nhà nông"),
        ("nhà\u200dnông", "nhànông"),
        ("a\x00b\x1b", "ab"),
    ],
)
def test_text_is_stored_in_one_form_without_what_nobody_sees(
    given_text: str, stored: str
) -> None:
    assert nfc(given_text) == stored


@given(st.text())
def test_stored_text_is_stable(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đền Đa Hòa", "den-da-hoa"),
        ("Gà Đông Tảo – chân to!", "ga-dong-tao-chan-to"),
        ("  ", ""),
        ("日本", ""),
    ],
)
def test_slugs_keep_the_letter_d(title: str, slug: str) -> None:
    assert slugify(title) == slug
    assert slugify(nfd(title)) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    assert slugify("mây tre đan Liên Khê", max_length=12) == "may-tre-dan"
    assert slugify("mây tre đan", max_length=7) == "may-tre"
    assert slugify("khoaichau", max_length=5) == "khoai"


@given(st.text(), st.integers(1, 100))
def test_slugs_fit_and_are_addresses(text: str, max_length: int) -> None:
    slug = slugify(text, max_length)

    assert len(slug) <= max_length
    assert slug == slugify(slug)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_words_are_sorted_as_in_a_vietnamese_dictionary() -> None:
    dictionary = "am an ăn ầm ca cà cả cã cá cạ chả có cốm công cơm da dê đa đê em êm hoa hòa la lá na nghệ nhãn ta tu tư"

    words = sorted(dictionary.split(" "))

    assert " ".join(sorted(words, key=sort_key)) == dictionary


def test_a_word_is_done_with_before_the_next_one() -> None:
    names = ["cà chua", "Phường 10", "ca dao", "Phường 2", "phường An"]

    in_order = ["ca dao", "cà chua", "Phường 2", "Phường 10", "phường An"]

    assert sorted(names, key=sort_key) == in_order


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_texts_can_be_put_in_order(texts: list[str]) -> None:
    in_order = sorted(texts, key=sort_key)

    assert all(
        sort_key(before) <= sort_key(after) for before, after in pairwise(in_order)
    )


@given(VIETNAMESE)
def test_case_and_form_do_not_change_the_order(text: str) -> None:
    assert sort_key(text.upper()) == sort_key(text) == sort_key(nfd(text))


def test_people_are_sorted_by_given_name() -> None:
    people = ["Trần Thị Yến", "Nguyễn Văn An", "Lê Thị Ánh", "Đỗ Văn An", "An"]

    in_order = sorted(people, key=given_name_key)

    assert in_order == [
        "An",
        "Đỗ Văn An",
        "Nguyễn Văn An",
        "Lê Thị Ánh",
        "Trần Thị Yến",
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddeenf", "đền"),
        ("gaf ddoong tao", "gà đông tao"),
        ("nhanx", "nhãn"),
        ("huwowng", "hương"),
        ("huongw", "hương"),
        ("chuoois", "chuối"),
        ("dduwowngf", "đường"),
        ("DDeenf DDa Hoaf", "Đền Đa Hòa"),
        ("thuyr", "thủy"),
        ("quys", "quý"),
        ("gias", "giá"),
        ("nghieemx", "nghiễm"),
        ("khuyar", "khuỷa"),
        ("muaw", "mưa"),
        ("ga2 d9ong ta3o", "gà đong tảo"),
        ("ga2 d9o6ng ta3o", "gà đông tảo"),
        ("hu7o7ng", "hương"),
        ("d9u7o7ng2", "đường"),
        ("a8n", "ăn"),
    ],
)
def test_unfinished_typing_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert telex(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "OCOP",
        "35k",
        "m2",
        "500g",
        "gà đông tảo",
        "nhan long",
        "GTIN-13",
        "",
        "https://x.vn",
    ],
)
def test_what_is_no_unfinished_typing_stays(text: str) -> None:
    assert telex(text) == text


@given(st.text())
def test_any_text_can_be_read_as_typing(text: str) -> None:
    telex(text)
