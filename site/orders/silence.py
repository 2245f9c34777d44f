"""A maker who does not answer: reminded, reminded again, then the helper is called."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .messages import tell_maker_waiting, tell_operator_silent
from .models import (
    Nudge,
    NudgeKind,
    ProducerOrder,
    ProducerOrderQuerySet,
    SilenceRule,
    State,
)


def follow_up(now: datetime | None = None) -> int:
    """Follow every rule that is due, once per order and rule; returns how many were new."""
    now = now or timezone.now()
    return sum(_follow(rule, now) for rule in rules_on(now))


def rules_on(now: datetime) -> list[SilenceRule]:
    day = timezone.localdate(now)
    in_force = Q(effective_to=None) | Q(effective_to__gte=day)
    return list(SilenceRule.objects.filter(in_force, effective_from__lte=day))


def silent_since(moment: datetime) -> ProducerOrderQuerySet:
    """Orders their makers could see and have not answered since before `moment`."""
    waiting = ProducerOrder.objects.filter(state=State.PLACED).visible_to_maker()
    return waiting.filter(order__placed_at__lte=moment)


def _follow(rule: SilenceRule, now: datetime) -> int:
    late = silent_since(now - timedelta(hours=rule.after_hours))
    new = late.exclude(nudges__rule=rule).select_related("order", "producer")
    return sum(_nudge(part, rule) for part in new)


@transaction.atomic
def _nudge(part: ProducerOrder, rule: SilenceRule) -> bool:
    part = (
        ProducerOrder.objects.locked()
        .select_related("order", "producer")
        .get(pk=part.pk)
    )
    if part.state != State.PLACED:
        return False
    _row, created = Nudge.objects.get_or_create(part=part, rule=rule)
    if created:
        tell = (
            tell_operator_silent if rule.kind == NudgeKind.CALL else tell_maker_waiting
        )
        tell(part, rule)
    return created


def called_for_help() -> ProducerOrderQuerySet:
    """Orders still unanswered for which the helper was called."""
    waiting = ProducerOrder.objects.filter(state=State.PLACED)
    return waiting.filter(nudges__rule__kind=NudgeKind.CALL).distinct()
