"""A message to one person: written with the fact that causes it, sent later, once."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn SMS")
    ZALO = "zalo", _("Tin Zalo")
    CONSOLE = "console", _("Chỉ ghi vào nhật ký máy chủ")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Chờ gửi")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> Self:
        return self.filter(state=MessageState.QUEUED, due_at__lte=timezone.now())

    def unseen(self, about: str) -> Self:
        return self.filter(about=about, sent_at__isnull=False, seen_at=None)


class Message(models.Model):
    """Words rendered when the fact happened, in the reader's language; `key` makes them unique."""

    key = models.CharField(_("khoá"), max_length=120, unique=True)
    channel = models.CharField(_("kênh"), max_length=7, choices=Channel)
    to = models.CharField(_("gửi tới"), max_length=254)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    template = models.CharField(_("mẫu tin"), max_length=60)
    about = models.CharField(
        _("về việc"),
        max_length=60,
        blank=True,
        db_index=True,
        help_text="What the reader opens when he has seen it, as `order:LN…`.",
    )
    subject = models.CharField(_("tiêu đề"), max_length=255, blank=True)
    text = models.TextField(_("nội dung"))
    html = models.TextField(blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=7,
        choices=MessageState,
        default=MessageState.QUEUED,
    )
    created_at = models.DateTimeField(_("viết lúc"), default=timezone.now)
    due_at = models.DateTimeField(_("gửi từ lúc"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    seen_at = models.DateTimeField(_("xem lúc"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    error = models.CharField(_("lỗi"), max_length=255, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("tin gửi đi")
        verbose_name_plural = _("tin gửi đi")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="messages_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="sent_message_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.to}"
