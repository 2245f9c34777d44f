"""What is said of a product, kept version by version: what was sent, who read it, and what they decided."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.read_first import ReadFirst, ReadFirstQuerySet
from core.refusals import Refuse
from producers.models import Producer


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PENDING = "pending", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REJECTED = "rejected", _("Chưa đạt")
    REPLACED = "replaced", _("Có bản mới hơn")
    DROPPED = "dropped", _("Đã bỏ")


class VersionQuerySet(ReadFirstQuerySet["ProductVersion"]):
    def made_by(self, producer: Producer) -> Self:
        return self.filter(producer=producer)


class ProductVersion(ReadFirst):
    """One version of a listing: the whole `content`, and what the product `was` when it was begun.

    Only a draft is written to; what was sent stays as it was sent (Law 122/2025 Art. 17.1.e).
    """

    MOVES = {
        VersionState.DRAFT: {
            VersionState.PENDING,
            VersionState.APPROVED,
            VersionState.DROPPED,
        },
        VersionState.PENDING: {
            VersionState.APPROVED,
            VersionState.REJECTED,
            VersionState.REPLACED,
        },
        VersionState.DROPPED: {VersionState.DRAFT},
    }
    wagtail_reference_index_ignore = True

    code = models.UUIDField(_("mã bản"), unique=True, editable=False)
    producer = models.ForeignKey(
        Producer,
        models.CASCADE,
        related_name="product_versions",
        verbose_name=_("nhà sản xuất"),
    )
    product = models.ForeignKey(
        "catalog.Product",
        models.CASCADE,
        null=True,
        related_name="versions",
        verbose_name=_("sản phẩm"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=VersionState, default=VersionState.DRAFT
    )
    content = models.JSONField(_("nội dung"), default=dict)
    was = models.JSONField(_("trước đó"), default=dict)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản sản phẩm")
        verbose_name_plural = _("các bản sản phẩm")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "sent_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="draft"), name="one_draft_each"
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(state="pending"),
                name="one_version_waits",
            ),
            Refuse(
                name="version_sent_is_kept",
                event="UPDATE OF content, was",
                when="OLD.state <> 'draft'",
                message="only a draft is written to",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.content.get("name_vi") or _("Hàng chưa có tên"))

    @property
    def is_new(self) -> bool:
        """Nothing of this product was ever on sale."""
        return self.product is None or self.product.published_at is None
