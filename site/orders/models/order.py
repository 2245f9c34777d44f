"""What a buyer placed (`Order`) and the contract with each maker in it (`ProducerOrder`)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from payments.models import Payment
from producers.models import Producer
from vietnam import places
from vietnam.dong import Dong

from .codes import new_number, new_token
from .consolidation import Consolidator
from .pickup import PickupPoint
from .states import MOVES, OPEN, STEPS_BACK, Actor, IllegalMove, State
from .ways import Delivery, Settlement


class Order(NormalisedModel):
    """One press of “Đặt hàng”. It has no status: that is derived from its parts."""

    number = models.CharField(
        _("mã đơn"), max_length=16, unique=True, default=new_number
    )
    token = models.CharField(max_length=32, unique=True, default=new_token)
    idempotency_key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
    )
    name = models.CharField(_("người nhận"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=16)
    email = models.EmailField(_("thư điện tử"), blank=True)
    commune_code = models.CharField(_("xã, phường"), max_length=5)
    street = models.CharField(_("số nhà, đường, thôn"), max_length=200)
    note = models.TextField(_("lời nhắn"), max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="vi")
    placed_at = models.DateTimeField(_("đặt lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("đơn đặt hàng")
        verbose_name_plural = _("đơn đặt hàng")
        ordering = ["-placed_at"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.token])

    @property
    def place(self) -> str:
        try:
            return places.commune(self.commune_code).full_name
        except places.UnknownPlace:
            return str(self.commune_code)

    @property
    def total(self) -> Dong:
        return sum(part.total for part in self.parts.all())


class FeeReceiver(models.TextChoices):
    """Who gets the delivery fee: whoever pays the carrier, which bills the sender."""

    MAKER = "maker", _("Nhà sản xuất, người trả cước")
    COOP = "coop", _("Hợp tác xã, người trả cước")


class ProducerOrderQuerySet(models.QuerySet["ProducerOrder"]):
    def of(self, producer: Producer) -> Self:
        return self.filter(producer=producer)

    def visible_to_maker(self) -> Self:
        """Card orders reach the maker once they are paid; others at once."""
        paid = Payment.objects.filter(
            reference=models.OuterRef("payment_reference"), paid_at__isnull=False
        )
        return self.filter(~Q(settlement=Settlement.CARD) | models.Exists(paid))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class ProducerOrder(models.Model):
    """The contract between the buyer and one producer, with its own totals."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="parts")
    code = models.CharField(_("mã"), max_length=20, unique=True)
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="orders")
    seller_of_record = models.ForeignKey(
        Producer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders_for_members",
        verbose_name=_("hợp tác xã đứng tên bán"),
        help_text=_("Để trống: nhà sản xuất tự bán."),
    )
    consolidated_by = models.ForeignKey(
        Consolidator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("gom một gói tại"),
    )
    settlement = models.CharField(_("cách trả tiền"), max_length=6, choices=Settlement)
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=State, default=State.PLACED
    )
    delivery = models.CharField(
        _("cách nhận hàng"), max_length=8, choices=Delivery, default=Delivery.PARCEL
    )
    pickup_point = models.ForeignKey(
        PickupPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("điểm nhận hàng"),
    )
    pickup_on = models.DateField(_("ngày đến lấy"), null=True, blank=True)
    arrives_from = models.DateField(_("dự kiến đến từ"), null=True, blank=True)
    arrives_to = models.DateField(_("dự kiến đến trước"), null=True, blank=True)
    goods_total = models.PositiveBigIntegerField(
        _("tiền hàng"), help_text=_("Đồng, đã trừ giảm giá")
    )
    shipping_fee = models.PositiveBigIntegerField(
        _("phí giao và gói quà"), help_text=_("Đồng, đã trừ giảm phí giao")
    )
    fee_receiver = models.CharField(
        _("phí giao về"),
        max_length=7,
        choices=FeeReceiver,
        default=FeeReceiver.MAKER,
        help_text="Whose money the delivery fee is; frozen when the order is placed.",
    )
    wrap_fee = models.PositiveBigIntegerField(
        _("trong đó phí gói quà"), default=0, help_text=_("Đồng")
    )
    discount = models.PositiveBigIntegerField(
        _("đã giảm tiền hàng"),
        default=0,
        help_text=_("Đồng; bằng tổng giảm giá của các món"),
    )
    shipping_discount = models.PositiveBigIntegerField(
        _("đã giảm phí giao"), default=0, help_text=_("Đồng")
    )
    shipping_discount_borne_by_platform = models.PositiveBigIntegerField(
        _("phần giảm phí giao do đơn vị vận hành chịu"),
        default=0,
        help_text=_("Đồng"),
    )
    freight_quoted_at = models.DateTimeField(_("báo cước lúc"), null=True, blank=True)
    freight_valid_until = models.DateField(
        _("cước giữ đến hết ngày"), null=True, blank=True
    )
    freight_agreed_at = models.DateTimeField(
        _("khách đồng ý cước lúc"), null=True, blank=True
    )
    payment_reference = models.CharField(
        _("trả theo mã"),
        max_length=40,
        db_index=True,
        help_text="What its payments carry: the order's number when one payment covers several parts.",
    )

    objects = ProducerOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn của nhà sản xuất")
        verbose_name_plural = _("đơn của nhà sản xuất")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "producer"], name="one_part_per_producer"
            ),
            models.CheckConstraint(
                condition=Q(wrap_fee__lte=F("shipping_fee")),
                name="wrapping_is_in_the_fee",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def total(self) -> Dong:
        """What the buyer owes for this part, in đồng; vouchers are off already."""
        return self.goods_total + self.shipping_fee

    @property
    def waits_for_freight(self) -> bool:
        """Bulky goods: the maker has not named the freight, or the buyer has not agreed yet."""
        return self.delivery == Delivery.FREIGHT and self.freight_agreed_at is None

    @property
    def freight_ended(self) -> bool:
        """The quoted price held until a day that is over: only a new one can be agreed to."""
        until = self.freight_valid_until
        return until is not None and until < timezone.localdate()

    @property
    def seller(self) -> Producer:
        """With whom the buyer has the contract, and who takes a transfer."""
        return self.seller_of_record or self.producer

    @property
    def went_with_others(self) -> bool:
        """A carrier or the gathering place brought it, so cash at the door went into their hands."""
        carried = self.shipments.exclude(carrier="")
        return bool(
            self.consolidated_by_id or carried.exists() or self.waybills.exists()
        )

    @property
    def is_card(self) -> bool:
        return self.settlement == Settlement.CARD

    @property
    def is_open(self) -> bool:
        """Somebody still has to make, pack or bring it."""
        return self.state in OPEN

    def can_move_to(self, state: str) -> bool:
        if self.waits_for_freight and state != State.CANCELLED:
            return False
        return state in MOVES[State(self.state)]

    def move_to(
        self,
        state: State,
        *,
        by: Any,
        note: str = "",
        actor: Actor | None = None,
        at: datetime | None = None,
    ) -> None:
        """Take a declared move of a locked row and write it down; raises IllegalMove.

        `actor` says in which part `by` acts, where that is not plain; `at` when it happened,
        where it is heard of later.
        """
        if not self.can_move_to(state):
            raise IllegalMove(f"{self.code}: {self.state} → {state}")
        actor = actor or self.part_played_by(by)
        self._come_into(state, by=by, actor=actor, note=note, at=at or timezone.now())

    def step_back(self, *, by: Any, note: str) -> None:
        """Take back the last step of a locked row and write that down; raises IllegalMove."""
        state = STEPS_BACK.get(State(self.state))
        if state is None:
            raise IllegalMove(f"{self.code}: {self.state} has no way back")
        self._come_into(state, by=by, actor=self.part_played_by(by), note=note)

    def _come_into(self, state: State, **event: Any) -> None:
        self.state = state
        self.save(update_fields=["state"])
        self.events.create(state=state, **event)

    def part_played_by(self, user: Any) -> Actor:
        """Maker, operator or buyer; nobody at all is the system."""
        if user is None:
            return Actor.SYSTEM
        if self.producer.memberships.filter(user=user).exists():
            return Actor.MAKER
        return Actor.OPERATOR if user.is_staff else Actor.BUYER

    def happened_at(self, state: State) -> datetime | None:
        """When it last came into `state`."""
        event = self.events.filter(state=state).last()
        return event.at if event else None
