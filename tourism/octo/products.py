"""Supplier, products, options and units as OCTO tells them."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Operator
from core.structured import absolute
from tourism.models import Experience, ExperienceQuerySet, Option, PricingPer, Unit

from . import content
from .door import Ask
from .errors import no_option, no_product, no_unit
from .pricing import CURRENCY, Row, price_from, pricing, unit_id

# Of no use to anybody: what can never be cancelled free of charge has its cut-off a year before.
NEVER = 365 * 24 * 60
WHOLE_OPTION = (
    "options__units",
    "options__group_prices",
    "options__schedules",
    "options__policy__tiers",
    "options__experience",
    "steps",
    "faqs",
)


def sellable(ask: Ask) -> ExperienceQuerySet:
    """What this key may sell: hosts who agreed, or the sandbox for a test key."""
    rows: ExperienceQuerySet = Experience.objects.all()
    if ask.key.is_test:
        return rows.sandbox()
    return rows.live().filter(host__resellers=ask.reseller)


def products_of(ask: Ask) -> list[Experience]:
    rows = sellable(ask).select_related("host", "photo", "venue").order_by("pk")
    return list(rows.prefetch_related(*WHOLE_OPTION))


def product_of(ask: Ask, product_id: str) -> Experience:
    if "\x00" in product_id:
        raise no_product(product_id)
    rows = sellable(ask).select_related("host", "photo", "venue")
    found = rows.prefetch_related(*WHOLE_OPTION).filter(slug=product_id).first()
    if found is None:
        raise no_product(product_id)
    return found


def option_of(experience: Experience, option_id: str) -> Option:
    for option in experience.options.all():
        if option_code(option) == option_id:
            return option
    raise no_option(option_id)


def unit_of(option: Option, unit: str) -> Unit:
    for row in option.units.all():
        if unit_id(row) == unit:
            return row
    raise no_unit(unit)


def option_code(option: Option) -> str:
    """Stable and opaque: a number of ours is nobody's business."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"lang-nghe/option/{option.pk}"))


def supplier(ask: Ask) -> Row:
    operator = Operator.load()
    row: Row = {
        "id": "sandbox" if ask.key.is_test else "lang-nghe",
        "name": operator.name or settings.WAGTAIL_SITE_NAME,
        "endpoint": absolute("/octo"),
        "contact": {
            "website": absolute("/"),
            "email": operator.email or None,
            "telephone": operator.hotline or None,
            "address": operator.address or None,
        },
    }
    if ask.content:
        row |= {"shortDescription": _("Trải nghiệm ở các làng nghề"), "media": []}
    return row


def product(ask: Ask, experience: Experience) -> Row:
    options = list(experience.options.all())
    row: Row = {
        "id": experience.slug,
        "internalName": experience.name,
        "reference": None,
        "locale": ask.language,
        "timeZone": settings.TIME_ZONE,
        "allowFreesale": False,
        "instantConfirmation": experience.instant_confirmation,
        "instantDelivery": experience.instant_confirmation,
        "availabilityRequired": True,
        "availabilityType": experience.availability_type,
        "deliveryFormats": ["QRCODE"],
        "deliveryMethods": ["VOUCHER"],
        "redemptionMethod": "DIGITAL",
        "options": [option(ask, o, n == 0) for n, o in enumerate(options)],
    }
    if ask.prices:
        row |= {
            "defaultCurrency": CURRENCY,
            "availableCurrencies": [CURRENCY],
            "pricingPer": options[0].pricing_per if options else PricingPer.UNIT,
        }
    if ask.content:
        row |= content.of_product(experience, options)
    return row


def option(ask: Ask, option: Option, is_default: bool) -> Row:
    minutes = free_until(option)
    row: Row = {
        "id": option_code(option),
        "default": is_default,
        "internalName": option.name or option.experience.name,
        "reference": None,
        "availabilityLocalStartTimes": start_times(option),
        "cancellationCutoff": cutoff_words(minutes),
        "cancellationCutoffAmount": minutes,
        "cancellationCutoffUnit": "minute",
        "requiredContactFields": [],
        "restrictions": {"minUnits": option.min_units, "maxUnits": option.max_units},
        "units": [unit(ask, row, option) for row in option.units.all()],
    }
    if ask.prices and option.pricing_per == PricingPer.BOOKING:
        price = [pricing(price_from(option), ask.commission)]
        row |= {"pricingFrom": price, "pricing": price}
    if ask.content:
        row |= content.of_option(option)
    return row


def unit(ask: Ask, unit: Unit, option: Option) -> Row:
    there = {u.unit_type for u in option.units.all()}
    row: Row = {
        "id": unit_id(unit),
        "internalName": unit.name,
        "reference": None,
        "type": unit.unit_type,
        "requiredContactFields": [],
        "restrictions": {
            "minAge": unit.min_age,
            "maxAge": unit.max_age,
            "idRequired": unit.id_required,
            "minQuantity": unit.min_quantity or None,
            "maxQuantity": unit.max_quantity,
            "paxCount": unit.pax_count,
            "accompaniedBy": [c.lower() for c in unit.companions if c in there],
        },
    }
    if ask.prices and option.pricing_per == PricingPer.UNIT:
        price = [pricing(unit.price, ask.commission)]
        row |= {"pricingFrom": price, "pricing": price}
    if ask.content:
        row |= {"title": unit.name, "shortDescription": "", "features": []}
    return row


def start_times(option: Option) -> list[str]:
    """At least one, as the specification wants it also of opening hours: then the day's beginning."""
    if option.experience.opens_all_day:
        return ["00:00"]
    times = {f"{schedule.starts:%H:%M}" for schedule in option.schedules.all()}
    return sorted(times) or ["00:00"]


def free_until(option: Option) -> int:
    """Until how many minutes before the start a reseller may cancel or change."""
    whole = [t.minutes_before for t in option.policy.tiers.all() if t.percent == 100]
    return min(whole, default=NEVER)


def cutoff_words(minutes: int) -> str:
    if minutes >= NEVER:
        return _("Không huỷ, không đổi được.")
    hours = minutes // 60
    return ngettext(
        "Huỷ miễn phí trước %(n)s giờ.", "Huỷ miễn phí trước %(n)s giờ.", hours
    ) % {"n": hours}
