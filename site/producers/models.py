"""The register of craft villages, and who makes and sells in them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel


class TradeGroup(models.IntegerChoices):
    """The seven groups of rural trades, Decree 52/2018/NĐ-CP Art. 4."""

    PROCESSING = 1, _("Chế biến, bảo quản nông, lâm, thủy sản")
    HANDICRAFT = 2, _("Hàng thủ công mỹ nghệ")
    MATERIALS = 3, _("Xử lý, chế biến nguyên vật liệu")
    WORKSHOP = 4, _("Gỗ, mây tre đan, gốm, dệt, thêu, đan lát, cơ khí nhỏ")
    ORNAMENTAL = 5, _("Sinh vật cảnh")
    SALT = 6, _("Sản xuất muối")
    SERVICES = 7, _("Dịch vụ phục vụ sản xuất, đời sống nông thôn")


class TitleKind(models.TextChoices):
    """What the province has recognised, Decree 52/2018/NĐ-CP Art. 5."""

    NONE = "none", _("Chưa có danh hiệu")
    TRADE = "nghe_truyen_thong", _("Nghề truyền thống")
    VILLAGE = "lang_nghe", _("Làng nghề")
    TRADITIONAL = "lang_nghe_truyen_thong", _("Làng nghề truyền thống")


class Region(models.TextChoices):
    KHOAI_CHAU = "khoai-chau", _("Vùng Khoái Châu")
    HUNG_YEN = "hung-yen", _("Hưng Yên lân cận")
    THAI_BINH = "thai-binh", _("Thái Bình cũ")


class Village(NormalisedModel):
    """One craft village; its story is told by cms.VillagePage."""

    name = models.CharField(_("tên làng nghề"), max_length=120)
    slug = models.SlugField(_("đường dẫn"), unique=True)
    craft = models.CharField(
        _("nghề"),
        max_length=120,
        blank=True,
        help_text=_("Để trống khi chưa xác minh."),
    )
    lead = models.CharField(_("một câu giới thiệu"), max_length=255, blank=True)
    region = models.CharField(
        _("vùng"), max_length=16, choices=Region, default=Region.KHOAI_CHAU
    )
    trade_group = models.PositiveSmallIntegerField(
        _("nhóm ngành nghề"), choices=TradeGroup
    )
    title_kind = models.CharField(
        _("danh hiệu"), max_length=24, choices=TitleKind, default=TitleKind.NONE
    )
    recognised_year = models.PositiveSmallIntegerField(
        _("năm công nhận"), null=True, blank=True
    )
    decision_no = models.CharField(_("số quyết định"), max_length=60, blank=True)
    commune_code = models.CharField(
        _("mã xã, phường"),
        max_length=5,
        blank=True,
        help_text=_("Mã 5 số của Cục Thống kê"),
    )
    old_place = models.CharField(
        _("tên nơi trước 7/2025"),
        max_length=160,
        blank=True,
        help_text=_("Ví dụ: xã Chí Tân, huyện Khoái Châu"),
    )
    how_to_get_there = models.TextField(_("đường đến"), blank=True)
    lat = models.DecimalField(_("vĩ độ"), max_digits=7, decimal_places=4)
    lon = models.DecimalField(_("kinh độ"), max_digits=7, decimal_places=4)
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh"),
    )

    class Meta:
        verbose_name = _("làng nghề")
        verbose_name_plural = _("làng nghề")
        ordering = ["region", "name"]

    def __str__(self) -> str:
        return self.name


class ProducerQuerySet(models.QuerySet["Producer"]):
    def selling(self) -> Self:
        """Makers whose identity is verified: nobody else may sell (Law 122/2025 Art. 17.1.c)."""
        return self.filter(verification=Verification.VERIFIED, suspended_at=None)

    def worked_by(self, user: object) -> Self:
        return self.filter(memberships__user=user)


class Verification(models.TextChoices):
    PENDING = "pending", _("Chờ xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    REJECTED = "rejected", _("Chưa đạt")


class ProducerKind(models.TextChoices):
    HOUSEHOLD = "household", _("Hộ sản xuất")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COMPANY = "company", _("Công ty")


class Producer(NormalisedModel):
    """A household, co-operative or company that makes, sells or hosts."""

    name = models.CharField(_("tên nhà sản xuất"), max_length=120)
    slug = models.SlugField(_("đường dẫn"), unique=True)
    kind = models.CharField(_("loại hình"), max_length=12, choices=ProducerKind)
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="producers",
        verbose_name=_("làng nghề"),
    )
    contact_name = models.CharField(_("người liên hệ"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=16, help_text="E.164")
    email = models.EmailField(_("thư điện tử"), blank=True)
    commune_code = models.CharField(_("mã xã, phường"), max_length=5)
    street = models.CharField(_("thôn, xóm, số nhà"), max_length=160, blank=True)
    since_year = models.PositiveSmallIntegerField(
        _("làm nghề từ năm"), null=True, blank=True
    )
    story = models.TextField(_("câu chuyện"), blank=True)
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh"),
    )
    sells_through = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sells_for",
        limit_choices_to={"kind": ProducerKind.COOPERATIVE},
        verbose_name=_("bán qua hợp tác xã"),
        help_text=_(
            "Hợp tác xã đứng tên bán và nhận tiền chuyển khoản. Để trống: tự nhận. Hợp tác xã có thể chọn chính mình."
        ),
    )
    bank_bin = models.CharField(_("mã BIN ngân hàng"), max_length=6, blank=True)
    bank_account = models.CharField(_("số tài khoản"), max_length=19, blank=True)
    bank_holder = models.CharField(_("chủ tài khoản"), max_length=80, blank=True)
    verification = models.CharField(
        _("xác minh"), max_length=10, choices=Verification, default=Verification.PENDING
    )
    verified_at = models.DateTimeField(_("xác minh lúc"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("tạm ngừng từ"), null=True, blank=True)
    is_demo = models.BooleanField(_("dữ liệu minh hoạ"), default=False)

    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhà sản xuất")
        verbose_name_plural = _("nhà sản xuất")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:producer", args=[self.slug])

    @property
    def takes_transfers(self) -> bool:
        return bool(self.bank_bin and self.bank_account)

    @property
    def cooperative(self) -> "Producer | None":
        """Who sells for this maker as seller of record now; None when he sells himself."""
        through = self.sells_through
        return (
            through
            if through and through.is_selling and through.takes_transfers
            else None
        )

    @property
    def is_selling(self) -> bool:
        return self.verification == Verification.VERIFIED and not self.suspended_at


class Role(models.TextChoices):
    OWNER = "owner", _("Chủ")
    STAFF = "staff", _("Người làm")


class Membership(models.Model):
    """Who may act for a producer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    producer = models.ForeignKey(Producer, models.CASCADE, related_name="memberships")
    role = models.CharField(
        _("vai trò"), max_length=5, choices=Role, default=Role.OWNER
    )

    class Meta:
        verbose_name = _("thành viên")
        verbose_name_plural = _("thành viên")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "producer"], name="one_membership_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"
