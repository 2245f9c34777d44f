"""OCTO's OpenAPI document asks its own questions of the running interface: no failure at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.document import asking_for
from tests.conformance.octo import sandbox

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
PHASES = "examples,coverage,fuzzing,stateful"


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_every_answer_is_as_the_document_says(live_server, tmp_path):
    agent = sandbox()
    document = asking_for(agent.products(), tmp_path)

    asked = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"),
            *("run", str(document), "--url", f"{live_server.url}/octo"),
            *("-H", f"Authorization: {agent.headers['Authorization']}"),
            *("-H", "Octo-Capabilities: octo/pricing, octo/content"),
            *("--phases", PHASES, "--checks", CHECKS, "--continue-on-failure"),
            *("-n", "3", "--seed", "1", "--workers", "1", "--no-color"),
        ],
        capture_output=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": ""},
        cwd=tmp_path,
    )

    assert asked.returncode == 0, asked.stdout.decode()[-6_000:]
