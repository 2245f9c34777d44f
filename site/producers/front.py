"""What a maker shows of himself, version by version: what was sent waits for a reader, the one before stays."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.read_first import ReadFirst, ReadFirstQuerySet
from core.refusals import Refuse


class FrontState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PENDING = "pending", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REJECTED = "rejected", _("Chưa đạt")
    REPLACED = "replaced", _("Có bản mới hơn")


class FrontQuerySet(ReadFirstQuerySet["ShopFront"]):
    def approved(self) -> Self:
        """The newest first: it is the one shown."""
        return self.filter(state=FrontState.APPROVED).order_by("-decided_at", "-pk")


class ShopFront(ReadFirst):
    """One version of a shop front: portrait, story, and how it is made, step by step.

    Each of `steps` has a `key`, the sentence `words`, and the primary key of a `picture`.
    """

    MOVES = {
        FrontState.DRAFT: {FrontState.PENDING},
        FrontState.PENDING: {
            FrontState.APPROVED,
            FrontState.REJECTED,
            FrontState.REPLACED,
        },
    }
    wagtail_reference_index_ignore = True

    producer = models.ForeignKey(
        "producers.Producer",
        models.CASCADE,
        related_name="fronts",
        verbose_name=_("nhà sản xuất"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=FrontState, default=FrontState.DRAFT
    )
    story = models.TextField(_("câu chuyện"), blank=True)
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("ảnh chân dung"),
    )
    steps = models.JSONField(_("các bước làm"), default=list)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)

    objects = FrontQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản gian hàng")
        verbose_name_plural = _("các bản gian hàng")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(state="draft"),
                name="one_front_draft_each",
            ),
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(state="pending"),
                name="one_front_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""),
                name="rejected_front_has_a_reason",
            ),
            Refuse(
                name="front_sent_is_kept",
                event="UPDATE OF story, steps",
                when="OLD.state <> 'draft'",
                message="only a draft is written to",
            ),
        ]

    def __str__(self) -> str:
        return str(self.producer)
