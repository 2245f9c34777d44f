"""What waits for an editor, on the first page of the admin."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from wagtail import hooks
from wagtail.permissions import policy_registry


@dataclass(frozen=True)
class Duty:
    """So many things wait for an editor, behind this link."""

    label: str | Promise
    count: int
    url: str


def duty(
    request: HttpRequest, label: str | Promise, found: QuerySet[Any], url: str
) -> Duty | None:
    """A duty of those who may see what was found; nobody else hears of it."""
    policy = policy_registry.get_by_type(found.model)
    if not policy.user_has_any_permission(request.user, {"view", "change"}):
        return None
    return Duty(label, found.count(), url)


def duties(request: HttpRequest) -> list[Duty]:
    """What every app's `register_editor_duty` hook found, without the empty ones."""
    found = [hook(request) for hook in hooks.get_hooks("register_editor_duty")]
    return [one for one in found if one and one.count]
