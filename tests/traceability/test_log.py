"""The transparency log, seen by somebody who does not trust the operator."""

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

import pytest

from tests.factories import step
from tests.traceability.test_recording import chain_of_three
from traceability import log, merkle, signed_notes
from traceability.documents import Share
from traceability.models import (
    Checkpoint,
    Event,
    EventItem,
    EventPhoto,
    LogKey,
    LogNode,
    Lot,
)
from traceability.recording import declare_error, record
from traceability.signed_notes import Signer
from traceability.verification import problems

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).parents[2] / "docs" / "verify_lot.py"


def private_photo(content=b"mot tam anh"):
    photo = EventPhoto(sha256=hashlib.sha256(content).hexdigest())
    photo.file.save("anh.jpg", ContentFile(content), save=False)
    return photo


@pytest.fixture
def hamper():
    """A hamper's lot whose journey is in the log, with a photo and an error declared."""
    _roots, powder, hamper = chain_of_three()
    record(step(powder, "Sấy", objects=(Share(powder),)), photos=[private_photo()])
    wrong = record(step(hamper, "Cân", objects=(Share(hamper),)))
    declare_error(wrong, reason="did_not_occur")
    log.make_checkpoint()
    return hamper


def key():
    return LogKey.objects.get().verifier


def test_a_checkpoint_is_signed_and_says_how_far_the_log_goes(hamper, client):
    note = client.get("/truy-xuat/nhat-ky/checkpoint").content.decode()

    name, size, root = signed_notes.verified(note, key()).splitlines()
    assert name.endswith("/truy-xuat/nhat-ky")
    assert int(size) == Event.objects.count() == 6
    assert base64.b64decode(root) == log.root_at(6)
    assert log.make_checkpoint() == Checkpoint.objects.get()


def test_an_outsider_proves_one_event_and_that_nothing_was_rewritten(hamper, client):
    old = Checkpoint.objects.get()
    record(step(hamper, "Giao", objects=(Share(hamper),), biz_step="shipping"))
    new = log.make_checkpoint()

    event = Event.objects.get(log_entry__index=3)
    told = client.get(f"/truy-xuat/nhat-ky/proof/3/{new.size}").json()
    grown = client.get(f"/truy-xuat/nhat-ky/consistency/{old.size}/{new.size}").json()

    path, more = ([base64.b64decode(h) for h in j["hashes"]] for j in (told, grown))
    leaf = merkle.leaf_hash(event.document.encode())
    roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
    assert merkle.verify_inclusion(leaf, 3, new.size, path, roots[1])
    assert merkle.verify_consistency(old.size, new.size, *roots, more)


def test_the_tiles_hold_the_whole_log(hamper, client):
    body = client.get("/truy-xuat/nhat-ky/tile/0/000.p/6").content

    leaves = [body[at : at + 32] for at in range(0, len(body), 32)]
    nodes = merkle.grown(0, leaves, {})
    assert merkle.range_hash((0, 6), nodes).hex() == Checkpoint.objects.get().root


@pytest.mark.parametrize(
    "path",
    [
        "proof/6/6",
        "proof/0/5",
        "consistency/0/6",
        "consistency/9/6",
        "checkpoint/5",
        "tile/0/000",
        "tile/0/000.p/7",
        "tile/0/abc",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/x000/x000/x000/x000/x000/000",
        "proof/99999999999999999999999/6",
    ],
)
def test_what_the_log_does_not_hold_is_not_found(hamper, client, path):
    assert client.get(f"/truy-xuat/nhat-ky/{path}").status_code == 404


def test_the_pages_and_the_feed_lead_to_the_proofs(hamper, client):
    page = client.get("/truy-xuat/nhat-ky/").content.decode()
    feed = client.get("/truy-xuat/nhat-ky/feed.atom").content.decode()
    lot = client.get(f"/truy-xuat/lo/{hamper.code}/").content.decode()

    assert key() in page
    assert Checkpoint.objects.get().root in page
    assert "/truy-xuat/nhat-ky/checkpoint/6" in feed
    assert "<svg" in lot
    assert lot.count("Nghệ củ tươi") == 2
    assert f"/truy-xuat/lo/{hamper.code}/epcis.json" in lot
    assert "đã báo ghi sai" in lot


def test_after_a_change_of_keys_both_sign_and_the_old_one_may_rest(hamper, settings):
    old, new = log.signers()[0], Signer.generate(log.origin())
    settings.TRACE_LOG_KEYS = [new.written(), old.written()]

    record(step(hamper, "Giao", objects=(Share(hamper),)))
    both = log.make_checkpoint()
    LogKey.objects.filter(verifier=old.verifier).update(valid_to=timezone.now())
    record(step(hamper, "Nhận", objects=(Share(hamper),)))
    alone = log.make_checkpoint()

    assert signed_notes.verified(both.note, old.verifier)
    assert signed_notes.verified(both.note, new.verifier)
    assert signed_notes.verified(alone.note, new.verifier)
    with pytest.raises(ValueError, match="no signature"):
        signed_notes.verified(alone.note, old.verifier)
    assert list(problems()) == []


def without_triggers(table):
    """What somebody with the owner's password does first."""
    with connection.cursor() as cursor:
        for deed in ("update", "delete", "insert"):
            name = f"{table}_{deed}_append_only"
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def spoil(model, column, value):
    table = model._meta.db_table
    without_triggers(table)
    with connection.cursor() as cursor:
        first = f"SELECT MIN(id) FROM {table}"
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE id = ({first})", [value]
        )


def flipped(model, column, bit):
    """One bit of a column in the first row turned over."""
    value = model.objects.order_by("pk").values_list(column, flat=True)[0]
    data = bytearray(
        value if isinstance(value, (bytes, memoryview)) else value.encode()
    )
    data[bit // 8 % len(data)] ^= 1 << bit % 7
    return (
        bytes(data)
        if isinstance(value, (bytes, memoryview))
        else data.decode("latin-1")
    )


TEXTS = [
    (Event, "event_id"),
    (Event, "event_type"),
    (Event, "action"),
    (Event, "event_time_zone_offset"),
    (Event, "biz_step"),
    (Event, "disposition"),
    (Event, "read_point"),
    (Event, "biz_location"),
    (Event, "document"),
    (EventItem, "epc"),
    (EventItem, "part"),
    (EventItem, "uom"),
    (EventPhoto, "sha256"),
    (LogNode, "hash"),
    (Checkpoint, "root"),
    (Checkpoint, "note"),
    (Lot, "code"),
]


VALUES = [
    (Event, "event_time", "2026-01-01 00:00:00"),
    (Event, "record_time", "2026-01-01 00:00:00"),
    (Event, "error_of_id", 1),
    (EventItem, "quantity", 499),
    (EventItem, "lot_id", None),
    (Checkpoint, "size", 5),
    (Lot, "produced_on", "2026-01-01"),
    (Lot, "expires_on", "2036-01-01"),
    (Lot, "quantity", 501),
    (Lot, "standards", "VietGAP"),
    (Lot, "field", "Bãi khác"),
]


def test_an_untouched_record_is_found_well(hamper, capsys):
    call_command("verify_trace")

    assert "6 events are as they were recorded" in capsys.readouterr().out


def found_after(model, column, value):
    """What verify_trace names after one change, which is then taken back."""
    with transaction.atomic():
        spoil(model, column, value)
        found = list(problems())
        transaction.set_rollback(True)
    return found


def test_one_bit_changed_by_raw_sql_is_named(hamper):
    for model, column in TEXTS:
        for bit in (3, 38):
            where = f"{model.__name__}.{column} bit {bit}"
            assert found_after(model, column, flipped(model, column, bit)), where

    spoil(Event, "document", flipped(Event, "document", 300))
    with pytest.raises(CommandError):
        call_command("verify_trace")


def test_one_value_changed_by_raw_sql_is_named(hamper):
    for model, column, value in VALUES:
        found = found_after(model, column, value)
        assert found, f"{model.__name__}.{column}"


def test_a_changed_photo_and_a_missing_one_are_named(hamper):
    photo = EventPhoto.objects.get()
    path = Path(photo.file.path)
    content = bytearray(path.read_bytes())
    content[4] ^= 1
    path.write_bytes(bytes(content))
    changed = list(problems())
    path.unlink()

    assert "was changed" in changed[0]
    assert "is missing" in next(problems())


@pytest.mark.parametrize("table", ["logentry", "lognode", "eventitem"])
def test_a_row_taken_away_is_noticed(hamper, table):
    name = f"traceability_{table}"
    without_triggers(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE id = (SELECT MAX(id) FROM {name})")

    assert list(problems())


def verify(*arguments):
    """The outsider's own program, in a process of its own."""
    run = subprocess.run(
        [sys.executable, str(VERIFIER), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def exported(hamper, client, tmp_path):
    file = tmp_path / "lot.json"
    file.write_bytes(client.get(f"/truy-xuat/lo/{hamper.code}/epcis.json").content)
    return file


def test_an_outsider_checks_a_lot_with_the_checkpoint_he_kept(hamper, client, tmp_path):
    kept = tmp_path / "checkpoint.txt"
    kept.write_bytes(client.get("/truy-xuat/nhat-ky/checkpoint").content)
    record(step(hamper, "Giao", objects=(Share(hamper),)))
    log.make_checkpoint()
    file, proof = tmp_path / "lot.json", tmp_path / "consistency.json"
    file.write_bytes(client.get(f"/truy-xuat/lo/{hamper.code}/epcis.json").content)
    proof.write_bytes(client.get("/truy-xuat/nhat-ky/consistency/6/7").content)
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "say.jpg").write_bytes(b"mot tam anh")

    given = (file, "--key", key(), "--checkpoint", kept)
    code, said = verify(*given, "--consistency", proof, "--photos", photos)
    without, why = verify(*given)
    (photos / "say.jpg").write_bytes(b"mot tam anH")
    other, strange = verify(file, "--key", key(), "--photos", photos)

    assert code == 0, said
    assert "7 of 7 events are in the log" in said
    assert "begins with your checkpoint of 6" in said
    assert "1 of 1 photos" in said
    assert without == 1
    assert "--consistency" in why
    assert other == 1
    assert "say.jpg" in strange


def test_the_lot_can_be_had_against_the_checkpoint_he_kept(hamper, client, tmp_path):
    kept = tmp_path / "checkpoint.txt"
    kept.write_bytes(client.get("/truy-xuat/nhat-ky/checkpoint").content)
    record(step(hamper, "Giao", objects=(Share(hamper),)))
    log.make_checkpoint()
    file = tmp_path / "lot.json"
    url = f"/truy-xuat/lo/{hamper.code}/epcis.json"
    file.write_bytes(client.get(url, {"checkpoint": 6}).content)

    code, said = verify(file, "--key", key(), "--checkpoint", kept)

    assert code == 0, said
    assert "younger than the checkpoint" in said
    assert client.get(url, {"checkpoint": 5}).status_code == 404


@pytest.mark.parametrize("each", [101, pytest.param(1, marks=pytest.mark.load)])
def test_every_bit_of_an_export_is_bound(exported, each):
    """In this process, so that some thousand changes take seconds; every single bit under `-m load`."""
    import argparse
    import importlib.util

    spec = importlib.util.spec_from_file_location("verify_lot", VERIFIER)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    options = argparse.Namespace(
        lot=exported, key=[key()], checkpoint=None, consistency=None, photos=None
    )
    whole = exported.read_bytes()
    program.check(options)

    bits = range(0, len(whole) * 8, each)
    passed = [bit for bit in bits if _passes(program, options, whole, bit)]

    assert passed == []


def test_a_form_feed_at_the_end_of_a_seal_is_a_change(exported):
    """What the run over every single bit found."""
    text = exported.read_text()
    exported.write_text(text.replace('=\\n","schema', '=\\f","schema'))

    code, said = verify(exported, "--key", key())

    assert exported.read_text() != text
    assert code == 1


def _passes(program, options, whole, bit):
    """Whether the checker takes the export with this bit turned over."""
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    options.lot.write_bytes(bytes(changed))
    try:
        program.check(options)
    except Exception:  # noqa: BLE001
        return False
    return True


def test_a_rewritten_history_does_not_fit_the_checkpoint_kept(
    hamper, client, tmp_path, settings
):
    """The operator himself rewrites everything and signs anew with the right key."""
    kept = tmp_path / "checkpoint.txt"
    kept.write_bytes(client.get("/truy-xuat/nhat-ky/checkpoint").content)
    for table in ("event", "logentry", "lognode", "checkpoint"):
        without_triggers(f"traceability_{table}")
    with connection.cursor() as cursor:
        for table in ("checkpoint", "lognode", "logentry"):
            cursor.execute(f"DELETE FROM traceability_{table}")
        cursor.execute(
            "UPDATE traceability_event SET document = REPLACE(document, 'Nghiền', 'Nghien')"
        )
    log.make_checkpoint()
    file = tmp_path / "lot.json"
    file.write_bytes(client.get(f"/truy-xuat/lo/{hamper.code}/epcis.json").content)

    code, said = verify(file, "--key", key(), "--checkpoint", kept)

    assert code == 1
    assert "rewritten" in said


def test_the_log_page_and_the_verifier_are_public(client):
    assert client.get("/truy-xuat/nhat-ky/").status_code == 200
    assert client.get("/truy-xuat/nhat-ky/checkpoint").status_code == 404
    served = b"".join(client.get("/truy-xuat/nhat-ky/verify_lot.py").streaming_content)
    assert served == VERIFIER.read_bytes()


def test_a_lot_page_stays_within_the_budget(
    hamper, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        client.get(f"/truy-xuat/lo/{hamper.code}/")
