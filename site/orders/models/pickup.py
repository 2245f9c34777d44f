"""Where goods may be picked up, and when somebody is there."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.models import NormalisedModel
from producers.models import Producer

DAYS_AHEAD = 21


class PickupPoint(NormalisedModel, ClusterableModel):
    """A place to fetch goods from; a co-operative's points serve the makers that sell through it."""

    producer = models.ForeignKey(
        Producer,
        models.CASCADE,
        related_name="pickup_points",
        verbose_name=_("nhà sản xuất"),
    )
    name = models.CharField(_("tên điểm nhận"), max_length=120)
    street = models.CharField(_("thôn, xóm, số nhà"), max_length=160)
    commune_code = models.CharField(_("mã xã, phường"), max_length=5)
    is_active = models.BooleanField(_("đang mở"), default=True)

    class Meta:
        verbose_name = _("điểm nhận hàng")
        verbose_name_plural = _("điểm nhận hàng")
        ordering = ["producer", "name"]

    def __str__(self) -> str:
        return self.name

    def hours_on(self, day: date) -> "OpeningHours | None":
        """When it is open on a day; None when closed. Reads prefetched rows."""
        if any(closed.on == day for closed in self.closed_days.all()):
            return None
        rows = [row for row in self.hours.all() if row.weekday == day.weekday()]
        return min(rows, key=lambda row: row.opens) if rows else None

    def open_days(self, since: date) -> list[tuple[date, "OpeningHours"]]:
        """The open days of the next three weeks with their hours."""
        days = (since + timedelta(days=n) for n in range(DAYS_AHEAD))
        return [(day, hours) for day in days if (hours := self.hours_on(day))]


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Thứ Hai")
    TUESDAY = 1, _("Thứ Ba")
    WEDNESDAY = 2, _("Thứ Tư")
    THURSDAY = 3, _("Thứ Năm")
    FRIDAY = 4, _("Thứ Sáu")
    SATURDAY = 5, _("Thứ Bảy")
    SUNDAY = 6, _("Chủ nhật")


class OpeningHours(models.Model):
    point = ParentalKey(PickupPoint, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("thứ"), choices=Weekday)
    opens = models.TimeField(_("mở cửa"))
    closes = models.TimeField(_("đóng cửa"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "weekday"], name="one_opening_per_weekday"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class ClosedDay(models.Model):
    point = ParentalKey(
        PickupPoint, on_delete=models.CASCADE, related_name="closed_days"
    )
    on = models.DateField(_("ngày nghỉ"))
    reason = models.CharField(_("lý do"), max_length=120, blank=True)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"
