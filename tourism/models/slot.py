"""One slot with its places, and every change of what is taken."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .option import Option
from .schedule import Schedule

if TYPE_CHECKING:
    from .booking import Booking


class FullyBooked(Exception):
    """Fewer places are left than asked for; `left` says how many."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"only {left} places")


class SlotStatus(models.TextChoices):
    OPEN = "OPEN", _("Mở")
    CLOSED = "CLOSED", _("Đóng")
    CANCELLED = "CANCELLED", _("Đã huỷ")


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def bookable(self, now: datetime) -> Self:
        return self.public().hosted().filter(cutoff_at__gt=now, taken__lt=F("capacity"))

    def hosted(self) -> Self:
        """Without the days on which a host on holiday receives nobody."""
        host = "option__experience__host__"
        away = {
            f"{host}closed_to_guests": True,
            f"{host}closed_from__lte": TruncDate("starts_at"),
            f"{host}closed_until__gte": TruncDate("starts_at"),
        }
        return self.exclude(**away)

    def public(self) -> Self:
        """Open to anybody: not closed, and not made for one group."""
        return self.filter(status=SlotStatus.OPEN, is_private=False)

    def undisturbed(self) -> Self:
        """Without slots whose kiln or boat is in another slot at that time."""
        times = self.model._meta.apps.get_model("tourism", "ResourceTime").objects
        elsewhere = times.filter(
            resource__needed_by__option=models.OuterRef("option"),
            resource__needed_by__takes_turns=False,
            at__gte=models.OuterRef("starts_at"),
            at__lt=models.OuterRef("ends_at"),
        ).exclude(slot=models.OuterRef("pk"))
        return self.filter(~models.Exists(elsewhere))

    def locked(self) -> Self:
        """Lock slots in primary-key order, so that two moves cannot deadlock."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Availability(models.Model):
    """One slot with its places (OCTO: Availability); the CHECK is the last rule against overselling."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="slots")
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, related_name="slots"
    )
    starts_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))
    cutoff_at = models.DateTimeField(_("nhận đặt đến"))
    capacity = models.PositiveSmallIntegerField(_("số chỗ"))
    taken = models.PositiveSmallIntegerField(_("đã đặt"), default=0)
    min_participants = models.PositiveSmallIntegerField(
        _("đủ mấy người mới mở buổi"), default=1
    )
    languages = models.CharField(_("nói tiếng"), max_length=40, blank=True)
    status = models.CharField(max_length=9, choices=SlotStatus, default=SlotStatus.OPEN)
    is_private = models.BooleanField(_("riêng cho một đoàn"), default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("lý do huỷ"), max_length=255, blank=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("buổi")
        verbose_name_plural = _("buổi")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "starts_at"],
                condition=Q(is_private=False),
                name="one_slot_per_start",
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")),
                name="never_oversold",
            ),
        ]
        indexes = [models.Index(fields=["option", "starts_at"], name="slot_of_day")]

    def __str__(self) -> str:
        return f"{self.option} {timezone.localtime(self.starts_at):%H:%M %d/%m/%Y}"

    @property
    def vacancies(self) -> int:
        return self.capacity - self.taken

    @property
    def local_date(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def speaks(self) -> list[str]:
        """Languages of the guide of this slot, else those of the experience."""
        spoken = self.languages or self.option.experience.languages
        return [code for code in spoken.split(",") if code]

    @property
    def waits_for_more(self) -> int:
        """How many guests are missing before the slot runs."""
        return max(0, self.min_participants - self.taken)

    def take(self, places: int, *, booking: "Booking", reason: str) -> None:
        """Change the places taken of a locked slot; raises FullyBooked.

        The first guest brings guide and kiln along, the last one sets them free.
        """
        from tourism import resources  # it knows slots

        if self.taken + places > self.capacity:
            raise FullyBooked(self.vacancies)
        was_empty = not self.taken
        self.taken += places
        self.save(update_fields=["taken"])
        if was_empty and self.taken:
            resources.keep(self)
        elif not self.taken:
            resources.free(self)
        CapacityEntry.objects.create(
            slot=self, booking=booking, delta=places, reason=reason
        )


class CapacityEntry(models.Model):
    """Every change of `taken`; rows are added, never changed, and sum to it."""

    slot = models.ForeignKey(Availability, models.PROTECT, related_name="entries")
    booking = models.ForeignKey(
        "tourism.Booking", models.PROTECT, related_name="entries"
    )
    delta = models.SmallIntegerField()
    reason = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.slot_id} {self.delta:+d}"
