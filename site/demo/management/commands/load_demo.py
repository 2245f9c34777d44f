from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from accounts.models import User
from core.models import Operator
from demo import (
    fees,
    fronts,
    gathering,
    hampers,
    hosting,
    month,
    ocop,
    offers,
    pages,
    past,
    people,
    pictures,
    seasons,
    shelves,
    traces,
    versions,
    visits,
)

EDITOR = "bientap@langnghe.example"
PASSWORD = "lang-nghe-trinh-dien"  # noqa: S105 - of the demonstration only


class Command(BaseCommand):
    help = "Loads the demonstration of Khoái Châu; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-sizes",
            action="store_true",
            help="leave the sizes of the pictures to their first visitor (tests)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not getattr(settings, "TESTING", False):
            raise CommandError(
                "load_demo is for development: it makes an editor with a known password"
            )
        with translation.override("vi"), transaction.atomic():
            load()
        waiting = 0 if options["no_sizes"] else pictures.order_sizes()
        self.stdout.write(
            f"demo loaded, sizes of {waiting} pictures follow; editor {EDITOR} / {PASSWORD}"
        )


def load() -> None:
    """Everything, in the order things point at each other."""
    pictures.picture.cache_clear()
    pages.load_roots()
    load_operator()
    editor = load_editor()
    shelves.load_rates()
    fees.load_fees()
    shelves.load_cod_rules()
    shelves.load_villages()
    shelves.load_categories()
    shelves.load_producers()
    shelves.load_products()
    ocop.load_dossier()
    ocop.load_recognition()
    hampers.load_hampers()
    gathering.load_gathering()
    seasons.load_preorders()
    traces.load_traces()
    visits.load_experiences()
    hosting.load_hosting()
    pages.load_pages()
    past.load_orders()
    offers.load_offers()
    visits.load_bookings()
    month.load_month()
    versions.load_waiting_version()
    people.load_people()
    fronts.load_fronts(reader=editor)


def load_operator() -> None:
    operator = Operator.load()
    if not operator.name:
        operator.name = "Đơn vị vận hành (minh hoạ)"
        operator.address = "Xã Khoái Châu, tỉnh Hưng Yên"
        operator.hotline = "0221 000 0000"
        operator.demo_notice = True
        operator.save()


def load_editor() -> User:
    if found := User.objects.filter(email=EDITOR).first():
        return found
    editor = User.objects.create_superuser(
        EDITOR, PASSWORD, full_name="Biên tập viên (minh hoạ)"
    )
    editor.groups.add(*Group.objects.filter(name__in=["Editors", "Moderators"]))
    return editor
