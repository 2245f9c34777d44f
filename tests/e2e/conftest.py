"""A real Chromium on the live server; a page that logs an error or asks another site fails its test."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.factories import return_terms

# Playwright's own event loop runs in this thread; the ORM of the tests does not use it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
expect.set_options(timeout=20_000)  # the slowest machine the suite runs on
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is well is not carried over: it is a megabyte a page.
VIOLATIONS = """async tags =>
    (await axe.run({runOnly: tags, resultTypes: ["violations"]})).violations"""
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
SHOTS = Path("var/shots")


_loaded: list[sqlite3.Connection] = []


def load_demonstration() -> None:
    """With the terms a migration wrote; made once in each process, copied back for the tests after."""
    connection.ensure_connection()
    if _loaded:
        _loaded[0].backup(connection.connection)
        return
    return_terms()
    call_command("load_demo", no_sizes=True)
    _loaded.append(sqlite3.connect(":memory:"))
    connection.connection.backup(_loaded[0])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens pages of any kind: `open_page(PHONE, java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(kind: dict[str, Any] = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **kind,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        # The first visitor of a picture waits until its sizes are made.
        page.set_default_navigation_timeout(30_000)
        page.on(
            "pageerror",
            lambda error: (
                None if is_hurry(error) else faults.append(f"{page.url}: {error}")
            ),
        )
        page.on(
            "console",
            lambda m: faults.append(f"{page.url}: {m.text}") if is_fault(m) else None,
        )
        page.on(
            "request",
            lambda r: faults.append(f"asked {r.url}") if is_foreign(r.url) else None,
        )
        page.on(
            "response",
            lambda r: faults.append(f"{r.status} {r.url}") if is_missing(r) else None,
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, faults


def is_hurry(error: Any) -> bool:
    """A test that presses on before the change of page was drawn; the page itself is well."""
    return "ViewTransition" in str(error) or "Transition was" in str(error)


def is_fault(message: Any) -> bool:
    # A page that answers 404, 409 or 422 on purpose, a network cut or a server killed on purpose, are logged too.
    expected = (
        "the server responded with a status of 4",
        "ERR_INTERNET_DISCONNECTED",
        "ERR_CONNECTION_",
        "ERR_EMPTY_RESPONSE",
        "An unknown error occurred when fetching the script",  # the worker, offline
    )
    return message.type == "error" and not any(one in message.text for one in expected)


def is_missing(response: Any) -> bool:
    """A picture, style or script that a page names and the server does not have."""
    return response.status >= 400 and response.request.resource_type in (
        "image",
        "stylesheet",
        "script",
        "font",
    )


def is_foreign(url: str) -> bool:
    return not url.startswith(
        ("http://localhost", "http://127.0.0.1", "data:", "blob:")
    )


def press(page: Page, button: str) -> None:
    """Press, and stay until the page that follows is there: forms of makers are sent by their script."""
    found = page.get_by_role("button", name=button)
    found.click()
    expect(found).to_have_count(0, timeout=60_000)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong on a page: WCAG 2.2 AA and best practice."""

    def run(page: Page) -> list[str]:
        page.evaluate(AXE)
        found = page.evaluate(VIOLATIONS, TAGS)
        return [
            f"{v['id']}: {node['target']} {node['html'][:120]}"
            for v in found
            for node in v["nodes"]
        ]

    return run


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Pictures for a person to look at, where SHOTS=1 asks for them."""

    def save(page: Page, name: str) -> None:
        if "SHOTS" not in os.environ:
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return save
