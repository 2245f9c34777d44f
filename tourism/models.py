"""Experiences a village offers, in OCTO's words: Experience → Option → Unit, Availability, Booking."""

import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.models import NormalisedModel
from producers.models import Producer, Verification, Village
from vietnam.check_characters import random_code, with_check


class ExperienceState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    LIVE = "live", _("Đang nhận khách")
    PAUSED = "paused", _("Tạm nghỉ")


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def live(self) -> Self:
        return self.filter(
            state=ExperienceState.LIVE,
            host__verification=Verification.VERIFIED,
            host__suspended_at=None,
        )

    def with_card_facts(self, now: datetime) -> Self:
        """Annotate `price_from` (adult) and `next_at`, the next slot with a free place."""
        adult = Unit.objects.filter(
            option__experience=models.OuterRef("pk"), unit_type=UnitType.ADULT
        )
        free = Availability.objects.bookable(now).filter(
            option__experience=models.OuterRef("pk")
        )
        return self.annotate(
            price_from=models.Subquery(adult.order_by("price").values("price")[:1]),
            next_at=models.Subquery(free.order_by("starts_at").values("starts_at")[:1]),
        )


class Experience(NormalisedModel, ClusterableModel):
    """Something a visitor does with a local (OCTO: Product); sold as a *service* for tax."""

    host = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="experiences",
        verbose_name=_("người đón khách"),
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experiences",
        verbose_name=_("làng nghề"),
    )
    name = models.CharField(_("tên trải nghiệm"), max_length=160)
    slug = models.SlugField(_("đường dẫn"), max_length=160, unique=True)
    summary = models.CharField(_("một câu giới thiệu"), max_length=200, blank=True)
    description = models.TextField(_("bạn sẽ làm gì"), blank=True)
    included = models.TextField(_("đã gồm"), blank=True)
    bring = models.TextField(_("cần mang theo"), blank=True)
    rain_plan = models.TextField(_("khi trời mưa"), blank=True)
    access = models.TextField(
        _("lối đi, nhà vệ sinh, xe lăn"),
        blank=True,
        help_text=_("Chưa biết thì ghi “chưa rõ”."),
    )
    meeting_point = models.CharField(_("điểm hẹn"), max_length=200)
    lat = models.DecimalField(
        _("vĩ độ"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    lon = models.DecimalField(
        _("kinh độ"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    languages = models.CharField(
        _("tiếng nói"), max_length=40, default="vi", help_text="vi,en"
    )
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh"),
    )
    instant_confirmation = models.BooleanField(
        _("nhận ngay, không cần chờ"), default=True
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=8,
        choices=ExperienceState,
        default=ExperienceState.DRAFT,
    )

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("trải nghiệm")
        verbose_name_plural = _("trải nghiệm")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tourism:experience", args=[self.slug])

    @property
    def speaks(self) -> list[str]:
        return [code for code in self.languages.split(",") if code]

    @property
    def option(self) -> "Option":
        return self.options.order_by("pk")[0]


class Step(NormalisedModel):
    """One thing done during an experience, in order."""

    experience = ParentalKey(Experience, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("việc"), max_length=120)
    text = models.TextField(_("kể thêm"), blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title


class Option(models.Model):
    """A way to take part, with its length and rules (OCTO: Option)."""

    experience = ParentalKey(
        Experience, on_delete=models.CASCADE, related_name="options"
    )
    duration_minutes = models.PositiveSmallIntegerField(_("dài (phút)"))
    min_units = models.PositiveSmallIntegerField(_("ít nhất mấy người"), default=1)
    max_units = models.PositiveSmallIntegerField(_("nhiều nhất mấy người"), default=10)
    cutoff_minutes = models.PositiveIntegerField(
        _("đặt trước ít nhất (phút)"), default=720
    )
    cancel_hours = models.PositiveSmallIntegerField(
        _("huỷ miễn phí trước (giờ)"), default=24
    )

    class Meta:
        verbose_name = _("lựa chọn")
        verbose_name_plural = _("lựa chọn")

    def __str__(self) -> str:
        return f"{self.experience} ({self.duration_minutes})"


class UnitType(models.TextChoices):
    ADULT = "ADULT", _("Người lớn")
    CHILD = "CHILD", _("Trẻ em")
    INFANT = "INFANT", _("Em bé")


class Unit(NormalisedModel):
    """A kind of guest and what he pays (OCTO: Unit)."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="units")
    unit_type = models.CharField(_("loại khách"), max_length=6, choices=UnitType)
    name = models.CharField(_("tên"), max_length=80)
    price = models.PositiveBigIntegerField(_("giá"), help_text=_("Đồng"))
    min_age = models.PositiveSmallIntegerField(_("từ tuổi"), default=0)
    max_age = models.PositiveSmallIntegerField(_("đến tuổi"), default=120)
    accompanied = models.BooleanField(_("phải đi cùng người lớn"), default=False)

    class Meta:
        verbose_name = _("loại khách")
        verbose_name_plural = _("loại khách")
        ordering = ["-min_age", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "unit_type"], name="one_unit_per_type"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """A weekly rule that makes slots; seasons may wrap around New Year."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="schedules")
    weekdays = models.CharField(
        _("các thứ"), max_length=7, help_text=_("1 = thứ Hai … 7 = Chủ nhật")
    )
    starts = models.TimeField(_("giờ bắt đầu"))
    capacity = models.PositiveSmallIntegerField(_("số chỗ"))
    season_from = models.CharField(
        _("mùa từ"), max_length=5, default="01-01", help_text="MM-DD"
    )
    season_to = models.CharField(
        _("mùa đến"), max_length=5, default="12-31", help_text="MM-DD"
    )

    class Meta:
        verbose_name = _("lịch lặp lại")
        verbose_name_plural = _("lịch lặp lại")

    def __str__(self) -> str:
        return f"{self.weekdays} {self.starts:%H:%M}"

    def runs_on(self, day: date) -> bool:
        today = f"{day:%m-%d}"
        if self.season_from <= self.season_to:
            in_season = self.season_from <= today <= self.season_to
        else:
            in_season = today >= self.season_from or today <= self.season_to
        return in_season and str(day.isoweekday()) in self.weekdays


class FullyBooked(Exception):
    """Fewer places are left than asked for; `left` says how many."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"only {left} places")


class SlotStatus(models.TextChoices):
    OPEN = "OPEN", _("Mở")
    CLOSED = "CLOSED", _("Đóng")


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def bookable(self, now: datetime) -> Self:
        return self.filter(
            status=SlotStatus.OPEN, cutoff_at__gt=now, taken__lt=F("capacity")
        )

    def locked(self) -> Self:
        """Lock slots in primary-key order, so that two moves cannot deadlock."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Availability(models.Model):
    """One slot with its places (OCTO: Availability); the CHECK is the last rule against overselling."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))
    cutoff_at = models.DateTimeField(_("nhận đặt đến"))
    capacity = models.PositiveSmallIntegerField(_("số chỗ"))
    taken = models.PositiveSmallIntegerField(_("đã đặt"), default=0)
    status = models.CharField(max_length=6, choices=SlotStatus, default=SlotStatus.OPEN)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("buổi")
        verbose_name_plural = _("buổi")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "starts_at"], name="one_slot_per_start"
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")),
                name="never_oversold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option} {timezone.localtime(self.starts_at):%H:%M %d/%m/%Y}"

    @property
    def vacancies(self) -> int:
        return self.capacity - self.taken

    @property
    def local_date(self) -> date:
        return timezone.localtime(self.starts_at).date()

    def take(self, places: int, *, booking: "Booking", reason: str) -> None:
        """Change the places taken of a locked slot; raises FullyBooked."""
        if self.taken + places > self.capacity:
            raise FullyBooked(self.vacancies)
        self.taken += places
        self.save(update_fields=["taken"])
        CapacityEntry.objects.create(
            slot=self, booking=booking, delta=places, reason=reason
        )


class BookingStatus(models.TextChoices):
    ON_HOLD = "ON_HOLD", _("Đang giữ chỗ, chờ trả tiền")
    PENDING = "PENDING", _("Chờ người đón khách xác nhận")
    CONFIRMED = "CONFIRMED", _("Đã xác nhận")
    REJECTED = "REJECTED", _("Không nhận được")
    EXPIRED = "EXPIRED", _("Hết giờ giữ chỗ")
    CANCELLED = "CANCELLED", _("Đã huỷ")
    REDEEMED = "REDEEMED", _("Đã đến")


BOOKING_MOVES = {
    BookingStatus.ON_HOLD: {
        BookingStatus.PENDING,
        BookingStatus.CONFIRMED,
        BookingStatus.EXPIRED,
        BookingStatus.CANCELLED,
    },
    BookingStatus.PENDING: {
        BookingStatus.CONFIRMED,
        BookingStatus.REJECTED,
        BookingStatus.CANCELLED,
    },
    BookingStatus.CONFIRMED: {BookingStatus.CANCELLED, BookingStatus.REDEEMED},
    BookingStatus.REJECTED: set(),
    BookingStatus.EXPIRED: set(),
    BookingStatus.CANCELLED: set(),
    BookingStatus.REDEEMED: set(),
}
HOLDS_PLACES = (
    BookingStatus.ON_HOLD,
    BookingStatus.PENDING,
    BookingStatus.CONFIRMED,
    BookingStatus.REDEEMED,
)


class IllegalMove(Exception):
    """A status may not follow another; names both."""


class PayMethod(models.TextChoices):
    CARD = "card", _("Thẻ")
    VIETQR = "vietqr", _("Chuyển khoản VietQR")
    CASH = "cash", _("Trả tiền mặt tại làng")


def new_booking_code() -> str:
    return with_check(f"TN{random_code(6)}")


def new_token() -> str:
    return secrets.token_urlsafe(16)


class BookingQuerySet(models.QuerySet["Booking"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")

    def holding(self) -> Self:
        return self.filter(status__in=HOLDS_PLACES)

    def stale(self, now: datetime) -> Self:
        return self.filter(status=BookingStatus.ON_HOLD, expires_at__lte=now)


class Booking(NormalisedModel):
    """Places taken in a slot for one party (OCTO: Booking); `uuid` is the client's idempotency key."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    code = models.CharField(
        _("mã đặt chỗ"), max_length=16, unique=True, default=new_booking_code
    )
    token = models.CharField(max_length=32, unique=True, default=new_token)
    slot = models.ForeignKey(Availability, models.PROTECT, related_name="bookings")
    status = models.CharField(
        _("trạng thái"),
        max_length=9,
        choices=BookingStatus,
        default=BookingStatus.ON_HOLD,
    )
    pay_method = models.CharField(_("cách trả"), max_length=6, choices=PayMethod)
    total = models.PositiveBigIntegerField(_("tổng tiền"), help_text=_("Đồng"))
    cancel_hours = models.PositiveSmallIntegerField(
        help_text="Copied from the option when booked."
    )
    name = models.CharField(_("tên khách"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20)
    email = models.EmailField(_("thư điện tử"), blank=True)
    note = models.TextField(_("lời nhắn"), max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="vi")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=255, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt đặt chỗ")
        verbose_name_plural = _("lượt đặt chỗ")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("tourism:ticket", args=[self.token])

    @property
    def people(self) -> int:
        return self.items.count()

    @property
    def holds_places(self) -> bool:
        return self.status in HOLDS_PLACES

    @property
    def free_cancel_until(self) -> datetime:
        return self.slot.starts_at - timedelta(hours=self.cancel_hours)

    def move_to(self, status: BookingStatus) -> None:
        """Take a declared move of a locked row; raises IllegalMove. The caller saves."""
        if status not in BOOKING_MOVES[BookingStatus(self.status)]:
            raise IllegalMove(f"{self.code}: {self.status} → {status}")
        self.status = status


class UnitItem(models.Model):
    """One guest of a booking, with the price frozen when it was booked."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="items")
    unit_type = models.CharField(max_length=6, choices=UnitType)
    name = models.CharField(max_length=80)
    price = models.PositiveBigIntegerField(help_text="In đồng.")
    redeemed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.price}"


class CapacityEntry(models.Model):
    """Every change of `taken`; rows are added, never changed, and sum to it."""

    slot = models.ForeignKey(Availability, models.PROTECT, related_name="entries")
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="entries")
    delta = models.SmallIntegerField()
    reason = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.slot_id} {self.delta:+d}"
