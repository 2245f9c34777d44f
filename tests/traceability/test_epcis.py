"""The EPCIS 2.0 interface, through HTTP, as a partner's program uses it."""

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.utils import timezone

import pytest

from tests.factories import LocationFactory, ProducerFactory, born
from tests.traceability.test_recording import chain_of_three, goods
from traceability import chain, log
from traceability.models import CaptureJob, Event, Lot, Partner
from traceability.verification import problems

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[3] / "shared/conformance/epcis/EPCIS-JSON-Schema.json"
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
HONEY = "https://id.gs1.org/01/04012345111118/10/MAT-7"


@pytest.fixture(scope="module")
def schema():
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMA.exists():
        pytest.skip("GS1's EPCIS-JSON-Schema.json is not beside this checkout")
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))


@pytest.fixture
def partner():
    return Partner.objects.create(name="Trại ong Dạ Trạch (minh hoạ)")


@pytest.fixture
def ask(client, partner):
    """Requests with the partner's key."""
    key = partner.make_key()

    def ask(method, path, body=None, **headers):
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return client.generic(
            method,
            f"/epcis/{path}",
            data if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}", **headers},
        )

    return ask


def harvest(**facts):
    return {
        "type": "ObjectEvent",
        "action": "ADD",
        "eventTime": (timezone.now() - timedelta(days=8)).isoformat(),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "disposition": "active",
        "readPoint": {"id": "https://id.gs1.org/414/4012345000016"},
        "quantityList": [{"epcClass": HONEY, "quantity": 200, "uom": "KGM"}],
        "ilmd": {
            "cbvmda:itemExpirationDate": "2028-08-01",
            "ong:name": "Mật ong hoa nhãn",
        },
        **facts,
    }


def document(*events):
    return {
        "@context": [CONTEXT, {"ong": "https://ong.example/ns/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-28T08:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
    }


def test_a_partners_lot_becomes_the_step_before_ours(
    ask, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        location = ask("POST", "capture", document(harvest()))["Location"]
    job = ask("GET", location.removeprefix("/epcis/")).json()

    honey = Lot.objects.get(partner_uri=HONEY)
    pills = goods(weight_g=200)
    born(pills, "Vê viên", inputs=[honey])

    assert job["success"]
    assert not job["running"]
    assert (honey.name, honey.amount) == ("Mật ong hoa nhãn", "200 kg")
    assert [link.lot for link in chain.upstream(pills)] == [honey]
    log.make_checkpoint()
    assert list(problems()) == []


@pytest.fixture
def send(ask, django_capture_on_commit_callbacks):
    """Send events and wait for their capture job."""

    def send(*events, **headers):
        with django_capture_on_commit_callbacks(execute=True):
            response = ask("POST", "capture", document(*events), **headers)
        assert response.status_code == 202, response.content
        return ask("GET", response["Location"].removeprefix("/epcis/")).json()

    return send


def test_all_or_nothing_unless_the_header_says_otherwise(send):
    good, bad = (
        harvest(),
        harvest(bizStep="commissioning", eventTime="2036-01-01T00:00:00Z"),
    )

    rolled = send(good, bad)
    nothing = Event.objects.count()
    kept = send(good, bad, **{"GS1-Capture-Error-Behaviour": "proceed"})

    assert not rolled["success"]
    assert nothing == 0
    assert kept["errors"][0]["type"] == "epcisException:ValidationException"
    assert "future" in kept["errors"][0]["detail"]
    assert Event.objects.count() == 1


def test_an_error_declaration_repeats_the_event_and_both_are_told(send, ask):
    event = harvest(eventID="urn:uuid:3f0a3ab4-0f67-4f3c-9a55-0a8a1cf1a9b1")
    told = {"declarationTime": timezone.now().isoformat(), "reason": "did_not_occur"}

    send(event)
    wrong = send({**event, "errorDeclaration": told, "action": "OBSERVE"})
    right = send({**event, "errorDeclaration": told})
    again = send({**event, "errorDeclaration": told})

    assert "not repeated" in wrong["errors"][0]["detail"]
    assert right["success"]
    assert not again["success"]
    found = ask("GET", f"events/{quote(event['eventID'], '')}").json()
    events = found["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert ["errorDeclaration" in one for one in events] == [False, True]
    assert not Event.objects.standing().exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bizStep": "bay_len_troi"}, "not a word of CBV"),
        ({"action": "ERASE"}, "action"),
        ({"eventTime": "hôm qua"}, "eventTime"),
        ({"eventTime": "2026-11-01T08:00:00"}, "zone"),
        ({"eventTimeZoneOffset": "+25:00"}, "eventTimeZoneOffset"),
        ({"quantityList": [{"epcClass": HONEY, "quantity": "200"}]}, "quantity"),
        ({"quantityList": [{"epcClass": HONEY, "quantity": -1}]}, "quantity"),
        ({"quantityList": [{"epcClass": "mật ong"}]}, "not a URI"),
        ({"inputEPCList": [HONEY]}, "has no inputEPCList"),
        ({"mausac": "vang"}, "unknown property"),
        ({"epcList": ["x:" + "y" * 300], "quantityList": []}, "255"),
        ({"type": "BirthdayEvent"}, "type"),
        ({"readPoint": "ao làng"}, "readPoint"),
        ({"quantityList": [{"epcClass": "%slo/KHONGCO/", "quantity": 1}]}, "no lot"),
    ],
)
def test_a_wrong_event_is_explained(send, changes, said):
    from traceability.documents import home

    text = json.dumps(harvest(**changes)).replace("%s", home())

    job = send(json.loads(text))

    assert not job["success"]
    assert said in job["errors"][0]["detail"]
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"type": "EPCISDocument"', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 200 + b"1" + b"}" * 200, 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"a": 1e999}', 400),
        (b'{"a": NaN}', 400),
        (b'{"a": 1, "a": 2}', 400),
        (b'{"a": "\\ud800"}', 400),
        (b'{"a": "\\u0000"}', 400),
        (b'{"a": "' + b"x" * 1_000_001 + b'"}', 413),
        (b'{"a": "' + b"x" * 5_000_000 + b'"}', 413),
        (json.dumps(document(*[harvest()] * 501)).encode(), 413),
        (json.dumps(document()).encode(), 400),
    ],
)
@pytest.mark.parametrize("path", ["capture", "events"])
def test_a_strangers_bytes_get_a_problem_and_never_a_500(ask, body, status, path):
    response = ask("POST", path, body)

    expected = (status,) if path == "capture" else (status, 400)
    assert response.status_code in expected
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"].startswith("epcisException:")


def test_the_same_event_is_not_kept_twice(send, ask):
    event = {**harvest(), "@context": document()["@context"]}

    first, second = ask("POST", "events", event), ask("POST", "events", event)

    assert (first.status_code, second.status_code) == (201, 409)
    found = ask("GET", first["Location"].removeprefix("/epcis/")).json()
    assert found["type"] == "EPCISQueryDocument"
    assert CaptureJob.objects.count() == 1


def test_nobody_writes_about_the_lot_of_another(send, partner):
    lot = goods()
    born(lot)
    named = [{"epcClass": lot.epc_class, "quantity": 5}]
    look = harvest(action="OBSERVE", bizStep="inspecting", quantityList=named)
    look["eventTime"] = timezone.now().isoformat()

    refused = send(look)
    partner.acts_for.add(lot.maker)
    taken = send(look)

    assert refused["errors"][0]["type"] == "epcisException:SecurityException"
    assert "another maker" in refused["errors"][0]["detail"]
    assert taken["success"]


def test_two_partners_do_not_write_about_the_same_lot(send):
    from traceability.epcis.capture import capture_event
    from traceability.epcis.problems import Problem

    send(harvest())
    other = Partner.objects.create(name="Kẻ khác (minh hoạ)")
    job = CaptureJob.objects.create(partner=other, behaviour="proceed", document="")

    with pytest.raises(Problem, match="Somebody else"):
        capture_event(job, harvest(action="OBSERVE"), document()["@context"])


def test_a_partner_sees_what_he_may_see_and_no_more(ask, partner):
    roots, _powder, _hamper = chain_of_three()
    Event.objects.all()

    nothing = ask("GET", "events").json()
    partner.sees.add(roots.maker)
    something = ask("GET", "events").json()

    def told(answer):
        return answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]

    assert told(nothing) == []
    # The harvest, and the milling that used it.
    assert len(told(something)) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("eventType=TransformationEvent", 2),
        ("eventType=TransformationEvent|ObjectEvent", 3),
        ("EQ_bizStep=collecting", 1),
        ("EQ_bizStep=collecting|commissioning", 3),
        ("EQ_disposition=recalled", 0),
        ("EQ_action=ADD", 1),
        ("GE_eventTime=2000-01-01T00:00:00Z", 3),
        ("LT_eventTime=2000-01-01T00:00:00Z", 0),
        ("GE_recordTime=2036-01-01T00:00:00+07:00", 0),
        ("MATCH_anyEPCClass={roots}", 2),
        ("MATCH_inputEPCClass={roots}", 1),
        ("MATCH_outputEPCClass={roots}", 0),
        ("MATCH_epc={roots}", 0),
        ("EQ_readPoint={place}", 1),
        ("EQ_bizLocation={place}", 1),
        ("EQ_eventID={event}", 1),
        ("EXISTS_errorDeclaration=", 0),
    ],
)
def test_events_are_asked_for_as_the_standard_says(ask, partner, query, count):
    lots = chain_of_three()
    partner.sees.set([lot.maker for lot in lots])
    names = {
        "roots": quote(lots[0].epc_class, ""),
        "place": quote(lots[0].location.uri, ""),
        "event": quote(Event.objects.first().event_id, ""),
    }

    answer = ask("GET", "events?" + query.format(**names)).json()

    results = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert len(results) == count


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("EQ_action=ERASE", 400),
        ("eventType=Birthday", 400),
        ("GE_eventTime=hom-qua", 400),
        ("GE_eventTime=2026-01-01T00:00:00", 400),
        ("GE_eventTime=9999-12-31T23:59:59-14:00", 400),
        ("perPage=0", 400),
        ("perPage=abc", 400),
        ("nextPageToken=xyz", 400),
        ("mausac=vang", 400),
        ("EQ_bizStep=", 400),
        ("EQ_bizStep=%00", 400),
        ("orderBy=eventTime", 501),
        ("WD_readPoint=urn:x:y", 501),
        ("EQ_bizStep=" + "x" * 9000, 414),
    ],
)
def test_a_wrong_question_gets_a_problem(ask, query, status):
    response = ask("GET", f"events?{query}")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_pages_follow_each_other_by_link(ask, partner):
    lots = chain_of_three()
    partner.sees.set([lot.maker for lot in lots])

    first = ask("GET", "events?perPage=2")
    path = first["Link"].split("/epcis/")[1].split(">")[0]
    second = ask("GET", path)

    def ids(answer):
        results = answer.json()["epcisBody"]["queryResults"]["resultsBody"]
        return [one["eventID"] for one in results["eventList"]]

    assert len(ids(first)) == 2
    assert len(ids(second)) == 1
    assert not set(ids(first)) & set(ids(second))
    assert "Link" not in second
    assert "GS1-Next-Page-Token-Expires" in first


def test_every_resource_lists_what_there_is_and_its_events(ask, partner):
    lots = chain_of_three()
    partner.sees.set([lot.maker for lot in lots])

    for resource, value in {
        "eventTypes": "ObjectEvent",
        "epcs": lots[1].epc_class,
        "bizSteps": "commissioning",
        "bizLocations": lots[0].location.uri,
        "readPoints": lots[0].location.uri,
        "dispositions": "active",
    }.items():
        members = ask("GET", resource).json()["member"]
        one = ask("GET", f"{resource}/{quote(value, '')}")
        events = ask("GET", f"{resource}/{quote(value, '')}/events")
        assert value in members
        assert one.json()["member"] == ["events"]
        assert events.json()["type"] == "EPCISQueryDocument"
        assert ask("GET", f"{resource}/urn:x:nothing").status_code == 404
    assert ask("GET", "dispositions/stolen").status_code == 200
    assert ask("GET", "events/urn:x:nothing").status_code == 404


def test_options_tell_what_is_spoken_without_a_key(client):
    response = client.options("/epcis/capture")

    assert response.status_code == 204
    assert response["Allow"] == "OPTIONS, POST, GET"
    assert response["GS1-EPCIS-Version"] == response["GS1-CBV-Version"] == "2.0.0"
    assert response["GS1-EPCIS-Capture-Limit"] == "500"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer lnk_wrong"}, 401),
        ({"Authorization": "Basic abc"}, 401),
    ],
)
def test_without_a_valid_key_nothing_is_told(client, headers, status):
    response = client.get("/epcis/events", headers=headers)

    assert response.status_code == status
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_keys_are_changed_without_a_gap_and_kept_as_hashes(client, partner):
    old, new = partner.make_key(), partner.make_key()

    def status(key):
        headers = {"Authorization": f"Bearer {key}"}
        return client.get("/epcis/events", headers=headers).status_code

    both = status(old), status(new)
    partner.keys.filter(hint=old[:8]).update(valid_to=timezone.now())

    assert both == (200, 200)
    assert status(old) == 401 or old[:8] == new[:8]
    assert not partner.keys.filter(digest__in=[old, new]).exists()


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("DELETE", "events", {}, 405),
        ("GET", "events", {"Accept": "application/xml"}, 406),
        ("GET", "events", {"GS1-EPCIS-Min": "3.0.0"}, 406),
        ("POST", "capture", {"GS1-Capture-Error-Behaviour": "maybe"}, 400),
    ],
)
def test_what_is_not_spoken_is_said(ask, method, path, headers, status):
    assert ask(method, path, document(harvest()), **headers).status_code == status


def test_the_office_makes_a_key_that_is_shown_once(admin_client, partner, client):
    response = admin_client.post(
        "/admin/partnerkey/new/", {"partner": partner.pk}, follow=True
    )
    key = re.search(r"lnk_[\w-]+", response.content.decode())[0]

    asked = client.get("/epcis/events", headers={"Authorization": f"Bearer {key}"})
    listed = admin_client.get("/admin/partnerkey/").content.decode()

    assert asked.status_code == 200
    assert key not in listed


def test_only_json_is_taken(client, partner):
    response = client.post(
        "/epcis/capture",
        "<epcis/>",
        content_type="application/xml",
        headers={"Authorization": f"Bearer {partner.make_key()}"},
    )

    assert response.status_code == 415


def test_what_we_export_and_answer_fits_the_schema_of_the_standard(
    ask, client, partner, schema, send
):
    roots, _powder, hamper = chain_of_three()
    partner.sees.set([roots.maker])
    send(harvest())
    log.make_checkpoint()

    export = client.get(f"/truy-xuat/lo/{hamper.code}/epcis.json").json()
    answer = ask("GET", "events").json()

    assert len(export["epcisBody"]["eventList"]) == 3
    assert [str(error.message) for error in schema.iter_errors(export)] == []
    assert [str(error.message) for error in schema.iter_errors(answer)] == []


def test_the_examples_of_the_standard_are_taken(send, schema):
    for name in ("9.6.1-ObjectEvent", "9.6.4-TransformationEvent"):
        example = json.loads((SCHEMA.parent / f"Example_{name}.jsonld").read_text())
        for event in example["epcisBody"]["eventList"]:
            job = send({**event, "@context": example["@context"]})
            assert job["success"], job["errors"]


def test_a_place_of_ours_is_named_by_its_gln_where_it_has_one():
    place = LocationFactory(producer=ProducerFactory(), gln="8930000000019")

    assert place.uri == "https://id.gs1.org/414/8930000000019"
