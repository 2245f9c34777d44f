"""Goods a buyer wants to give back: what, why, and what was decided."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.check_characters import random_code, with_check
from vietnam.dong import Dong

from .line import OrderLine
from .order import ProducerOrder
from .photos import PartPhoto
from .states import Actor, IllegalMove


def new_return_code() -> str:
    return with_check(f"TH{random_code(7)}")


class ReturnReason(models.TextChoices):
    SPOILT = "spoilt", _("Hỏng, ôi, thiu")
    BROKEN = "broken", _("Vỡ, móp khi đến nơi")
    WRONG = "wrong", _("Giao nhầm hoặc thiếu")
    DIFFERENT = "different", _("Không giống như giới thiệu")
    LABEL = "label", _("Tem, hạn dùng hoặc lô không đúng")
    OTHER = "other", _("Chuyện khác")


class ReturnState(models.TextChoices):
    REQUESTED = "requested", _("Chờ người bán trả lời")
    ACCEPTED = "accepted", _("Người bán đồng ý")
    REFUSED = "refused", _("Người bán không đồng ý")
    APPEALED = "appealed", _("Đơn vị vận hành đang xem")
    UPHELD = "upheld", _("Giữ nguyên quyết định của người bán")
    GOODS_BACK = "goods_back", _("Hàng đã về, chờ hoàn tiền")
    REFUNDED = "refunded", _("Đã hoàn tiền")


RETURN_MOVES = {
    ReturnState.REQUESTED: {ReturnState.ACCEPTED, ReturnState.REFUSED},
    ReturnState.REFUSED: {ReturnState.APPEALED},
    ReturnState.APPEALED: {ReturnState.ACCEPTED, ReturnState.UPHELD},
    ReturnState.UPHELD: set(),
    # Spoilt food is not sent back: the money then follows at once.
    ReturnState.ACCEPTED: {ReturnState.GOODS_BACK, ReturnState.REFUNDED},
    ReturnState.GOODS_BACK: {ReturnState.REFUNDED},
    ReturnState.REFUNDED: set(),
}
OVER = (ReturnState.UPHELD, ReturnState.REFUNDED)


class Return(models.Model):
    """One wish to give goods of one maker back; its state moves as RETURN_MOVES says."""

    code = models.CharField(
        _("mã"), max_length=16, unique=True, default=new_return_code
    )
    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="returns")
    reason = models.CharField(_("vì sao"), max_length=9, choices=ReturnReason)
    text = models.TextField(_("kể rõ hơn"), max_length=1000, blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=ReturnState,
        default=ReturnState.REQUESTED,
    )
    requested_at = models.DateTimeField(_("hỏi lúc"), default=timezone.now)
    keeps_goods = models.BooleanField(_("khách không phải gửi hàng về"), default=False)
    with_delivery = models.BooleanField(_("hoàn cả phí giao"), default=False)
    restocked = models.BooleanField(_("bán lại được"), null=True)
    photos = models.ManyToManyField(PartPhoto, related_name="returns", blank=True)

    class Meta:
        verbose_name = _("yêu cầu trả hàng")
        verbose_name_plural = _("yêu cầu trả hàng")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def goods(self) -> Dong:
        return sum(line.amount for line in self.lines.all())

    @property
    def amount(self) -> Dong:
        """What the buyer gets back, in đồng."""
        return self.goods + (self.part.shipping_fee if self.with_delivery else 0)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    def move_to(
        self, state: ReturnState, *, by: Any, actor: Actor, note: str = ""
    ) -> None:
        """Take a declared move of a locked row and write it down; raises IllegalMove."""
        if state not in RETURN_MOVES[ReturnState(self.state)]:
            raise IllegalMove(f"{self.code}: {self.state} → {state}")
        self.state = state
        self.save()
        self.events.create(state=state, by=by, actor=actor, note=note)


class ReturnLine(models.Model):
    back = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="returned")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["back", "line"], name="one_row_per_line_in_a_return"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="return_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def amount(self) -> Dong:
        """Its share of what the line cost in the end, in đồng; all shares are the whole."""
        earlier = ReturnLine.objects.filter(line=self.line, pk__lt=self.pk).exclude(
            back__state__in=[ReturnState.REFUSED, ReturnState.UPHELD]
        )
        after = earlier.aggregate(n=Sum("quantity"))["n"] or 0
        return self.line.paid_for(self.quantity, after=after)


class ReturnEvent(models.Model):
    """One dated fact about a return; added, never changed. A refusal says why."""

    back = models.ForeignKey(Return, models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, choices=ReturnState)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    actor = models.CharField(max_length=8, choices=Actor)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "upheld"]) | ~Q(note=""),
                name="return_refused_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M} {ReturnState(self.state).label}"
