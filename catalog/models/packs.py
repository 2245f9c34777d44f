"""The packs a product is sold in, and the one door through which their stock changes."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey

from core.models import NormalisedModel
from core.refusals import Refuse
from core.undoing import TooLate
from vietnam.dong import Dong

from .hampers import least
from .measures import Measured, NetUnit, measured
from .prices import SalePrice
from .stock import MovementReason, StockMovement

UNSAVED = ("id", "stock")
FEW = 5


class NotEnoughStock(Exception):
    """Fewer are left than asked for; `left` says how many."""

    def __init__(self, variant: "Variant", left: int) -> None:
        self.variant = variant
        self.left = left
        super().__init__(f"only {left} of {variant.sku}")


class VariantQuerySet(models.QuerySet["Variant"]):
    def locked(self) -> Self:
        """Lock the rows, always in the same order, so that two buyers cannot deadlock."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def running_low(self) -> Self:
        """As few are left as the maker wants to be told of, or none."""
        return self.filter(stock__lte=Coalesce("low_stock_at", FEW))

    def cheapest(self) -> Dong | None:
        price: Dong | None = self.aggregate(price=Min("price"))["price"]
        return price


class Variant(NormalisedModel):
    """One pack of a product, with its own price and stock."""

    product = ParentalKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="variants"
    )
    sku = models.CharField(_("mã hàng"), max_length=40, unique=True)
    gtin = models.CharField(_("mã vạch GTIN"), max_length=14, blank=True)
    name = models.CharField(
        _("quy cách"), max_length=80, help_text=_("Ví dụ: hộp 250 g")
    )
    unit = models.CharField(
        _("đơn vị"), max_length=20, help_text=_("Ví dụ: hộp, kg, cái")
    )
    price = models.PositiveBigIntegerField(_("giá"), help_text=_("Đồng"))
    weight_g = models.PositiveIntegerField(_("nặng cả bao bì (g)"), default=0)
    net_amount = models.PositiveIntegerField(
        _("trong gói có (g hoặc ml)"),
        null=True,
        blank=True,
        help_text=_("Không kể bao bì, như in trên nhãn. Để so giá theo cân, theo lít."),
    )
    net_unit = models.CharField(
        _("tính bằng"), max_length=2, choices=NetUnit, default=NetUnit.GRAM
    )
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh của gói này"),
        help_text=_("Để trống khi giống ảnh chính."),
    )
    by_weight_g = models.PositiveIntegerField(
        _("bán theo cân: mỗi con, mỗi quả khoảng (g)"),
        null=True,
        blank=True,
        help_text=_(
            "Để trống nếu giá không đổi. Giá là giá của chừng này gam; cân thật rồi mới tính tiền."
        ),
    )
    stock = models.PositiveIntegerField(_("còn bán được"), default=0)
    low_stock_at = models.PositiveSmallIntegerField(
        _("nhắc khi chỉ còn"),
        null=True,
        blank=True,
        help_text=_("Để trống: nhắc khi còn 5."),
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    is_active = models.BooleanField(_("đang bán"), default=True)
    percent_off_parts = models.PositiveSmallIntegerField(
        _("giỏ quà: rẻ hơn mua lẻ (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(90)],
        help_text=_("Để trống: giỏ có giá riêng. Có số: giá theo các món trong giỏ."),
    )

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy cách")
        verbose_name_plural = _("quy cách")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__gte=0), name="stock_not_negative"
            ),
            models.CheckConstraint(condition=Q(price__gte=1000), name="price_is_real"),
            models.CheckConstraint(
                condition=Q(net_amount=None) | Q(net_amount__gt=0),
                name="a_pack_holds_something",
            ),
            Refuse(
                name="stock_follows_movements",
                event="UPDATE OF stock",
                when="NEW.stock <> COALESCE((SELECT SUM(delta) FROM catalog_stockmovement"
                " WHERE variant_id = NEW.id), 0)",
                message="stock is the sum of its movements: use Variant.move",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.name}, {self.name}"

    @property
    def is_sold(self) -> bool:
        return bool(self.is_active and self.product.is_published)

    @property
    def told_at(self) -> int:
        """At how many left its maker is told."""
        return FEW if self.low_stock_at is None else self.low_stock_at

    @property
    def is_low(self) -> bool:
        return self.stock <= self.told_at

    @property
    def left(self) -> int:
        """How many can be bought: of a hamper, as many as the least of its parts allows."""
        if not self.product.is_hamper:
            return self.stock
        return least(list(self.hamper_parts.all()))

    @property
    def away_until(self) -> date | None:
        """The last day of the holiday of a maker without whom it cannot be sent now."""
        parts = self.hamper_parts.all() if self.product.is_hamper else ()
        makers = [self.product.producer, *(row.part.product.producer for row in parts)]
        days = [maker.closed_until for maker in makers if maker.is_closed]
        return max((day for day in days if day), default=None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Everything but the stock, which only `move` writes: a form may hold an old number."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            fields = self._meta.concrete_fields
            kwargs["update_fields"] = [f.name for f in fields if f.name not in UNSAVED]
        super().save(*args, **kwargs)

    @cached_property
    def sale(self) -> SalePrice | None:
        """The sale that runs now; `with_sales` reads it for many packs at once."""
        running = SalePrice.objects.running(timezone.now()).filter(variant=self)
        found = running.last()
        return found if found and found.price < self.price else None

    @property
    def price_now(self) -> Dong:
        """What one pack costs at this moment, in đồng."""
        return self.sale.price if self.sale else self.price

    @property
    def per_measure(self) -> Measured | None:
        """What a kilo, a litre or 100 g of it costs now; None where nobody said what is in the pack."""
        amount = self.by_weight_g or self.net_amount
        return measured(self.price_now, amount, self.net_unit) if amount else None

    def move(
        self, delta: int, reason: str, *, reference: str = "", by: Any = None
    ) -> StockMovement:
        """Change the stock of a locked row by `delta` packs and write down why.

        Raises NotEnoughStock when fewer than `-delta` are left.
        """
        if self.stock + delta < 0:
            raise NotEnoughStock(self, self.stock)
        movement = StockMovement.objects.create(
            variant=self, delta=delta, reason=reason, reference=reference, by=by
        )
        self.stock += delta
        self.save(update_fields=["stock"])
        return movement

    def take_back(self, movement: StockMovement, *, by: Any) -> StockMovement:
        """Undo a count `by` made a moment ago, of a locked row.

        Raises TooLate, or NotEnoughStock where the packs were bought meanwhile.
        """
        if movement not in self.movements.just_counted([self], by):
            raise TooLate
        undone = MovementReason.UNDONE
        return self.move(-movement.delta, undone, reference=str(movement.pk), by=by)
