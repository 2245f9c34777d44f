"""GS1's own OpenAPI file asks the interface what it likes; for what docs/traceability.md says is supported."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.traceability.test_recording import chain_of_three
from traceability.models import Partner

requests = pytest.importorskip("requests")
schemathesis = pytest.importorskip("schemathesis")
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from schemathesis.core.transport import Response  # noqa: E402

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OPENAPI = Path(__file__).parents[3] / "shared/conformance/epcis/openapi.json"
LEFT_OUT = ("/queries", "/nextPageToken")
ALWAYS = {400, 404, 405, 501}
"""The file forgets that a wrong question (400), an unsupported one (501) has an answer on GET /events."""


def _mend_conflict(raw):
    """GS1's 409 says its status is 406, against its own example, which is what we answer."""
    answer = raw["components"]["responses"]["409ResourceAlreadyExistsException"]
    for kind in answer["content"].values():
        status = kind["schema"]["allOf"][0]["properties"]["status"]
        status.update(enum=[409], default=409)


def operations():
    if not OPENAPI.exists():
        return []
    raw = json.loads(OPENAPI.read_text())
    _mend_conflict(raw)
    raw["paths"] = {
        path: {m: o for m, o in methods.items() if (path, m) != ("/", "get")}
        for path, methods in raw["paths"].items()
        if not path.startswith(LEFT_OUT)
    }
    loaded = schemathesis.openapi.from_dict(raw)
    return [result.ok() for result in loaded.get_all_operations()]


OPERATIONS = operations()


NOT_OURS = ("Content-Length", "Accept-Encoding")
CANNOT_BE_DRAWN = "dispositions/{disposition}"
"""Schemathesis finds no value for the pattern of this parameter; test_epcis.py asks it by hand."""


@pytest.mark.skipif(
    not OPERATIONS, reason="GS1's openapi.json is not beside this checkout"
)
def test_the_interface_answers_as_the_standard_promises(client):
    lots = chain_of_three()
    partner = Partner.objects.create(name="Người hỏi (minh hoạ)")
    partner.sees.set([lot.maker for lot in lots])
    key = partner.make_key()
    asked = [one for one in OPERATIONS if CANNOT_BE_DRAWN not in one.path]

    for operation in asked:
        put_to_the_test(operation, client, key)

    assert len(asked) == 43


def put_to_the_test(operation, client, key):
    documented = {int(code) for code in operation.definition.raw["responses"]}

    @settings(
        max_examples=1 if operation.method == "options" else 4,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {key}"}
        kwargs = case.as_transport_kwargs(base_url="http://testserver/epcis")
        kwargs.pop("timeout", None)
        answer = through(client, requests.Request(**kwargs).prepare())
        where = f"{operation.label}: {answer.status_code} {answer.content[:300]!r}"
        assert answer.status_code in documented | ALWAYS, where
        if answer.status_code in documented and answer.content:
            operation.validate_response(answer)

    ask()


def through(client, prepared):
    """A prepared request, answered by the test client."""
    parts = urlsplit(prepared.url)
    told = dict(prepared.headers)
    found = client.generic(
        prepared.method,
        f"{parts.path}?{parts.query}" if parts.query else parts.path,
        prepared.body or b"",
        content_type=told.pop("Content-Type", "application/json"),
        headers={k: v for k, v in told.items() if k not in NOT_OURS},
    )
    return Response(
        status_code=found.status_code,
        headers={name.lower(): [value] for name, value in found.headers.items()},
        content=found.content,
        request=prepared,
        elapsed=0.1,
        verify=False,
    )
