"""What a buyer placed (`Order`) and the contract with each maker in it (`ProducerOrder`)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import TaxCategory, Variant
from core.models import NormalisedModel
from ledger.models import FeeRate, TaxRate
from payments.models import Payment
from producers.models import Producer
from vietnam import places
from vietnam.dong import Dong, proportion

from .codes import new_number, new_token
from .states import MOVES, OPEN, Actor, IllegalMove, State
from .terms import GoodsKind


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


class Settlement(models.TextChoices):
    """Who holds the buyer's money for this part (reference: commerce.md 1)."""

    VIETQR = "vietqr", _("Chuyển khoản thẳng cho người bán")
    COOP = "coop", _("Chuyển khoản cho hợp tác xã")
    COD = "cod", _("Trả tiền khi nhận hàng")
    CASH = "cash", _("Trả tiền mặt khi đến lấy")
    CARD = "card", _("Thẻ, qua cổng thanh toán")


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
    settlement = models.CharField(_("cách trả tiền"), max_length=6, choices=Settlement)
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=State, default=State.PLACED
    )
    goods_total = models.PositiveBigIntegerField(_("tiền hàng"), help_text=_("Đồng"))
    shipping_fee = models.PositiveBigIntegerField(_("phí giao"), help_text=_("Đồng"))
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
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def total(self) -> Dong:
        return self.goods_total + self.shipping_fee

    @property
    def seller(self) -> Producer:
        """With whom the buyer has the contract, and who takes a transfer."""
        return self.seller_of_record or self.producer

    @property
    def is_card(self) -> bool:
        return self.settlement == Settlement.CARD

    @property
    def is_open(self) -> bool:
        """Somebody still has to make, pack or bring it."""
        return self.state in OPEN

    def can_move_to(self, state: str) -> bool:
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
        self.state = state
        self.save(update_fields=["state"])
        self.events.create(
            state=state,
            by=by,
            actor=actor or self.part_played_by(by),
            note=note,
            at=at or timezone.now(),
        )

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


class OrderLine(models.Model):
    """What was sold, copied at the moment of sale."""

    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    product_name = models.CharField(max_length=160)
    variant_name = models.CharField(max_length=80)
    sku = models.CharField(max_length=40)
    unit = models.CharField(max_length=20)
    unit_price = models.PositiveBigIntegerField(help_text="In đồng.")
    quantity = models.PositiveIntegerField()
    tax_category = models.CharField(max_length=10, choices=TaxCategory)
    goods_kind = models.CharField(
        max_length=5, choices=GoodsKind, default=GoodsKind.OTHER
    )
    # Frozen at sale, in đồng for the whole line; reversed by refunds, never computed anew.
    fee = models.PositiveBigIntegerField(default=0)
    vat_withheld = models.PositiveBigIntegerField(default=0)
    pit_withheld = models.PositiveBigIntegerField(default=0)
    fee_rate = models.ForeignKey(FeeRate, models.PROTECT, null=True, related_name="+")
    vat_rate = models.ForeignKey(TaxRate, models.PROTECT, null=True, related_name="+")
    pit_rate = models.ForeignKey(TaxRate, models.PROTECT, null=True, related_name="+")
    final_quantity = models.PositiveIntegerField(
        null=True, blank=True, help_text="What the maker could make; empty: all of it."
    )
    weight_g = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Of one, as ordered; only goods sold by weight.",
    )
    final_weight_g = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of all together, on the maker's scale."
    )
    asked_weight_g = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Weighed, and much more than ordered: waits for a yes.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(final_quantity=None) | Q(final_quantity__lte=F("quantity")),
                name="never_more_than_ordered",
            ),
            models.CheckConstraint(
                condition=Q(weight_g=None) | Q(weight_g__gte=1),
                name="weight_is_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_name}"

    @property
    def sold(self) -> int:
        """How many the buyer gets."""
        return self.quantity if self.final_quantity is None else self.final_quantity

    @property
    def ordered_total(self) -> Dong:
        return self.unit_price * self.quantity

    @property
    def total(self) -> Dong:
        """What it costs now: as ordered, as far as it could be made, or by its real weight."""
        if self.weight_g and self.final_weight_g is not None and self.sold:
            return proportion(self.unit_price, self.final_weight_g, self.weight_g)
        return self.unit_price * self.sold

    def final(self, frozen: Dong) -> Dong:
        """A fee or tax frozen for the line as ordered, in proportion to what was sold in the end."""
        return proportion(frozen, self.total, self.ordered_total)

    @property
    def ordered_weight_g(self) -> int | None:
        return self.weight_g * self.sold if self.weight_g else None

    @property
    def is_weighed(self) -> bool:
        """Nothing to weigh, or weighed and agreed."""
        return not self.weight_g or not self.sold or self.final_weight_g is not None

    @property
    def code(self) -> str:
        return f"{self.part.code}-{self.pk}"
