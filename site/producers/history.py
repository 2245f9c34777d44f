"""Deeds about a maker's standing, written down and found again: who, what, when, and why."""

from typing import Any

from django.db.models import QuerySet

from core import audit
from core.audit import AuditEvent


def write_down(producer: Any, what: Any, *, by: Any, note: Any = "") -> AuditEvent:
    """Call it inside the transaction of the deed."""
    return audit.write_down(
        what, by=by, for_whom=producer.name, about=_about(producer), note=str(note)
    )


def deeds_about(producer: Any) -> QuerySet[AuditEvent]:
    """The newest first."""
    return AuditEvent.objects.filter(about=_about(producer))


def _about(producer: Any) -> str:
    return f"maker:{producer.pk}"
