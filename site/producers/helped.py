"""What a helper did in the maker's place: written down, told, and for a day taken back where that can be."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .paper import new_code

TAKEN_BACK_WITHIN = timedelta(hours=24)


class HelpedActQuerySet(models.QuerySet["HelpedAct"]):
    def lately(self) -> Self:
        return self.filter(at__gt=timezone.now() - TAKEN_BACK_WITHIN)


class HelpedAct(models.Model):
    """One press of a button marked “làm thay”; `undo` names the verb that takes it back, with its `facts`."""

    wagtail_reference_index_ignore = True

    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, related_name="helped_acts"
    )
    code = models.CharField(max_length=32, unique=True, default=new_code)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=120)
    what = models.CharField(_("việc"), max_length=80)
    about = models.CharField(_("về"), max_length=120, blank=True)
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    undo = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("hoàn lại lúc"), null=True, blank=True)

    objects = HelpedActQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc làm thay của người giúp")
        verbose_name_plural = _("việc làm thay của người giúp")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.what} {self.about}"

    @property
    def can_be_undone(self) -> bool:
        fresh = self.at > timezone.now() - TAKEN_BACK_WITHIN
        return bool(self.undo) and fresh and self.undone_at is None
