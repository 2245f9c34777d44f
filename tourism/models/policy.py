"""How much comes back when a guest does not go: tiers, copied into every booking."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.models import NormalisedModel
from vietnam.dong import Dong, percent

Tiers = list[dict[str, int]]


class CancellationPolicy(NormalisedModel, ClusterableModel):
    """A promise about refunds. No tier: nothing comes back (Viator's "all sales final")."""

    name = models.CharField(_("tên quy định huỷ"), max_length=80)

    class Meta:
        verbose_name = _("quy định huỷ")
        verbose_name_plural = _("quy định huỷ")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def snapshot(self) -> dict[str, Any]:
        """What a booking keeps; later changes of the policy do not touch it."""
        tiers = sorted(self.tiers.all(), key=lambda t: -t.minutes_before)
        return {
            "name": self.name,
            "tiers": [
                {"minutes_before": t.minutes_before, "percent": t.percent}
                for t in tiers
            ],
        }

    @property
    def free_minutes(self) -> int | None:
        """Until how many minutes before the start everything comes back; None: never."""
        return free_minutes(self.snapshot()["tiers"])


class PolicyTier(models.Model):
    """Up to so many minutes before the start, so many per cent come back."""

    policy = ParentalKey(
        CancellationPolicy, on_delete=models.CASCADE, related_name="tiers"
    )
    minutes_before = models.PositiveIntegerField(_("trước giờ bắt đầu (phút)"))
    percent = models.PositiveSmallIntegerField(_("trả lại (%)"))

    class Meta:
        ordering = ["-minutes_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "minutes_before"], name="one_tier_per_time"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=100),
                name="tier_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_before} min: {self.percent} %"


def percent_back(tiers: Tiers, starts_at: datetime, now: datetime) -> int:
    """The share that comes back of a booking cancelled `now`, by the tiers it was sold with."""
    fitting = [
        tier["percent"]
        for tier in tiers
        if now <= starts_at - timedelta(minutes=tier["minutes_before"])
    ]
    return max(fitting, default=0)


def refund_of(tiers: Tiers, starts_at: datetime, now: datetime, paid: Dong) -> Dong:
    """Đồng that come back of `paid`, rounded half up."""
    return percent(paid, percent_back(tiers, starts_at, now) * 100)


def free_minutes(tiers: Tiers) -> int | None:
    whole = [tier["minutes_before"] for tier in tiers if tier["percent"] == 100]
    return min(whole, default=None)
