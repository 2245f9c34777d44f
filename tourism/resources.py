"""Nobody and nothing is in two places: guides, houses whose turn it is, the kiln, the boat."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from .models import Availability, Need, Resource, ResourceTime
from .party import CannotBook

QUARTER = timedelta(minutes=15)


def keep(slot: Availability) -> None:
    """The first guest of a locked slot brings what it needs; raises CannotBook when that is elsewhere."""
    needs = list(
        Need.objects.filter(option=slot.option_id, resource__is_active=True)
        .select_related("resource")
        .order_by("resource")
    )
    for need in needs:
        if not need.takes_turns and not _occupy(need.resource, slot):
            raise CannotBook(_busy(need.resource))
    turns = [need.resource for need in needs if need.takes_turns]
    if turns and not any(_occupy(one, slot) for one in next_in_turn(turns, slot)):
        raise CannotBook(
            _("Giờ này mọi nhà đều đã có khách. Hãy chọn buổi khác giúp chúng tôi.")
        )


def _busy(resource: Resource) -> str:
    return _("%(what)s đã được dùng vào giờ này. Hãy chọn buổi khác.") % {
        "what": resource.name
    }


def next_in_turn(resources: Iterable[Resource], slot: Availability) -> list[Resource]:
    """Fewest turns for their share first; who speaks the slot's language before who does not."""
    spoken = set(slot.languages.split(",")) - {""}
    turns = dict(
        ResourceTime.objects.filter(resource__in=resources)
        .values_list("resource")
        .annotate(n=Count("slot", distinct=True))
    )

    def rank(one: Resource) -> tuple[bool, float, int]:
        mute = bool(spoken) and not spoken & set(one.languages.split(","))
        return mute, turns.get(one.pk, 0) / one.weight, one.pk

    return sorted(resources, key=rank)


def _occupy(resource: Resource, slot: Availability) -> bool:
    """True when every quarter of an hour was free; the UNIQUE decides, not a look before."""
    times = [
        ResourceTime(resource=resource, slot=slot, at=at)
        for at in quarters(slot.starts_at, slot.ends_at)
    ]
    try:
        with transaction.atomic():
            ResourceTime.objects.bulk_create(times)
    except IntegrityError:
        return False
    return True


def quarters(start: datetime, end: datetime) -> list[datetime]:
    """Every quarter of an hour that is touched."""
    first = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    return [first + QUARTER * n for n in range(-(-(end - first) // QUARTER))]


def free(slot: Availability) -> None:
    """The last guest of a locked slot has left it."""
    ResourceTime.objects.filter(slot=slot).delete()


@transaction.atomic
def pass_turn(slot: Availability) -> Resource:
    """Whose turn it is cannot: the next in the round takes the guests. Raises CannotBook without one."""
    Availability.objects.locked().get(pk=slot.pk)
    turns = Resource.objects.filter(
        needed_by__option=slot.option_id, needed_by__takes_turns=True, is_active=True
    )
    mine = ResourceTime.objects.filter(slot=slot, resource__in=turns)
    before = set(mine.values_list("resource", flat=True))
    others = [one for one in turns if one.pk not in before]
    for one in next_in_turn(others, slot):
        if _occupy(one, slot):
            mine.exclude(resource=one).delete()
            return one
    raise CannotBook(_("Không còn nhà nào rảnh giờ này."))


def in_charge(slot: Availability) -> list[Resource]:
    """Who and what a slot has for itself."""
    return list(Resource.objects.filter(times__slot=slot).distinct())
