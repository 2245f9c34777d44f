"""A farmer of sixty reads the producer's channel: no word of the glossary's list stands in its texts."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TITLE = "## Words the producer's channel does not use"
CALLS = ("_", "gettext", "gettext_lazy", "ngettext")
TRANSLATE = re.compile(r"""{%-?\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", re.S)
NO_WORDS = re.compile(r"%\(\w+\)s|{{.*?}}|{%.*?%}|<[^>]*>", re.S)

# Offices ask for “tệp” (PDF or photo) by this name: papers of a dossier, an application, a sheet.
DOSSIER = (
    "_ocop_paper.html",
    "joining_forms.py",
    "ocop_forms.py",
    "ocop_papers.html",
    "ocop_papers.py",
    "ocop_print.py",
)
# A law is called by its name.
EXCEPTIONS = {(name, "tệp") for name in DOSSIER} | {("my_data.html", "dữ liệu")}


def forbidden() -> list[str]:
    """The left column of the table in docs/glossary.md, word by word."""
    table = (ROOT / "docs/glossary.md").read_text().partition(TITLE)[2]
    rows = re.findall(r"^\| ([^|]+?) \|", table, re.M)
    return [word for row in rows[1:] for word in row.split(", ")]


@cache
def texts() -> list[tuple[str, str]]:
    """What the workspace says: file and words, addresses left out."""
    return list(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "site/workspace").rglob("*.py")):
        for text in _called(ast.parse(path.read_text())):
            yield path.name, text
    for path in sorted((ROOT / "site/templates/workspace").rglob("*.html")):
        source = path.read_text()
        for one, other in TRANSLATE.findall(source):
            yield path.name, one or other
        for text in BLOCK.findall(source):
            yield path.name, text


def _called(tree: ast.AST) -> Iterator[str]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    said = (node for node in calls if getattr(node.func, "id", "") in CALLS)
    values = [getattr(arg, "value", None) for node in said for arg in node.args]
    for value in values:
        if isinstance(value, str) and not value.startswith("kenh-ban/"):
            yield value


def found(word: str, text: str) -> bool:
    plain = NO_WORDS.sub(" ", text)
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain, re.I))


@pytest.mark.parametrize("word", forbidden())
def test_the_workspace_does_not_use(word):
    used = [
        f"{name}: {' '.join(text.split())}"
        for name, text in texts()
        if found(word, text) and (name, word) not in EXCEPTIONS
    ]

    assert used == []


def test_the_table_and_the_texts_are_read():
    words, said = forbidden(), texts()

    assert len(words) > 50
    assert len(said) > 400
    assert "dữ liệu" in words


@pytest.mark.parametrize(
    ("word", "text", "seen"),
    [
        ("tải lên", "Tải lên ảnh mới", True),
        ("ship", "Ship nhanh", True),
        ("ship", "%(shipment)s và {{ ship.x }}", False),
        ("tab", "table", False),
    ],
)
def test_a_planted_word_is_seen(word, text, seen):
    assert found(word, text) == seen


def test_exceptions_are_still_needed():
    stale = [
        (name, word)
        for name, word in EXCEPTIONS
        if not any(file == name and found(word, text) for file, text in texts())
    ]

    assert stale == []
