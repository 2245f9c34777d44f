"""Rows of law and tariff: each holds from one day to another and names its basis."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import NormalisedModel


def in_force(on: date) -> Q:
    """Rows that hold on a day; both ends belong to it."""
    return Q(Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on)


class Dated(NormalisedModel):
    """A row that holds from one day to another, and says why."""

    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        abstract = True
