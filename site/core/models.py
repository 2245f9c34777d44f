"""Pictures, messages and the operator's facts; knows no domain."""

import unicodedata
from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from .audit import AuditEvent as AuditEvent
from .message import Channel as Channel
from .message import Message as Message
from .message import MessageState as MessageState
from .sent import SentForm as SentForm

SHOWN, A_MINUTE = "operator", 60


class NormalisedModel(models.Model):
    """Stores every text in Unicode NFC, so that equal words are equal strings."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        for field in self._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField)):
                value = getattr(self, field.attname)
                if isinstance(value, str):
                    setattr(self, field.attname, unicodedata.normalize("NFC", value))
        super().save(*args, **kwargs)


class Picture(AbstractImage):
    """A photo or drawing with words for those who cannot see it."""

    alt_en = models.CharField(_("mô tả tiếng Anh"), max_length=255, blank=True)
    credit = models.CharField(
        _("người chụp, vẽ"),
        max_length=120,
        blank=True,
        help_text=_("Ví dụ: Ảnh: Nguyễn Văn An"),
    )
    is_illustration = models.BooleanField(_("tranh minh hoạ"), default=False)

    admin_form_fields = Image.admin_form_fields + (
        "alt_en",
        "credit",
        "is_illustration",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("hình ảnh")
        verbose_name_plural = _("hình ảnh")

    @property
    def default_alt_text(self) -> str:
        """What the picture shows, in the reader's language."""
        if get_language() == "en" and self.alt_en:
            return str(self.alt_en)
        return str(self.description or self.title)


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_per_filter",
            )
        ]


@register_setting(icon="home")
class Operator(BaseGenericSetting):
    """Who runs the site: what Decree 248/2026 Art. 4 wants shown on every page."""

    name = models.CharField(_("tên đơn vị vận hành"), max_length=160, blank=True)
    address = models.CharField(_("trụ sở"), max_length=255, blank=True)
    legal_representative = models.CharField(
        _("người đại diện theo pháp luật"), max_length=120, blank=True
    )
    registration = models.CharField(
        _("số đăng ký"),
        max_length=255,
        blank=True,
        help_text=_("Số, ngày cấp, nơi cấp"),
    )
    hotline = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    moit_badge_url = models.URLField(
        _("liên kết huy hiệu Bộ Công Thương"),
        blank=True,
        help_text=_("Để trống khi chưa có; không bao giờ hiện huy hiệu chưa được cấp."),
    )
    demo_notice = models.BooleanField(
        _("hiện dòng “dữ liệu minh hoạ” ở đầu trang"),
        default=False,
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("address"),
                FieldPanel("legal_representative"),
                FieldPanel("registration"),
            ],
            _("Pháp nhân"),
        ),
        MultiFieldPanel([FieldPanel("hotline"), FieldPanel("email")], _("Liên hệ")),
        FieldPanel("moit_badge_url"),
        FieldPanel("demo_notice"),
    ]

    class Meta:
        verbose_name = _("đơn vị vận hành")

    @classmethod
    def shown(cls) -> "Operator":
        """As the foot of every page names it; other processes see an edit within a minute."""
        found: Any = cache.get_or_set(SHOWN, cls.load, A_MINUTE)
        return found  # type: ignore[no-any-return]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(lambda: cache.delete(SHOWN))
