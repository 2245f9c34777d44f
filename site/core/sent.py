"""Forms that were acted on, so that one sent twice over a poor line counts once."""

from django.db import models
from django.utils import timezone


class SentForm(models.Model):
    """The key of a form, what was in it, and the answer it got; written with the deed itself."""

    owner = models.CharField(max_length=40)
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    leads_to = models.CharField(max_length=300, blank=True, default="")
    words = models.JSONField(default=list)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="one_deed_per_form")
        ]

    def __str__(self) -> str:
        return str(self.key)
