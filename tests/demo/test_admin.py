"""The editors' registers on the real demonstration: lists, search, sheets, forms, and a new name everywhere."""

import io
import re

from django.apps import apps
from django.contrib.admin.utils import quote
from django.test import Client
from django.urls import get_resolver, reverse

from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

import openpyxl
import pytest

from accounts.models import User
from producers.models import Village

pytestmark = [
    pytest.mark.usefixtures("demo", "db"),
    pytest.mark.xdist_group("demo"),
]
OURS = {
    config.label
    for config in apps.get_app_configs()
    if "site-packages" not in config.path
}
# Reading the addresses is what fills Wagtail's list of registers.
ADDRESSES = get_resolver().url_patterns
REGISTERS = [
    found
    for found in viewsets.viewsets
    if isinstance(found, ModelViewSet)
    and found.model._meta.app_label in OURS
    and not found.name.startswith("wagtail")
]
each_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda r: r.name)


@pytest.fixture
def editor(demo: None, db: None) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(email="bientap@langnghe.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def index(register: ModelViewSet) -> str:
    is_snippet = isinstance(register, SnippetViewSet)
    return reverse(register.get_url_name("list" if is_snippet else "index"))


def test_there_are_registers():
    assert len(REGISTERS) > 15


@each_register
def test_a_register_lists_and_searches(editor, register):
    assert editor.get(index(register)).status_code == 200
    assert editor.get(index(register), {"q": "nghe chi tan"}).status_code == 200


@each_register
def test_a_register_goes_into_a_sheet(editor, register, django_assert_max_num_queries):
    """Of however many rows, with the same few questions."""
    rows = register.model.objects.count()

    with django_assert_max_num_queries(8):
        csv = b"".join(editor.get(index(register), {"export": "csv"}).streaming_content)
    sheet = editor.get(index(register), {"export": "xlsx"})

    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet)))
    assert csv.startswith("\ufeff".encode())
    assert book.active.max_row >= min(rows, 1)


def test_money_is_read_in_groups_of_three(editor):
    page = editor.get(reverse("producerorder:index")).content.decode()

    assert re.search(r">\s*\d{1,3}\.\d{3}\s*<", page)
    assert not re.search(r">\s*\d{5,}\s*<", page)


@each_register
def test_a_row_opens(editor, register):
    row = register.model.objects.order_by("pk").first()
    if row is None:
        pytest.skip("the demonstration has none")
    pages = {url.name for url in register.get_urlpatterns()} & {"edit", "inspect"}

    answers = [
        editor.get(reverse(register.get_url_name(page), args=[quote(row.pk)]))
        for page in pages
    ]

    assert 200 in {answer.status_code for answer in answers}


def test_a_changed_village_name_shows_everywhere(editor):
    village = Village.objects.get(slug="nghe-chi-tan")
    url = reverse("village:edit", args=[village.pk])
    form = editor.get(url).context["form"]
    fields = {key: form[key].value() or "" for key in form.fields}

    editor.post(url, fields | {"name_vi": "Nghệ vàng Bãi Sông"})

    for page in ("/", "/lang-nghe/", "/lang-nghe/nghe-chi-tan/", "/san-pham/"):
        body = editor.get(page).content.decode()
        assert "Nghệ vàng Bãi Sông" in body, page
        assert ">Nghệ Chí Tân<" not in body, page
    found = editor.get("/san-pham/", {"q": "nghe vang bai song"}).content.decode()
    assert "Tinh bột nghệ" in found
