"""The address that our EPCIS extensions name tells what they mean."""

import json
import re
from pathlib import Path

import pytest

import traceability
from tests.traceability.test_recording import chain_of_three
from traceability import log
from traceability.documents import namespace
from traceability.export import lot_export
from traceability.vocabulary import TERMS

pytestmark = pytest.mark.django_db
PAGE = "/truy-xuat/tu-vung/"
NAMES = [term.name for term in TERMS]


def words(document):
    """Every word of ours anywhere in a document."""
    if isinstance(document, dict):
        mine = {k.partition(":")[2] for k in document if k.startswith("langnghe:")}
        return mine.union(*map(words, document.values()))
    if isinstance(document, list):
        return set().union(*map(words, document))
    return set()


def test_the_page_tells_every_word_in_both_languages(client):
    vietnamese = client.get(PAGE, headers={"Accept": "text/html,*/*;q=0.8"})
    english = client.get("/en/trace/vocabulary/")

    assert namespace().endswith(PAGE)
    for page in (vietnamese, english):
        assert page["Content-Type"].startswith("text/html")
        assert page["Vary"].startswith("Accept")
        body = page.content.decode()
        for name in NAMES:
            assert f'id="{name}"' in body
    assert "Ngày làm ra lô." in vietnamese.content.decode()
    assert "Ngày làm ra lô." not in english.content.decode()


@pytest.mark.parametrize("accept", ["application/ld+json", "application/json"])
def test_a_machine_gets_json_ld(client, accept):
    answer = client.get(PAGE, headers={"Accept": accept})

    assert answer["Content-Type"] == "application/ld+json"
    told = json.loads(answer.content)
    assert told["@context"]["langnghe"] == namespace()
    assert [row["@id"] for row in told["@graph"]] == [f"langnghe:{n}" for n in NAMES]
    for row in told["@graph"]:
        vi, en = (said["@value"] for said in row["rdfs:comment"])
        assert vi != en


def test_an_exported_lot_uses_no_word_that_is_not_told():
    _roots, powder, _hamper = chain_of_three()
    log.make_checkpoint()

    used = words(json.loads(lot_export(powder)))

    assert {"titleVi", "productionDate", "seal", "proofs"} <= used <= set(NAMES)


def test_the_code_knows_no_other_word():
    folder = Path(traceability.__file__).parent
    source = " ".join(path.read_text() for path in folder.glob("*.py"))
    written = set(re.findall(r"langnghe:(\w+)", source))

    assert written <= set(NAMES)


def test_the_address_of_a_word_leads_to_its_place(client):
    answer = client.get(f"{PAGE}seal")

    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}#seal")
    assert client.get(f"{PAGE}nothing").status_code == 404
