from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest

from tests.factories import (
    LocationFactory,
    LotFactory,
    ProducerFactory,
    VariantFactory,
    born,
    step,
)
from traceability import chain
from traceability.documents import Share
from traceability.models import Event, EventType, Lot
from traceability.recording import declare_error, record

pytestmark = pytest.mark.django_db


def raw(producer, name="Nghệ củ tươi", kilos=500):
    """An unsaved lot of raw material."""
    return Lot(
        name_vi=name,
        location=LocationFactory(producer=producer),
        produced_on=timezone.localdate(),
        quantity=Decimal(kilos),
        uom="KGM",
    )


def goods(**facts):
    variant = VariantFactory(**{"weight_g": 300, **facts})
    return LotFactory.build(
        variant=variant, location=LocationFactory(producer=variant.product.producer)
    )


def chain_of_three():
    """A grower's roots, a maker's powder, a hamper of a third."""
    roots = raw(ProducerFactory())
    born(roots, "Đào củ", at=timezone.now() - timedelta(days=30), biz_step="collecting")
    powder = goods()
    born(powder, "Nghiền", at=timezone.now() - timedelta(days=20), inputs=[roots])
    hamper = goods(weight_g=0)
    born(hamper, "Xếp giỏ", at=timezone.now() - timedelta(days=2), inputs=[powder])
    return roots, powder, hamper


def test_a_chain_across_three_makers_is_walked_both_ways():
    roots, powder, hamper = chain_of_three()

    up, down = chain.upstream(hamper), chain.downstream(roots)

    assert [(link.lot, link.depth) for link in up] == [(powder, 1), (roots, 2)]
    assert [link.share for link in up] == [powder.amount, roots.amount]
    assert powder.amount.endswith(" hộp")
    assert [(link.lot, link.of) for link in down] == [(powder, roots), (hamper, powder)]


def test_a_step_of_the_walk_asks_once_however_many_lots(django_assert_num_queries):
    field = raw(ProducerFactory(), kilos=5000)
    born(field, at=timezone.now() - timedelta(days=30))
    for _ in range(5):
        born(goods(), at=timezone.now() - timedelta(days=3), inputs=[field])

    with django_assert_num_queries(2):
        assert len(chain.downstream(field)) == 5


def test_an_event_is_written_as_epcis_and_found_by_its_columns():
    lot = goods()

    event = born(lot, "Rang bột", sensors=(("Temperature", Decimal("45.5"), "CEL"),))

    assert event.event_id.startswith("ni:///sha-256;")
    assert event.data["ilmd"]["cbvmda:lotNumber"] == lot.code
    report = event.data["sensorElementList"][0]["sensorReport"][0]
    assert report == {"type": "Temperature", "value": 45.5, "uom": "CEL"}
    assert Event.objects.telling_of(lot).get().title == "Rang bột"


def test_an_error_is_declared_and_both_stay_to_be_seen():
    roots, powder, _hamper = chain_of_three()
    wrong = Event.objects.get(event_type=EventType.TRANSFORMATION, items__lot=roots)

    right = record(step(powder, "Rây lại", objects=(Share(powder),)))
    declaration = declare_error(wrong, reason="incorrect_data", corrected_by=[right])

    assert declaration.event_id == wrong.event_id
    told = declaration.data["errorDeclaration"]
    assert told["correctiveEventIDs"] == [right.event_id]
    assert [e.is_error for e in Event.objects.telling_of(powder)] == [True, False]
    assert chain.downstream(roots) == []
    with pytest.raises(ValidationError, match="báo sai rồi"):
        declare_error(wrong, reason="incorrect_data")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE traceability_event SET document = '{}'",
        "DELETE FROM traceability_event",
        "UPDATE traceability_eventitem SET quantity = 1",
        "DELETE FROM traceability_eventitem",
    ],
)
def test_the_database_itself_refuses_to_change_an_event(sql):
    born(goods())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def in_an_hour(lot):
    born(lot)
    record(step(lot, objects=(Share(lot),), at=timezone.now() + timedelta(hours=1)))


def before_it_was_made(lot):
    born(lot)
    record(step(lot, objects=(Share(lot),), at=timezone.now() - timedelta(days=9)))


def from_a_later_lot(lot):
    late = raw(lot.maker)
    born(late, at=timezone.now() - timedelta(hours=1))
    born(lot, at=timezone.now() - timedelta(hours=2), inputs=[late])


def heavier_than_it_went_in(lot):
    little = raw(lot.maker, kilos=1)
    born(little, at=timezone.now() - timedelta(days=3))
    born(lot, inputs=[little])


def of_itself(lot):
    born(lot)
    taken, made = (Share(lot),), (Share(lot),)
    told = step(lot, kind=EventType.TRANSFORMATION, inputs=taken, outputs=made)
    record(told)


def of_itself_through_another(lot):
    born(lot, at=timezone.now() - timedelta(days=3))
    other = raw(lot.maker)
    born(other, at=timezone.now() - timedelta(days=2), inputs=[lot], reason="thêm nước")
    taken, made = (Share(other),), (Share(lot),)
    record(step(lot, kind=EventType.TRANSFORMATION, inputs=taken, outputs=made))


def on_somebody_elses_lot(lot):
    born(lot)
    record(step(lot, objects=(Share(lot),), where=LocationFactory()))


def with_an_invented_word(lot):
    born(lot, biz_step="phu_phep")


def twice(lot):
    event = born(lot)
    told = step(lot, "Cân", objects=(Share(lot),), at=event.event_time)
    record(told)
    record(told)


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (in_an_hour, "future"),
        (before_it_was_made, "order"),
        (from_a_later_lot, "order"),
        (heavier_than_it_went_in, "weight"),
        (of_itself, "circle"),
        (of_itself_through_another, "circle"),
        (on_somebody_elses_lot, "owner"),
        (with_an_invented_word, "vocabulary"),
        (twice, "duplicate"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_a_sentence(deed, code):
    with pytest.raises(ValidationError) as refused:
        deed(goods())

    assert refused.value.code == code
    assert refused.value.messages[0].endswith((".", "…"))


def test_more_may_come_out_than_went_in_when_somebody_says_why():
    lot = goods()
    little = raw(lot.maker, kilos=1)
    born(little, at=timezone.now() - timedelta(days=3))

    event = born(lot, inputs=[little], reason="Ngâm nước qua đêm")

    assert event.reason == "Ngâm nước qua đêm"


def test_a_clock_that_is_a_little_fast_means_now():
    lot = goods()
    born(lot)

    event = record(
        step(lot, objects=(Share(lot),), at=timezone.now() + timedelta(minutes=9))
    )

    assert event.event_time <= timezone.now()


def test_nobody_opens_a_lot_of_somebody_elses_goods():
    lot = goods()
    lot.location = LocationFactory()

    with pytest.raises(ValidationError, match="hàng của nhà khác"):
        born(lot)


def test_quantities_are_written_as_people_write_them():
    assert raw(ProducerFactory(), kilos="5.5").amount == "5,5 kg"
    assert LotFactory(quantity=Decimal("1200.000")).amount == "1.200 hộp"
