"""An editor declares that an event was recorded wrongly; nothing disappears."""

import json

import pytest

from tests.factories import step
from tests.traceability.test_alarms import editor
from tests.traceability.test_recording import chain_of_three
from traceability import log
from traceability.documents import Share
from traceability.models import Event, EventType
from traceability.recording import record
from traceability.verification import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    return chain_of_three()


@pytest.fixture
def wrong(chain):
    roots, _powder, _hamper = chain
    return Event.objects.get(event_type=EventType.TRANSFORMATION, items__lot=roots)


def declare(client, event, **said):
    answer = client.post(f"/admin/event/lam/{event.pk}/ghi-sai/", said, follow=True)
    return answer.content.decode()


def details(client, event):
    return client.get(f"/admin/event/inspect/{event.pk}/").content.decode()


def test_a_mistake_is_declared_with_the_event_that_tells_it_rightly(
    client, chain, wrong
):
    _roots, powder, _hamper = chain
    right = record(step(powder, "Nghiền lại", objects=(Share(powder),)))
    office = editor()
    assert "Khai báo ghi sai" in details(office, wrong)

    said = declare(office, wrong, reason="incorrect_data", corrected_by=right.event_id)

    assert "Cả ghi nhận cũ và lời khai báo đều còn đó" in said
    declaration = wrong.declarations.get()
    told = declaration.data["errorDeclaration"]
    assert (told["reason"], told["correctiveEventIDs"]) == (
        "incorrect_data",
        [right.event_id],
    )
    assert declaration.recorded_by.email == "mot@example.vn"
    for event in (wrong, declaration):
        page = details(office, event)
        assert "ghi không đúng" in page
        assert right.event_id in page
        assert "Khai báo ghi sai</button>" not in page
    lot = client.get(f"/truy-xuat/lo/{powder.code}/").content.decode()
    assert "đã báo ghi sai" in lot
    assert right.title in lot


def test_the_export_carries_both_and_the_log_proves_them(client, chain, wrong):
    _roots, powder, _hamper = chain

    declare(editor(), wrong, reason="did_not_occur")
    log.make_checkpoint()

    url = f"/truy-xuat/lo/{powder.code}/epcis.json"
    told = json.loads(client.get(url).content)["epcisBody"]["eventList"]
    same = [e for e in told if e["eventID"] == wrong.event_id]
    assert sorted("errorDeclaration" in event for event in same) == [False, True]
    assert list(problems()) == []


def test_nobody_declares_the_same_mistake_twice(wrong):
    first, second = editor(), editor("hai@example.vn")

    declare(first, wrong, reason="did_not_occur")
    declare(second, wrong, reason="did_not_occur")

    assert wrong.declarations.count() == 1


def test_a_declaration_is_not_declared_wrong_itself(wrong):
    office = editor()
    declare(office, wrong, reason="did_not_occur")

    declare(office, wrong.declarations.get(), reason="did_not_occur")

    assert Event.objects.exclude(error_of=None).count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": "did_not_occur", "corrected_by": "urn:uuid:none"}, "urn:uuid:none"),
        ({"reason": "because"}, "Sai thế nào"),
        ({}, "Sai thế nào"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(wrong, said, why):
    assert why in declare(editor(), wrong, **said)

    assert not wrong.declarations.exists()


def test_an_event_does_not_correct_itself(wrong):
    said = declare(
        editor(), wrong, reason="incorrect_data", corrected_by=wrong.event_id
    )

    assert "Không có công đoạn nào khác" in said
    assert not wrong.declarations.exists()


def test_who_is_no_editor_declares_nothing(maker_client, wrong):
    url = f"/admin/event/lam/{wrong.pk}/ghi-sai/"

    answer = maker_client.post(url, {"reason": "did_not_occur"})

    assert answer.status_code == 302
    assert not wrong.declarations.exists()
