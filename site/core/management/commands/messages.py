"""Translations without GNU gettext: Vietnamese is in the code, English in locale/en.

locale/vi holds only Vietnamese for English texts of Wagtail and Django; nothing is collected into it.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDERS = ["site", "catalog", "traceability", "tourism"]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
ENGLISH = settings.SITE / "locale" / "en" / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[bytes]:
    """Python as it is, templates turned into what looks like Python."""
    for folder in FOLDERS:
        for path in sorted((settings.ROOT / folder).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path.read_bytes()
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                yield templatize(path.read_text(), origin=str(path)).encode()


def wanted() -> Catalog:
    """Every text of the code, without a translation."""
    catalog = Catalog()
    for source in sources():
        for _line, text, _comments, context in extract(
            "python", io.BytesIO(source), KEYWORDS
        ):
            catalog.add(text, context=context)
    return catalog


def english() -> Catalog:
    if not ENGLISH.exists():
        return Catalog(locale="en")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def problems(needed: Catalog, there: Catalog) -> Iterator[str]:
    for message in needed:
        if message.id:
            found = there.get(message.id, message.context)
            if problem := _problem(message, found):
                yield f"{problem}: {message.id!r}"


def _problem(message: Message, found: Message | None) -> str:
    if found is None:
        return "missing"
    texts = found.string if isinstance(found.string, (list, tuple)) else (found.string,)
    if not all(texts):
        return "untranslated"
    if found.fuzzy:
        return "fuzzy"
    original = message.id if isinstance(message.id, str) else message.id[-1]
    same = set(PLACEHOLDER.findall(original)) == set(
        PLACEHOLDER.findall(str(texts[-1]))
    )
    return "" if same else "other placeholders"


def update() -> int:
    """Write every text into the English file, keeping translations and dropping what is gone."""
    there, needed = english(), wanted()
    result = Catalog(
        locale="en",
        header_comment="# English of Làng Nghề; kept by `make messages`.",
        creation_date=there.creation_date,
    )
    for message in sorted((m for m in needed if m.id), key=lambda m: str(m.id)):
        found = there.get(message.id, message.context)
        result.add(message.id, found.string if found else None, context=message.context)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, result, width=0, no_location=True, omit_header=False)
    return len(result)


def compile_all() -> int:
    """Make the binary files Django reads; returns how many were stale."""
    stale = [po for po in (settings.SITE / "locale").rglob("*.po") if _is_stale(po)]
    for po in stale:
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


class Command(BaseCommand):
    help = "Collects texts into locale/en; --compile makes .mo files, --check finds what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compile", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            self.stdout.write(f"{compile_all()} compiled")
        elif options["check"]:
            found = list(problems(wanted(), english()))
            if found:
                raise CommandError(
                    "\n".join([*found, f"{len(found)} texts without good English"])
                )
        else:
            self.stdout.write(f"{update()} texts")
