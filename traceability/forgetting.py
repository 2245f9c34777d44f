"""How long scans are kept by the hour, and forms are remembered (settings, with their reasons).

The record of lots is never forgotten; counts of who looked at codes are no part of it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from core.models import SentForm

from .models import Label, ScanCount, ScanRule


def forget_scans(now: datetime) -> int:
    """Old scans of our codes become one row each, others are deleted; returns how many rows are gone.

    The sum and the first hour stay, as the scan page tells them; never shorter than a rule looks back.
    """
    before = oldest_kept(now)
    old = ScanCount.objects.filter(hour__lt=before).order_by()
    known = Label.objects.filter(code=OuterRef("code"))
    gone, _by_model = old.filter(~Exists(known)).delete()
    places, _by_model = old.exclude(province="").delete()
    many = old.values("code").annotate(rows=Count("pk")).filter(rows__gt=1)
    codes = many.values_list("code", flat=True)
    return gone + places + sum(_sum_up(code, before) for code in list(codes))


def oldest_kept(now: datetime) -> datetime:
    """From here on every hour is kept."""
    rules = ScanRule.objects.in_force(timezone.localdate(now))
    hours = [24 * settings.SCAN_DETAIL_DAYS, *rules.values_list("hours", flat=True)]
    return now - timedelta(hours=max(hours))


@transaction.atomic
def _sum_up(code: str, before: datetime) -> int:
    """Two sweeps at once do it one after the other; nobody counts in hours this old."""
    rows = ScanCount.objects.filter(code=code, province="", hour__lt=before)
    first, *others = rows.select_for_update().order_by("hour")
    first.count += sum(row.count for row in others)
    first.save(update_fields=["count"])
    rows.exclude(pk=first.pk).delete()
    return len(others)


def forget_forms(now: datetime) -> int:
    """Forms sent so long ago that no phone sends them again."""
    limit = now - timedelta(days=settings.SENT_FORM_DAYS)
    gone, _by_model = SentForm.objects.filter(sent_at__lt=limit).delete()
    return gone
