"""Places taken in a slot for one party, its guests and what they answered."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from vietnam.check_characters import random_code, with_check

from .option import Question, QuestionKind, Unit, UnitType
from .policy import free_minutes
from .slot import Availability


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
        BookingStatus.EXPIRED,
    },
    BookingStatus.CONFIRMED: {
        BookingStatus.CANCELLED,
        BookingStatus.REDEEMED,
        # Paid at the village and not confirmed again before the cut-off.
        BookingStatus.EXPIRED,
    },
    BookingStatus.REJECTED: set(),
    # Money that comes late takes the places again, if they are still there.
    BookingStatus.EXPIRED: {BookingStatus.ON_HOLD},
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


class Trip(NormalisedModel):
    """Several villages booked in one go."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    name = models.CharField(_("hành trình"), max_length=160)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hành trình đã đặt")
        verbose_name_plural = _("hành trình đã đặt")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tourism:trip", args=[self.token])


class BookingQuerySet(models.QuerySet["Booking"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")

    def holding(self) -> Self:
        return self.filter(status__in=HOLDS_PLACES)

    def to_come(self, now: datetime) -> Self:
        """Confirmed for a session that is still to be held, or goes on."""
        return self.filter(status=BookingStatus.CONFIRMED, slot__ends_at__gt=now)

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
    trip = models.ForeignKey(
        Trip, models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    status = models.CharField(
        _("trạng thái"),
        max_length=9,
        choices=BookingStatus,
        default=BookingStatus.ON_HOLD,
    )
    pay_method = models.CharField(_("cách trả"), max_length=6, choices=PayMethod)
    pax = models.PositiveSmallIntegerField(_("số chỗ"), default=0)
    total = models.PositiveBigIntegerField(_("tổng tiền"), help_text=_("Đồng"))
    fund_share = models.PositiveBigIntegerField(
        _("góp quỹ làng"), default=0, help_text=_("Đồng")
    )
    policy = models.JSONField(
        default=dict, help_text="The cancellation policy as it was when booked."
    )
    name = models.CharField(_("tên khách"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20)
    email = models.EmailField(_("thư điện tử"), blank=True)
    note = models.TextField(_("lời nhắn"), max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="vi")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    sequence = models.PositiveSmallIntegerField(
        default=0, help_text="Of its calendar entry (RFC 5545, 3.8.7.4)."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(
        _("người đón trả lời trước"), null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reconfirm_asked_at = models.DateTimeField(null=True, blank=True)
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    redeemed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=255, blank=True)
    refund_due = models.PositiveBigIntegerField(
        _("trả lại khách"), null=True, blank=True, help_text=_("Đồng")
    )
    proposed_slot = models.ForeignKey(
        Availability,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposed_to",
    )

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt đặt chỗ")
        verbose_name_plural = _("lượt đặt chỗ")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["phone", "status"], name="bookings_of_phone")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("tourism:ticket", args=[self.token])

    @property
    def people(self) -> int:
        return sum(item.cancelled_at is None for item in self.items.all())

    @property
    def holds_places(self) -> bool:
        return self.status in HOLDS_PLACES

    @property
    def free_cancel_until(self) -> datetime | None:
        """None where cancelling was never free."""
        minutes = free_minutes(self.policy.get("tiers", []))
        if minutes is None:
            return None
        return self.slot.starts_at - timedelta(minutes=minutes)

    def move_to(self, status: BookingStatus) -> None:
        """Take a declared move of a locked row; raises IllegalMove. The caller saves."""
        if status not in BOOKING_MOVES[BookingStatus(self.status)]:
            raise IllegalMove(f"{self.code}: {self.status} → {status}")
        self.status = status


class UnitItem(NormalisedModel):
    """One guest of a booking, with the price frozen when it was booked (OCTO: UnitItem)."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="items")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    unit_type = models.CharField(max_length=8, choices=UnitType)
    name = models.CharField(max_length=80)
    price = models.PositiveBigIntegerField(help_text="In đồng.")
    pax = models.PositiveSmallIntegerField(default=1)
    redeemed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.price}"


class Answer(NormalisedModel):
    """What a party answered; the question is copied, so that it still reads when it was reworded."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="answers")
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, related_name="answers"
    )
    kind = models.CharField(max_length=7, choices=QuestionKind)
    asked = models.CharField(max_length=200)
    text = models.CharField(_("trả lời"), max_length=500)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.asked}: {self.text}"
