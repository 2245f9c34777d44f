"""May this party book this slot, how many places does it take, what does it pay?"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from vietnam.dong import Dong

from .models import Availability, Option, PricingPer, SlotStatus, Unit, UnitType

Party = Mapping[Unit, int]


class CannotBook(Exception):
    """Why no place was taken, in words for the guest."""


def check_party(slot: Availability, party: Party, now: datetime) -> None:
    """Raise CannotBook unless this party may book this slot now."""
    if slot.status != SlotStatus.OPEN or slot.cutoff_at <= now:
        raise CannotBook(_("Buổi này không còn nhận đặt. Hãy chọn ngày khác."))
    host = slot.option.experience.host
    if host.closed_to_guests and host.is_closed_on(slot.local_date):
        raise CannotBook(_("Ngày này nhà nghỉ, không đón khách. Hãy chọn ngày khác."))
    for fault in faults(slot.option, party):
        raise CannotBook(fault)


def faults(option: Option, party: Party) -> Iterator[str]:
    """What is wrong with a party, a sentence each; nothing when it may come."""
    yield from _size_faults(option, people(party))
    for unit, count in party.items():
        yield from _unit_faults(option, unit, count)
    yield from _company_faults(party)
    if option.pricing_per == PricingPer.BOOKING and _group_price(option, party) is None:
        yield _("Đoàn đông như vậy, hãy gọi người đón khách.")


def _size_faults(option: Option, size: int) -> Iterator[str]:
    if size <= 0:
        yield _("Hãy chọn ít nhất một người.")
    elif size < option.min_units:
        yield _("Buổi này cần ít nhất %(n)s người.") % {"n": option.min_units}
    elif size > option.max_units:
        yield (
            _(
                "Mỗi lần đặt nhiều nhất %(n)s người. Đoàn đông hơn, hãy gọi người đón khách."
            )
            % {"n": option.max_units}
        )


def _unit_faults(option: Option, unit: Unit, count: int) -> Iterator[str]:
    if count < 0:
        yield _("Số người không thể nhỏ hơn 0.")
    elif count and unit.option_id != option.pk:
        yield _("Loại khách này không thuộc buổi bạn chọn.")
    elif 0 < count < unit.min_quantity:
        yield (
            _("%(unit)s: đặt ít nhất %(n)s.")
            % {"unit": unit.name, "n": unit.min_quantity}
        )
    elif unit.max_quantity is not None and count > unit.max_quantity:
        yield (
            _("%(unit)s: đặt nhiều nhất %(n)s.")
            % {"unit": unit.name, "n": unit.max_quantity}
        )


def _company_faults(party: Party) -> Iterator[str]:
    """Whoever needs company finds one of the right kind in the party."""
    here = {unit.unit_type for unit, count in party.items() if count}
    for unit, count in party.items():
        if count and unit.companions and not here & set(unit.companions):
            yield _company(unit)


def _company(unit: Unit) -> str:
    names = ", ".join(str(UnitType(code).label).lower() for code in unit.companions)
    if unit.companions == [UnitType.ADULT]:
        return _("Trẻ em cần đi cùng ít nhất một người lớn.")
    return _("%(unit)s cần đi cùng: %(who)s.") % {"unit": unit.name, "who": names}


def people(party: Party) -> int:
    return sum(party.values())


def pax_of(party: Party) -> int:
    """Places taken: an infant in arms takes none, a family ticket takes several."""
    return sum(unit.pax_count * count for unit, count in party.items())


def price_of(option: Option, party: Party) -> Dong:
    """What the party pays, in đồng: a price each, or one for all (OCTO: PricingPer)."""
    if option.pricing_per == PricingPer.BOOKING:
        return _group_price(option, party) or 0
    return sum(unit.price * count for unit, count in party.items())


def _group_price(option: Option, party: Party) -> Dong | None:
    fitting = option.group_prices.filter(up_to__gte=people(party)).order_by("up_to")
    return fitting.values_list("price", flat=True).first()
