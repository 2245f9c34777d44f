"""Whatever makers record, every event can be proved and every lot exported."""

import json
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import LocationFactory, ProducerFactory, step
from traceability import chain, log, merkle
from traceability.documents import Share
from traceability.export import lot_export
from traceability.models import Checkpoint, Event, Lot
from traceability.recording import declare_error, open_lot, record
from traceability.verification import problems

pytestmark = pytest.mark.django_db
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["harvest", "make", "look", "wrong"]), st.integers(0, 5), WORDS
    ),
    min_size=1,
    max_size=9,
)


def raw_lot(place, name):
    return Lot(
        name_vi=name or "nghệ",
        location=place,
        produced_on=timezone.localdate(),
        quantity=Decimal("12.5"),
        uom="KGM",
    )


def deed(kind, number, word, lots, places, at):
    """One thing that a maker does, to one of the lots there are."""
    place = places[number % len(places)]
    if kind == "harvest" or not lots:
        lots.append(raw_lot(place, word))
        open_lot(lots[-1], step(lots[-1], word, at=at))
        return
    lot = lots[number % len(lots)]
    if kind == "make":
        lots.append(raw_lot(place, word))
        open_lot(
            lots[-1],
            step(lots[-1], word, at=at, reason="thêm nước"),
            inputs=[Share(lot)],
        )
    elif kind == "look":
        record(step(lot, word, at=at, objects=(Share(lot),)))
    else:
        declare_error(Event.objects.standing().last(), reason="did_not_occur")


@settings(
    max_examples=6,
    derandomize=True,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(DEEDS, st.integers(1, 8))
def test_every_event_of_every_chain_is_proved(deeds, every):
    with transaction.atomic():
        lots, places = (
            [],
            [LocationFactory(producer=ProducerFactory()) for _ in range(2)],
        )
        start = timezone.now() - timedelta(hours=20)
        for number, (kind, which, word) in enumerate(deeds):
            try:
                deed(kind, which, word, lots, places, start + timedelta(hours=number))
            except (ValidationError, AttributeError):
                pass
            if number % every == 0:
                log.make_checkpoint()
        log.make_checkpoint()

        last = Checkpoint.objects.first()
        assert list(problems()) == []
        for event in Event.objects.select_related("log_entry"):
            leaf = merkle.leaf_hash(event.document.encode())
            index = event.log_entry.index
            proof = log.inclusion_proof(index, last.size)
            root = bytes.fromhex(last.root)
            assert merkle.verify_inclusion(leaf, index, last.size, proof, root)
        for one in Checkpoint.objects.all():
            roots = bytes.fromhex(one.root), bytes.fromhex(last.root)
            proof = log.consistency_proof(one.size, last.size)
            assert merkle.verify_consistency(one.size, last.size, *roots, proof)
        for lot in lots:
            assert lot not in {link.lot for link in chain.upstream(lot)}
            assert json.loads(lot_export(lot))["langnghe:lot"] == lot.code
        transaction.set_rollback(True)
