"""Order a transport: written down first, asked outside any transaction, then noted."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import ShipPolicy
from payments.models import Method, Payment
from vietnam.dong import Dong, format_vnd

from . import fulfil
from .carriers import CARRIERS
from .carriers.port import (
    Address,
    Booked,
    Carrier,
    CarrierRefused,
    CarrierUnavailable,
    Parcel,
    Thing,
    Tracking,
)
from .locking import locked
from .models import (
    CarrierAccount,
    Delivery,
    ProducerOrder,
    State,
    TrackingEvent,
    Waybill,
)

SENDABLE = (ShipPolicy.SHIP, ShipPolicy.FRAGILE)
WAITING = (State.ACCEPTED, State.PACKED)


class CannotSend(Exception):
    """Why no transport was ordered, in words for the maker."""


@dataclass(frozen=True)
class Measures:
    """The packed parcel: grams and centimetres."""

    weight_g: int
    size_cm: tuple[int, int, int]


def offered(part: ProducerOrder) -> list[CarrierAccount]:
    """The carriers that may fetch this part: configured, under contract, and goods they take.

    GHN takes no live animals, fresh or frozen food (vietnam.md 7.1); we ask the same of every one.
    """
    policies = {
        line.variant.product.ship_policy
        for line in part.lines.select_related("variant__product")
        if line.variant
    }
    if part.delivery != Delivery.PARCEL:
        return []
    if part.state not in WAITING or not policies or not policies.issubset(SENDABLE):
        return []
    accounts = CarrierAccount.objects.filter(producer=part.producer).order_by("pk")
    return [
        account for account in accounts if CARRIERS[account.carrier].is_configured()
    ]


def packed_weight(part: ProducerOrder) -> int:
    """What the lines weigh together, in grams, for the maker to correct."""
    lines = part.lines.select_related("variant")
    return sum(line.quantity * line.variant.weight_g for line in lines if line.variant)


def cash_to_collect(part: ProducerOrder) -> Dong:
    waiting = Payment.objects.for_reference(part.payment_reference).open()
    return sum(payment.amount for payment in waiting.filter(method=Method.COD))


def price(part: ProducerOrder, account: CarrierAccount, measures: Measures) -> Dong:
    """What the carrier would take, in đồng; nothing is ordered. Raises CannotSend."""
    carrier = CARRIERS[account.carrier]
    asked = Waybill(
        part=part,
        code=part.code,
        shop=account.shop,
        cod_amount=cash_to_collect(part),
    )
    try:
        return carrier.quote(parcel_of(asked, measures))
    except (CarrierRefused, CarrierUnavailable) as error:
        raise CannotSend(
            _("%(carrier)s chưa báo cước được: %(why)s")
            % {"carrier": carrier.label, "why": error}
        ) from error


def book(part: ProducerOrder, account: CarrierAccount, measures: Measures) -> Waybill:
    """Order the transport of a part, or go on with the one already begun; raises CannotSend."""
    carrier = CARRIERS[account.carrier]
    waybill = _begin(part, account, measures)
    if waybill.tracking_code:
        return waybill
    try:
        booked = carrier.create(parcel_of(waybill, measures))
    except CarrierRefused as refusal:
        _give_up(waybill, str(refusal))
        raise CannotSend(
            _("%(carrier)s không nhận: %(why)s")
            % {"carrier": carrier.label, "why": refusal}
        ) from refusal
    except CarrierUnavailable as error:
        Waybill.objects.filter(pk=waybill.pk).update(problem=str(error)[:255])
        raise CannotSend(_unsure(carrier, waybill)) from error
    return _note(waybill, booked)


def _unsure(carrier: Carrier, waybill: Waybill) -> str:
    return _(
        "%(carrier)s chưa trả lời. Mã của đơn này bên họ là %(code)s; bấm lại sau ít phút, sẽ không bị gửi hai lần."
    ) % {"carrier": carrier.label, "code": waybill.code}


@transaction.atomic
def _begin(part: ProducerOrder, account: CarrierAccount, measures: Measures) -> Waybill:
    part = locked(part)
    waiting = part.waybills.filter(shipment=None).exclude(tracking=Tracking.CANCELLED)
    begun = waiting.first()
    if begun:
        return begun
    if account not in offered(part):
        raise CannotSend(_("Đơn này không gửi qua đơn vị giao hàng được lúc này."))
    _check_hold(part)
    cod = cash_to_collect(part)
    _check_limits(CARRIERS[account.carrier], measures, cod)
    return Waybill.objects.create(
        part=part,
        code=f"{part.code}-K{part.waybills.count() + 1}",
        carrier=account.carrier,
        shop=account.shop,
        weight_g=measures.weight_g,
        cod_amount=cod,
    )


def _check_hold(part: ProducerOrder) -> None:
    try:
        fulfil.check_free(part)
    except fulfil.CannotMove as error:
        raise CannotSend(str(error)) from error


def _check_limits(carrier: Carrier, measures: Measures, cod: Dong) -> None:
    heaviest, most_cash = carrier.largest()
    if heaviest and measures.weight_g > heaviest:
        raise CannotSend(
            _("%(carrier)s chỉ nhận kiện đến %(kg)s kg.")
            % {"carrier": carrier.label, "kg": heaviest // 1000}
        )
    if most_cash and cod > most_cash:
        raise CannotSend(
            _("%(carrier)s chỉ thu hộ đến %(most)s.")
            % {"carrier": carrier.label, "most": format_vnd(most_cash)}
        )


@transaction.atomic
def _note(waybill: Waybill, booked: Booked) -> Waybill:
    """Write down what the carrier answered; a webhook may have been faster."""
    waybill = Waybill.objects.locked().get(pk=waybill.pk)
    waybill.tracking_code = booked.tracking_code
    waybill.fee = booked.fee
    waybill.booked_at = waybill.booked_at or timezone.now()
    waybill.problem = ""
    waybill.save()
    return waybill


@transaction.atomic
def _give_up(waybill: Waybill, why: str) -> None:
    """A refused request is kept with its reason, and leaves room for another."""
    Waybill.objects.filter(pk=waybill.pk, tracking_code="").update(
        tracking=Tracking.CANCELLED, problem=why[:255]
    )


def parcel_of(waybill: Waybill, measures: Measures) -> Parcel:
    part = waybill.part
    order, maker = part.order, part.producer
    return Parcel(
        code=waybill.code,
        shop=waybill.shop,
        sender=Address(maker.name, maker.phone, _pickup(part), maker.commune_code),
        receiver=Address(order.name, order.phone, order.street, order.commune_code),
        things=things(part),
        weight_g=measures.weight_g,
        size_cm=measures.size_cm,
        cod=waybill.cod_amount,
        value=part.goods_total,
        note=order.note,
    )


def _pickup(part: ProducerOrder) -> str:
    maker = part.producer
    village = maker.village.name if maker.village else ""
    return str(maker.street or village or maker.name)


def things(part: ProducerOrder) -> tuple[Thing, ...]:
    return tuple(
        Thing(
            line.product_name,
            line.quantity,
            line.unit_price,
            line.variant.weight_g if line.variant else 0,
        )
        for line in part.lines.select_related("variant")
    )


def cancel(waybill: Waybill) -> None:
    """Call the transport off; raises CannotSend when the carrier will not."""
    carrier = CARRIERS[waybill.carrier]
    try:
        if waybill.tracking_code:
            carrier.cancel(waybill.tracking_code, waybill.shop)
    except (CarrierRefused, CarrierUnavailable) as error:
        raise CannotSend(
            _("%(carrier)s chưa huỷ được: %(why)s")
            % {"carrier": carrier.label, "why": error}
        ) from error
    _note_cancelled(waybill)


@transaction.atomic
def _note_cancelled(waybill: Waybill) -> None:
    waybill = Waybill.objects.locked().get(pk=waybill.pk)
    if not waybill.is_open:
        return
    now = timezone.now()
    waybill.tracking, waybill.tracked_at = Tracking.CANCELLED, now
    waybill.save(update_fields=["tracking", "tracked_at"])
    TrackingEvent.objects.create(
        waybill=waybill,
        event_id=f"cancel:{now.isoformat()}",
        kind="cancel",
        raw_status="cancel",
        tracking=Tracking.CANCELLED,
        at=now,
        counted=True,
    )


def label_url(waybill: Waybill) -> str:
    """A fresh link to the label; raises CannotSend."""
    carrier = CARRIERS[waybill.carrier]
    try:
        return carrier.label_url(waybill.tracking_code)
    except (CarrierRefused, CarrierUnavailable) as error:
        raise CannotSend(
            _("Chưa lấy được nhãn của %(carrier)s. Hãy thử lại sau ít phút.")
            % {"carrier": carrier.label}
        ) from error
