"""How a person comes to have a shop here: he applies, and an officer looks at his papers."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.admin import free_slug

from .history import write_down
from .models import Membership, Producer, Role, Verification

OPEN = (Verification.PENDING, Verification.NEEDS_MORE)


def open_application(user: Any) -> Producer | None:
    """What this person has applied with and nobody has decided yet."""
    return (
        Producer.objects.filter(
            memberships__user=user, memberships__role=Role.OWNER, verification__in=OPEN
        )
        .exclude(applied_at=None)
        .first()
    )


@transaction.atomic
def apply(*, by: Any, **facts: Any) -> Producer:
    """A producer who may not sell yet, owned by who applies; twice pressed is one application."""
    person: Any = get_user_model()._default_manager.select_for_update().get(pk=by.pk)
    if found := open_application(by):
        return found
    name = facts.pop("name")
    producer = Producer.objects.create(
        name=name,
        name_vi=name,
        slug=free_slug(Producer, name) or free_slug(Producer, "nha-san-xuat"),
        applied_at=timezone.now(),
        **facts,
    )
    Membership.objects.create(
        user=by, producer=producer, role=Role.OWNER, called=producer.contact_name
    )
    if not person.full_name:
        person.full_name = producer.contact_name
        person.save(update_fields=["full_name"])
    write_down(producer, gettext_noop("nộp hồ sơ"), by=by)
    return producer


@transaction.atomic
def correct(producer: Producer, *, by: Any, **facts: Any) -> None:
    """The applicant mends his facts until they are verified. Raises ValueError afterwards."""
    locked = Producer.objects.select_for_update().get(pk=producer.pk)
    if locked.verification == Verification.VERIFIED:
        raise ValueError(locked.verification)
    facts["name_vi"] = facts["name"]
    for field, value in facts.items():
        setattr(locked, field, value)
    locked.save(update_fields=[*facts])
    write_down(locked, gettext_noop("sửa hồ sơ"), by=by)
