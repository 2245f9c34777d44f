"""What guests wish for that is not a plain booking: a queue, a day for a group, a round of villages."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .booking import Booking, PayMethod, Trip, new_token
from .experience import Experience
from .slot import Availability

__all__ = ["GroupRequest", "Trip", "WaitlistEntry"]


class WaitlistEntry(NormalisedModel):
    """A party that would come if places came free; an offer is a booking on hold with its own end."""

    slot = models.ForeignKey(Availability, models.PROTECT, related_name="waiting")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    party = models.JSONField(help_text="Unit type to how many.")
    pax = models.PositiveSmallIntegerField(_("số chỗ"))
    pay_method = models.CharField(_("cách trả"), max_length=6, choices=PayMethod)
    name = models.CharField(_("tên khách"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20)
    email = models.EmailField(_("thư điện tử"), blank=True)
    language = models.CharField(max_length=2, default="vi")
    created_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, blank=True, related_name="waited"
    )

    class Meta:
        verbose_name = _("chờ chỗ")
        verbose_name_plural = _("chờ chỗ")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} × {self.pax}"


class GroupRequest(NormalisedModel):
    """A group asks for a slot of its own; the host offers one with a price, or says no."""

    experience = models.ForeignKey(
        Experience, models.PROTECT, related_name="group_requests"
    )
    token = models.CharField(max_length=32, unique=True, default=new_token)
    wished_on = models.DateField(_("ngày muốn đến"))
    people = models.PositiveSmallIntegerField(_("số người"))
    name = models.CharField(_("tên khách"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20)
    email = models.EmailField(_("thư điện tử"), blank=True)
    message = models.TextField(_("lời nhắn"), max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="vi")
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("trả lời"), max_length=1000, blank=True)
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, blank=True, related_name="asked_by_group"
    )

    class Meta:
        verbose_name = _("đoàn xin đặt riêng")
        verbose_name_plural = _("đoàn xin đặt riêng")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} × {self.people}"
