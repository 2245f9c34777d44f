"""Goods: what is sold, in which packs, how many are left, and the stars it may carry."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from core.models import NormalisedModel
from producers.models import Producer, Verification, Village
from vietnam import months
from vietnam.dong import Dong
from vietnam.text import fold


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


class ProductState(models.TextChoices):
    """A listing is read by a person before it is shown (Law 122/2025 Art. 17.1.đ)."""

    DRAFT = "draft", _("Nháp")
    PENDING = "pending", _("Chờ duyệt")
    APPROVED = "approved", _("Đang bán")
    REJECTED = "rejected", _("Chưa đạt")
    ARCHIVED = "archived", _("Ngừng bán")


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
        return self.filter(
            state=ProductState.APPROVED,
            producer__verification=Verification.VERIFIED,
            producer__suspended_at=None,
        )

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
        """Annotate what a card shows: `price_from`, `stars` valid on that day, `has_stock`."""
        packs = Variant.objects.filter(product=OuterRef("pk"), is_active=True)
        return self.annotate(
            price_from=Subquery(packs.order_by("price").values("price")[:1]),
            stars=OcopCertificate.stars_on(on, product=OuterRef("pk")),
            has_stock=Exists(packs.filter(stock__gt=0)),
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
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ProductState, default=ProductState.DRAFT
    )
    published_at = models.DateTimeField(_("bán từ"), null=True, blank=True)
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

    def cheapest(self) -> Dong | None:
        price: Dong | None = self.aggregate(price=Min("price"))["price"]
        return price


class Variant(NormalisedModel):
    """One pack of a product, with its own price and stock."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="variants")
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
    stock = models.PositiveIntegerField(_("còn bán được"), default=0)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    is_active = models.BooleanField(_("đang bán"), default=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.product.name}, {self.name}"

    def move(
        self, delta: int, reason: str, *, reference: str = "", by: Any = None
    ) -> None:
        """Change the stock of a locked row by `delta` packs and write down why.

        Raises NotEnoughStock when fewer than `-delta` are left.
        """
        if self.stock + delta < 0:
            raise NotEnoughStock(self, self.stock)
        self.stock += delta
        self.save(update_fields=["stock"])
        StockMovement.objects.create(
            variant=self, delta=delta, reason=reason, reference=reference, by=by
        )


class MovementReason(models.TextChoices):
    COUNTED = "counted", _("Sửa số còn lại")
    RESERVED = "reserved", _("Khách đặt")
    RELEASED = "released", _("Đơn huỷ hoặc hết hạn")


class StockMovement(models.Model):
    """Why a stock changed; rows are added, never changed, and sum to the stock."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="movements")
    delta = models.IntegerField(_("thay đổi"))
    reason = models.CharField(_("lý do"), max_length=10, choices=MovementReason)
    reference = models.CharField(_("mã đơn"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("biến động tồn")
        verbose_name_plural = _("biến động tồn")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.variant.sku} {self.delta:+d}"


class IssuerLevel(models.TextChoices):
    """Who decides since 06/07/2025: 1489/QĐ-TTg."""

    PROVINCE = "province", _("UBND tỉnh (3–4 sao)")
    CENTRAL = "central", _("Bộ Nông nghiệp và Môi trường (5 sao)")


class CertificateQuerySet(models.QuerySet["OcopCertificate"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(issued_on__lte=day, expires_on__gte=day)


class OcopCertificate(models.Model):
    """Stars of the OCOP programme: shown only while the certificate is valid (36 months, 148/QĐ-TTg)."""

    product = ParentalKey(
        Product, on_delete=models.CASCADE, related_name="certificates"
    )
    stars = models.PositiveSmallIntegerField(
        _("số sao"), validators=[MinValueValidator(3), MaxValueValidator(5)]
    )
    decision_no = models.CharField(_("số quyết định"), max_length=60)
    issuer_level = models.CharField(
        _("cấp công nhận"),
        max_length=10,
        choices=IssuerLevel,
        default=IssuerLevel.PROVINCE,
    )
    issued_on = models.DateField(_("ngày cấp"))
    expires_on = models.DateField(_("có giá trị đến"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("chứng nhận OCOP")
        verbose_name_plural = _("chứng nhận OCOP")
        ordering = ["-expires_on"]
        indexes = [models.Index(fields=["product", "expires_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__range=(3, 5)), name="ocop_three_to_five"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")),
                name="ocop_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"OCOP {self.stars} – {self.decision_no}"

    @classmethod
    def stars_on(cls, day: date, **owner: Any) -> Subquery:
        """Subquery: the most stars valid on `day` for the outer product, or NULL."""
        valid = cls.objects.filter(**owner).valid_on(day)
        return Subquery(valid.order_by("-stars").values("stars")[:1])

    def is_valid_on(self, day: date) -> bool:
        return bool(self.issued_on <= day <= self.expires_on)


class Review(NormalisedModel):
    """What a buyer says; only from a delivered order line, whose code it keeps."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews")
    purchase_code = models.CharField(max_length=40, unique=True, editable=False)
    author_name = models.CharField(_("tên hiển thị"), max_length=60)
    rating = models.PositiveSmallIntegerField(
        _("điểm"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("nhận xét"), max_length=2000, blank=True)
    written_at = models.DateTimeField(_("viết lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)), name="rating_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating}/5 {self.author_name}"
