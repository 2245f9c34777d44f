"""What is not needed any more is forgotten: numbers nobody confirmed, papers of who was turned down.

Collect the least and keep it no longer than its purpose lasts (Law 91/2025/QH15; Decree 356/2025/NĐ-CP).
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_noop

from .history import deeds_about, write_down
from .models import Producer, Verification
from .verifying import SAID

UNCONFIRMED_KEPT = timedelta(days=2)
"""Since 2026-11-29. A code lives ten minutes; two days leave room for a phone without signal."""

REJECTED_KEPT = timedelta(days=90)
"""Since 2026-11-29. So long an applicant may object or send again what was lacking; then nobody needs them."""


def forget_newcomers(now: datetime) -> int:
    """Accounts made by asking for a code that was never typed; who was asked in by a maker stays."""
    never_came = get_user_model()._default_manager.filter(
        last_login=None,
        phone_verified_at=None,
        is_staff=False,
        is_superuser=False,
        memberships=None,
        groups=None,
        password__startswith="!",  # noqa: S106 - Django's mark of no password
        date_joined__lt=now - UNCONFIRMED_KEPT,
    )
    return never_came.delete()[0]


def forget_rejected(now: datetime) -> int:
    """Erase the papers of applications turned down long ago; that they were seen stays in the audit."""
    turned_down = Producer.objects.filter(verification=Verification.REJECTED)
    with_papers = turned_down.exclude(papers=None).distinct().order_by("pk")
    return sum(_erase(producer.pk, now) for producer in with_papers)


@transaction.atomic
def _erase(pk: int, now: datetime) -> int:
    """The files go first: who is stopped in between finds the rows, and tries again the next night."""
    producer = Producer.objects.select_for_update().get(pk=pk)
    last = deeds_about(producer).filter(what=SAID[Verification.REJECTED]).first()
    sent_again = producer.verification != Verification.REJECTED
    if sent_again or last is None or last.at > now - REJECTED_KEPT:
        return 0
    papers = list(producer.papers.all())
    for paper in papers:
        paper.file.storage.delete(paper.file.name)
    producer.papers.all().delete()
    kinds = ", ".join(str(paper.get_kind_display()) for paper in papers)
    what = gettext_noop("xoá giấy tờ của hồ sơ đã từ chối")
    write_down(producer, what, by=None, note=kinds)
    return len(papers)
