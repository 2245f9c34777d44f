"""What a maker shows of himself, version by version: what was sent waits for a reader, the one before stays."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.refusals import Refuse


class FrontState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PENDING = "pending", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REJECTED = "rejected", _("Chưa đạt")
    REPLACED = "replaced", _("Có bản mới hơn")


MOVES = {
    FrontState.DRAFT: {FrontState.PENDING},
    FrontState.PENDING: {
        FrontState.APPROVED,
        FrontState.REJECTED,
        FrontState.REPLACED,
    },
}


class FrontQuerySet(models.QuerySet["ShopFront"]):
    def drafts(self) -> Self:
        return self.filter(state=FrontState.DRAFT)

    def waiting(self) -> Self:
        return self.filter(state=FrontState.PENDING)

    def approved(self) -> Self:
        """The newest first: it is the one shown."""
        return self.filter(state=FrontState.APPROVED).order_by("-decided_at", "-pk")

    def sent(self) -> Self:
        return self.exclude(sent_at=None)


class ShopFront(models.Model):
    """One version of a shop front: portrait, story, and how it is made, step by step.

    Each of `steps` has a `key`, the sentence `words`, and the primary key of a `picture`.
    """

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
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người viết"),
    )
    made_at = models.DateTimeField(_("bắt đầu lúc"), default=timezone.now)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người duyệt"),
    )
    decided_at = models.DateTimeField(_("quyết lúc"), null=True)
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

    def move_to(self, state: FrontState, **facts: Any) -> None:
        """Take one declared step with its `facts`; the row is locked. Raises FrontMoved."""
        if state not in MOVES.get(FrontState(self.state), ()):
            raise FrontMoved
        self.state = state
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *facts])


class FrontMoved(ValueError):
    """The version is no longer where the deed begins; `str()` tells a person so."""

    def __init__(self) -> None:
        super().__init__(_("Bản này vừa được xử lý ở chỗ khác. Hãy xem lại."))
