"""Identity papers of who wants to sell: private, looked at by an officer, one by one."""

import secrets

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    CITIZEN_ID = "citizen_id", _("Căn cước công dân (mặt trước và mặt sau)")
    BUSINESS = "business", _("Giấy đăng ký kinh doanh")
    FOOD_SAFETY = "food_safety", _("Giấy về an toàn thực phẩm")
    OTHER = "other", _("Giấy tờ khác")


class PaperState(models.TextChoices):
    WAITING = "waiting", _("Chờ xem")
    ACCEPTED = "accepted", _("Đã nhận")
    REFUSED = "refused", _("Chưa dùng được")


def private() -> Storage:
    """Never the media folder, which is open to everybody."""
    return storages["private"]


def new_code() -> str:
    return secrets.token_urlsafe(16)


class Paper(models.Model):
    """One photo or PDF; only officers and the maker's owners may open it, and each opening is written down."""

    wagtail_reference_index_ignore = True

    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, related_name="papers"
    )
    code = models.CharField(max_length=32, unique=True, default=new_code)
    kind = models.CharField(_("loại giấy"), max_length=12, choices=PaperKind)
    file = models.FileField(storage=private, upload_to="papers/%Y/%m")
    is_pdf = models.BooleanField(default=False)
    added_at = models.DateTimeField(_("gửi lúc"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=PaperState, default=PaperState.WAITING
    )
    note = models.CharField(_("lời của cán bộ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("giấy tờ")
        verbose_name_plural = _("giấy tờ")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""),
                name="refused_paper_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.producer}"
