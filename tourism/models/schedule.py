"""Rules that make slots: weeks with seasons, days of the lunar calendar, and exceptions."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .option import Option


class LeapPolicy(models.TextChoices):
    """A lunar year may have its month twice: when is the festival?"""

    FIRST = "first", _("Tháng thường")
    LEAP = "leap", _("Tháng nhuận")
    BOTH = "both", _("Cả hai tháng")


class Schedule(models.Model):
    """A rule in local wall-clock time; seasons may wrap around New Year.

    With `lunar_month` it is a festival: `span_days` days from that lunar day on, narrowed by
    `weekdays` as usual; without, it runs every week.
    """

    option = models.ForeignKey(
        Option, models.CASCADE, related_name="schedules", verbose_name=_("lựa chọn")
    )
    weekdays = models.CharField(
        _("các thứ"),
        max_length=7,
        default="1234567",
        help_text=_("1 = thứ Hai … 7 = Chủ nhật"),
    )
    starts = models.TimeField(_("giờ bắt đầu"))
    ends = models.TimeField(
        _("giờ đóng cửa"),
        null=True,
        blank=True,
        help_text=_("Chỉ dùng khi khách đến lúc nào cũng được."),
    )
    capacity = models.PositiveSmallIntegerField(_("số chỗ"))
    languages = models.CharField(
        _("nói tiếng"),
        max_length=40,
        blank=True,
        help_text=_("Để trống: như trải nghiệm. Ví dụ: vi,en"),
    )
    season_from = models.CharField(
        _("mùa từ"), max_length=5, default="01-01", help_text="MM-DD"
    )
    season_to = models.CharField(
        _("mùa đến"), max_length=5, default="12-31", help_text="MM-DD"
    )
    effective_from = models.DateField(_("dùng từ ngày"), null=True, blank=True)
    effective_to = models.DateField(_("dùng đến ngày"), null=True, blank=True)
    lunar_day = models.PositiveSmallIntegerField(
        _("ngày âm lịch"), null=True, blank=True
    )
    lunar_month = models.PositiveSmallIntegerField(
        _("tháng âm lịch"), null=True, blank=True
    )
    span_days = models.PositiveSmallIntegerField(_("kéo dài (ngày)"), default=1)
    leap_policy = models.CharField(
        _("năm nhuận tháng ấy"),
        max_length=5,
        choices=LeapPolicy,
        default=LeapPolicy.FIRST,
    )
    every_n_years = models.PositiveSmallIntegerField(_("mấy năm một lần"), default=1)
    known_year = models.PositiveSmallIntegerField(
        _("một năm âm lịch đã tổ chức"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("lịch lặp lại")
        verbose_name_plural = _("lịch lặp lại")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lunar_month=None, lunar_day=None)
                | models.Q(
                    lunar_month__gte=1,
                    lunar_month__lte=12,
                    lunar_day__gte=1,
                    lunar_day__lte=30,
                ),
                name="lunar_rule_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(every_n_years=1)
                | models.Q(every_n_years__gt=1, known_year__isnull=False),
                name="every_n_years_from_a_known_one",
            ),
        ]

    def __str__(self) -> str:
        if self.is_lunar:
            return f"{self.lunar_day}/{self.lunar_month} ÂL {self.starts:%H:%M}"
        return f"{self.weekdays} {self.starts:%H:%M}"

    @property
    def is_lunar(self) -> bool:
        return self.lunar_month is not None

    def runs_on(self, day: date) -> bool:
        """Whether weekday, season and dates of the rule allow this day."""
        return (
            self._in_season(f"{day:%m-%d}")
            and str(day.isoweekday()) in self.weekdays
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_to is None or day <= self.effective_to)
        )

    def _in_season(self, today: str) -> bool:
        if self.season_from <= self.season_to:
            return self.season_from <= today <= self.season_to
        return today >= self.season_from or today <= self.season_to


class LunarDay(models.Model):
    """One festival as the calendar says it; slots are made when an editor has confirmed its days."""

    schedule = models.ForeignKey(
        Schedule,
        models.CASCADE,
        related_name="lunar_days",
        verbose_name=_("lịch lặp lại"),
    )
    lunar_year = models.PositiveSmallIntegerField(_("năm âm lịch"))
    is_leap = models.BooleanField(_("tháng nhuận"), default=False)
    first_day = models.DateField(_("từ ngày"))
    last_day = models.DateField(_("đến ngày"))
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xác nhận"),
    )

    class Meta:
        verbose_name = _("ngày hội theo âm lịch")
        verbose_name_plural = _("ngày hội theo âm lịch")
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "lunar_year", "is_leap"],
                name="one_festival_per_lunar_month",
            ),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")),
                name="festival_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.first_day:%d/%m/%Y}"


class ExceptionKind(models.TextChoices):
    CLOSE = "CLOSE", _("Nghỉ")
    ADD = "ADD", _("Thêm buổi")
    CHANGE = "CHANGE", _("Đổi số chỗ")


class ScheduleException(models.Model):
    """One day that is not as the rules say; without a start time it means the whole day."""

    option = models.ForeignKey(
        Option, models.CASCADE, related_name="exceptions", verbose_name=_("lựa chọn")
    )
    day = models.DateField(_("ngày"))
    kind = models.CharField(_("việc"), max_length=6, choices=ExceptionKind)
    starts = models.TimeField(_("giờ bắt đầu"), null=True, blank=True)
    ends = models.TimeField(_("giờ đóng cửa"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("số chỗ"), null=True, blank=True)
    reason = models.CharField(_("vì sao"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("ngày khác thường")
        verbose_name_plural = _("ngày khác thường")
        ordering = ["day", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "day", "starts"],
                name="one_exception_per_start",
            ),
            models.UniqueConstraint(
                fields=["option", "day"],
                condition=models.Q(starts=None),
                name="one_exception_per_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=ExceptionKind.ADD)
                | models.Q(starts__isnull=False, capacity__isnull=False),
                name="added_slot_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=ExceptionKind.CHANGE)
                | models.Q(capacity__isnull=False),
                name="changed_slot_says_capacity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option} {self.day:%d/%m/%Y} {self.kind}"
