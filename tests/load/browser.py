"""A patient browser: fills in the forms it finds and tries again when nobody answers."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import requests

PATIENCE = 90  # seconds until a person gives up


class GaveUp(Exception):
    """No answer within a person's patience."""


@dataclass
class Form:
    """What a form would send if it was sent as it stands; `choices` are its radios and lists."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.list = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and tag in ("input", "select", "option", "textarea"):
            getattr(self, f"_{tag}")(self.forms[-1], given)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.list = self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].fields[self.area] += data

    def _input(self, form: Form, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind in ("submit", "button", "file"):
            return
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" not in given:
                return
        form.fields[name] = given.get("value", "on" if kind == "checkbox" else "")

    def _select(self, form: Form, given: dict[str, str]) -> None:
        self.list = given.get("name", "")
        form.fields[self.list] = ""

    def _textarea(self, form: Form, given: dict[str, str]) -> None:
        self.area = given.get("name", "")
        form.fields[self.area] = ""

    def _option(self, form: Form, given: dict[str, str]) -> None:
        form.choices.setdefault(self.list, []).append(given.get("value", ""))
        if "selected" in given:
            form.fields[self.list] = given.get("value", "")


def forms(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


@dataclass
class Browser:
    """One visitor. Every request is repeated until the server has said yes or no."""

    base: str
    stop_at: Callable[[], float]
    session: requests.Session = field(default_factory=requests.Session)
    tries: int = 0

    def get(self, path: str) -> requests.Response:
        return self._insist("GET", path, {})

    def post(self, path: str, fields: dict[str, str]) -> requests.Response:
        """As a browser sends a form of this site: with its address as origin."""
        return self._insist("POST", path, fields)

    def submit(self, form: Form, **fields: str) -> requests.Response:
        return self.post(form.action, {**form.fields, **fields})

    def _insist(self, how: str, path: str, fields: dict[str, str]) -> requests.Response:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < min(until, self.stop_at()):
            try:
                answer = self._ask(how, path, fields)
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer
            self.tries += 1
            time.sleep(random.uniform(0.1, 0.5))  # noqa: S311
        raise GaveUp(f"{how} {path}")

    def _ask(self, how: str, path: str, fields: dict[str, str]) -> requests.Response:
        return self.session.request(
            how,
            path if path.startswith("http") else f"{self.base}{path}",
            data=fields or None,
            headers={"Origin": self.base, "Referer": f"{self.base}{path}"},
            allow_redirects=False,
            timeout=15,
        )
