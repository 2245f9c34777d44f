"""What is sold: a product of one maker, in a category, with its seasons and words."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from core.models import NormalisedModel
from core.read_first import IllegalStep
from producers.models import Producer, Village, may_sell
from vietnam import months
from vietnam.text import fold

from .hampers import HamperPart
from .ocop import OcopCertificate
from .packs import Variant
from .prices import price_at
from .states import PRODUCT_MOVES, ProductKind, ProductState


class Category(NormalisedModel):
    """A shopper's group of goods; `ocop_group` is the programme's own group, 148/QĐ-TTg."""

    name = models.CharField(_("tên nhóm"), max_length=80)
    slug = models.SlugField(_("đường dẫn"), unique=True)
    ocop_group = models.PositiveSmallIntegerField(
        _("nhóm OCOP"), validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("nhóm hàng")
        verbose_name_plural = _("nhóm hàng")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ShipPolicy(models.TextChoices):
    SHIP = "ship", _("Gửi được toàn quốc")
    FRAGILE = "fragile", _("Hàng dễ vỡ, đóng gói kỹ")
    FREIGHT = "freight", _("Hàng cồng kềnh, báo cước riêng")
    SAME_DAY = "same_day", _("Hàng tươi, giao trong ngày trong tỉnh")
    PICKUP = "pickup", _("Nhận tại làng")


class TaxCategory(models.TextChoices):
    GOODS = "goods", _("Hàng hóa")
    PRODUCTION = "production", _("Sản xuất, gia công")
    SERVICE = "service", _("Dịch vụ")


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> Self:
        """Approved goods of makers who may sell; sold-out ones included."""
        return self.filter(may_sell("producer__"), state=ProductState.APPROVED)

    def made_by(self, producer: Producer) -> Self:
        return self.filter(producer=producer)

    def matching(self, query: str) -> Self:
        """Goods whose folded text has every word of `query` at the start of a word."""
        found = self
        for word in fold(query).split():
            found = found.filter(search_text__contains=f" {word}")
        return found

    def in_season(self, on: date) -> Self:
        bit = months.mask([on.month])
        return self.alias(ripe=F("season_months").bitand(bit)).filter(ripe__gt=0)

    def with_card_facts(self, on: date) -> Self:
        """Annotate what a card shows: `price_from` now, `regular_from`, `stars` that day, `has_stock`, `makers`."""
        packs = Variant.objects.filter(product=OuterRef("pk"), is_active=True)
        now = packs.annotate(costs=price_at(timezone.now())).order_by("costs")
        return self.annotate(
            price_from=Subquery(now.values("costs")[:1]),
            regular_from=Subquery(packs.order_by("price").values("price")[:1]),
            stars=OcopCertificate.stars_on(on, product=OuterRef("pk")),
            has_stock=Exists(
                packs.filter(Q(stock__gt=0) | HamperPart.objects.complete())
            ),
            makers=HamperPart.objects.makers(),
        ).filter(price_from__isnull=False)


class Product(NormalisedModel, ClusterableModel):
    """One thing a producer makes, sold in one or more packs (`Variant`)."""

    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="products",
        verbose_name=_("nhà sản xuất"),
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("làng nghề"),
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("nhóm hàng")
    )
    name = models.CharField(_("tên sản phẩm"), max_length=160)
    slug = models.SlugField(_("đường dẫn"), max_length=160, unique=True)
    summary = models.CharField(_("một câu giới thiệu"), max_length=200, blank=True)
    description = models.TextField(_("mô tả"), blank=True)
    ingredients = models.TextField(_("thành phần"), blank=True)
    storage = models.TextField(_("bảo quản"), blank=True)
    usage = models.TextField(_("cách dùng"), blank=True)
    standards = models.CharField(_("tiêu chuẩn áp dụng"), max_length=200, blank=True)
    shelf_life_days = models.PositiveSmallIntegerField(_("hạn dùng (ngày)"), default=0)
    season_months = models.PositiveSmallIntegerField(
        _("tháng có hàng"), default=months.ALL_YEAR, help_text=_("Mỗi tháng một bit")
    )
    ship_policy = models.CharField(
        _("cách giao"), max_length=10, choices=ShipPolicy, default=ShipPolicy.SHIP
    )
    tax_category = models.CharField(
        _("loại thuế"), max_length=10, choices=TaxCategory, default=TaxCategory.GOODS
    )
    synonyms = models.CharField(
        _("từ tìm kiếm thêm"),
        max_length=255,
        blank=True,
        help_text=_("Ví dụ: khương hoàng"),
    )
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh chính"),
    )
    kind = models.CharField(
        _("loại hàng"), max_length=6, choices=ProductKind, default=ProductKind.GOODS
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ProductState, default=ProductState.DRAFT
    )
    published_at = models.DateTimeField(_("bán từ"), null=True, blank=True)
    rested_at = models.DateTimeField(
        _("người làm tạm ngừng bán từ"), null=True, editable=False
    )
    search_text = models.TextField(editable=False, default="")
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        ordering = ["-published_at", "pk"]
        indexes = [models.Index(fields=["state", "-published_at"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:product", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = f" {fold(' '.join(self._words()))}"
        super().save(*args, **kwargs)

    def _words(self) -> list[str]:
        village = self.village
        own = [
            self.name_vi,
            self.name_en,
            self.synonyms,
            self.category.name_vi,
            self.producer.name_vi,
        ]
        place = (
            [village.name_vi, village.name_en, village.old_place_vi] if village else []
        )
        return [word for word in own + place if word]

    def move_to(self, state: ProductState) -> None:
        """Take one declared step, unsaved. Raises IllegalStep."""
        if state not in PRODUCT_MOVES[ProductState(self.state)]:
            raise IllegalStep
        self.state = state

    @property
    def is_hamper(self) -> bool:
        return self.kind == ProductKind.HAMPER

    @property
    def is_published(self) -> bool:
        return self.state == ProductState.APPROVED and self.producer.is_selling

    @property
    def ripe_months(self) -> tuple[int, ...]:
        return months.months(self.season_months)

    def certificate_on(self, day: date) -> "OcopCertificate | None":
        return self.certificates.valid_on(day).order_by("-stars").first()


class ProductPhoto(Orderable):
    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="photos")
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("ảnh"),
    )
