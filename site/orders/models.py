"""What a buyer placed (`Order`) and the contract with each maker in it (`ProducerOrder`)."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import ShipPolicy, TaxCategory, Variant
from core.models import NormalisedModel
from payments.models import Payment
from producers.models import Producer
from vietnam import places
from vietnam.check_characters import random_code, with_check
from vietnam.dong import Dong


def new_token() -> str:
    """128 bits nobody can guess; whoever holds the link may see the order."""
    return secrets.token_urlsafe(16)


def new_number() -> str:
    return with_check(f"LN{random_code(7)}")


class Basket(models.Model):
    """What a visitor means to buy; known only by the token in his cookie."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"basket {self.pk}"


class BasketItem(models.Model):
    basket = models.ForeignKey(Basket, models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    price_seen = models.PositiveBigIntegerField(
        help_text="The price when it was put in, in đồng."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "variant"], name="one_item_per_variant"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="item_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    @property
    def total(self) -> Dong:
        return self.variant.price * self.quantity


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
    COD = "cod", _("Trả tiền khi nhận hàng")
    CASH = "cash", _("Trả tiền mặt khi đến lấy")
    CARD = "card", _("Thẻ, qua cổng thanh toán")


class State(models.TextChoices):
    PLACED = "placed", _("Chờ người bán nhận đơn")
    ACCEPTED = "accepted", _("Đang chuẩn bị hàng")
    PACKED = "packed", _("Đã đóng gói")
    HANDED_OVER = "handed_over", _("Đang giao")
    DELIVERED = "delivered", _("Đã giao")
    CANCELLED = "cancelled", _("Đã huỷ")


MOVES = {
    State.PLACED: {State.ACCEPTED, State.CANCELLED},
    State.ACCEPTED: {State.PACKED, State.CANCELLED},
    State.PACKED: {State.HANDED_OVER, State.CANCELLED},
    State.HANDED_OVER: {State.DELIVERED},
    State.DELIVERED: set(),
    State.CANCELLED: set(),
}


class IllegalMove(Exception):
    """A state may not follow another; names both."""


class ProducerOrderQuerySet(models.QuerySet["ProducerOrder"]):
    def of(self, producer: Producer) -> Self:
        return self.filter(producer=producer)

    def visible_to_maker(self) -> Self:
        """Card orders reach the maker once they are paid; others at once."""
        paid = Payment.objects.filter(
            reference=models.OuterRef("order__number"), paid_at__isnull=False
        )
        return self.filter(~Q(settlement=Settlement.CARD) | models.Exists(paid))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class ProducerOrder(models.Model):
    """The contract between the buyer and one producer, with its own totals."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="parts")
    code = models.CharField(_("mã"), max_length=20, unique=True)
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="orders")
    settlement = models.CharField(_("cách trả tiền"), max_length=6, choices=Settlement)
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=State, default=State.PLACED
    )
    goods_total = models.PositiveBigIntegerField(_("tiền hàng"), help_text=_("Đồng"))
    shipping_fee = models.PositiveBigIntegerField(_("phí giao"), help_text=_("Đồng"))

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
    def is_card(self) -> bool:
        return self.settlement == Settlement.CARD

    @property
    def payment_reference(self) -> str:
        """A card pays the whole order; every other way pays its own part."""
        return self.order.number if self.is_card else self.code

    @property
    def is_open(self) -> bool:
        return bool(MOVES[State(self.state)])

    def can_move_to(self, state: str) -> bool:
        return state in MOVES[State(self.state)]

    def move_to(self, state: State, *, by: Any, note: str = "") -> None:
        """Take a declared move of a locked row and write it down; raises IllegalMove."""
        if not self.can_move_to(state):
            raise IllegalMove(f"{self.code}: {self.state} → {state}")
        self.state = state
        self.save(update_fields=["state"])
        OrderEvent.objects.create(part=self, state=state, by=by, note=note)


class OrderEvent(models.Model):
    """One dated fact in the life of a producer order; added, never changed."""

    part = models.ForeignKey(ProducerOrder, models.CASCADE, related_name="events")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.part_id} {self.state}"


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

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_name}"

    @property
    def total(self) -> Dong:
        return self.unit_price * self.quantity

    @property
    def code(self) -> str:
        return f"{self.part.code}-{self.pk}"


class StockReservation(models.Model):
    """Packs taken out of stock for a line until they are sold or the time is up."""

    line = models.OneToOneField(OrderLine, models.CASCADE, related_name="reservation")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: bound until cancelled."
    )
    released_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class Shipment(models.Model):
    """A parcel given to a carrier."""

    part = models.ForeignKey(ProducerOrder, models.CASCADE, related_name="shipments")
    carrier = models.CharField(_("đơn vị giao"), max_length=60, blank=True)
    tracking_code = models.CharField(_("mã vận đơn"), max_length=60, blank=True)
    handed_over_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_code}"


class Zone(models.TextChoices):
    SAME_PROVINCE = "same", _("Trong tỉnh")
    OTHER = "other", _("Tỉnh khác")


class ShippingRate(models.Model):
    """A dated tariff row: up to this weight, into this zone, costs this much."""

    ship_policy = models.CharField(max_length=10, choices=ShipPolicy)
    zone = models.CharField(_("vùng"), max_length=5, choices=Zone)
    up_to_g = models.PositiveIntegerField(_("đến khối lượng (g)"))
    fee = models.PositiveBigIntegerField(_("phí"), help_text=_("Đồng"))
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("biểu phí giao hàng")
        verbose_name_plural = _("biểu phí giao hàng")
        ordering = ["ship_policy", "zone", "up_to_g"]

    def __str__(self) -> str:
        return f"{self.ship_policy} {self.zone} ≤ {self.up_to_g} g: {self.fee}"
