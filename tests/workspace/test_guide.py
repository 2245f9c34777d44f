"""The guide in pictures: one text for the folder of documents and for the workspace."""

import re

from django.contrib.staticfiles import finders

import pytest

pytestmark = pytest.mark.django_db
URL = "/kenh-ban/huong-dan/"


def test_anybody_reads_the_guide_without_signing_in(client):
    page = client.get(URL)

    assert page.status_code == 200
    assert "Bán hàng bằng điện thoại" in page.text
    assert 'lang="vi"' in page.text


def test_its_pictures_are_there_with_words_for_who_cannot_see_them(client):
    pictures = re.findall(
        r'<img src="/static/([^"]+)" alt="([^"]*)"', client.get(URL).text
    )

    assert len(pictures) >= 5
    assert all(finders.find(path) and words for path, words in pictures)


def test_the_workspace_leads_to_it(maker_client):
    assert URL in maker_client.get("/kenh-ban/toi/").text


def test_buttons_it_names_are_buttons_of_the_workspace(settings):
    """A guide that names a button nobody finds is worse than none."""
    text = (settings.ROOT / "docs" / "producers.md").read_text()
    words = (settings.SITE / "locale/en/LC_MESSAGES/django.po").read_text()

    steps = {
        s.strip(" .")
        for bold in re.findall(r"\*\*([^*]+)\*\*", text)
        for s in bold.split(" → ")
    }
    named = {
        one
        for step in steps
        for one in ([step] if f'msgid "{step}"' in words else step.split(", "))
    }
    missing = {one for one in named if f'msgid "{one}"' not in words}

    assert missing - {"−", "+", "Ảnh", "Tên", "giá", "Số lượng", "Xem lại"} == set()
