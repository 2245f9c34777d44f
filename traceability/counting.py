"""Scans are counted by the database itself in one statement, so that a crowd loses none."""

from django.db import connection
from django.utils import timezone

COUNT = """
INSERT INTO traceability_scancount (code, hour, province, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (code, hour, province) DO UPDATE SET count = traceability_scancount.count + 1
"""
LONGEST = 32


def count(code: str, province: str = "") -> None:
    """One more look at a code in this hour; `province` is a row beside the count, not a second look."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                code[:LONGEST],
                connection.ops.adapt_datetimefield_value(hour),
                province,
            ],
        )
