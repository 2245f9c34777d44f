"""The register of craft villages, and who makes and sells in them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .front import FrontState as FrontState
from .front import ShopFront as ShopFront
from .hand_made_models import HandMadeLoss as HandMadeLoss
from .hand_made_models import HandMadeRule as HandMadeRule
from .hand_made_models import MakerVisit as MakerVisit
from .helped import HelpedAct as HelpedAct
from .membership import Membership as Membership
from .membership import Role as Role
from .paper import Paper as Paper
from .paper import PaperKind as PaperKind
from .paper import PaperState as PaperState
from .recognition_models import PaperFor as PaperFor
from .recognition_models import RecognitionCheck as RecognitionCheck
from .recognition_models import RecognitionPaper as RecognitionPaper
from .recognition_models import RecognitionRule as RecognitionRule
from .suspension import Suspension as Suspension


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


class Verification(models.TextChoices):
    PENDING = "pending", _("Chờ xác minh")
    NEEDS_MORE = "needs_more", _("Cần thêm giấy tờ")
    VERIFIED = "verified", _("Đã xác minh")
    REJECTED = "rejected", _("Chưa đạt")


VERIFICATION_MOVES = {
    Verification.PENDING: {
        Verification.NEEDS_MORE,
        Verification.VERIFIED,
        Verification.REJECTED,
    },
    Verification.NEEDS_MORE: {
        Verification.PENDING,
        Verification.VERIFIED,
        Verification.REJECTED,
    },
    Verification.REJECTED: {Verification.PENDING},
    Verification.VERIFIED: set[Verification](),
}


def may_sell(maker: str = "") -> models.Q:
    """Verified, and no suspension in force yet (Law 122/2025 Art. 17.1.c).

    `maker` leads to the producer: "producer__".
    """
    return models.Q((f"{maker}verification", Verification.VERIFIED)) & (
        models.Q((f"{maker}suspended_at", None))
        | models.Q((f"{maker}suspended_at__gt", timezone.now()))
    )


class ProducerQuerySet(models.QuerySet["Producer"]):
    def selling(self) -> Self:
        """Makers whose identity is verified: nobody else may sell (Law 122/2025 Art. 17.1.c)."""
        return self.filter(may_sell())


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
    gs1_prefix = models.CharField(
        _("mã doanh nghiệp GS1"),
        max_length=12,
        blank=True,
        validators=[RegexValidator("^[0-9]{6,12}$")],
        help_text=_("Theo giấy chứng nhận của GS1 Việt Nam. Để trống khi chưa có."),
    )
    verification = models.CharField(
        _("xác minh"), max_length=10, choices=Verification, default=Verification.PENDING
    )
    verification_note = models.CharField(
        _("lời của cán bộ"), max_length=500, blank=True
    )
    applied_at = models.DateTimeField(_("nộp hồ sơ lúc"), null=True, blank=True)
    makes = models.CharField(_("làm ra gì"), max_length=200, blank=True)
    makes_food = models.BooleanField(_("có làm đồ ăn, thức uống"), default=False)
    verified_at = models.DateTimeField(_("xác minh lúc"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("tạm ngừng từ"), null=True, blank=True)
    closed_from = models.DateField(_("nghỉ từ ngày"), null=True, blank=True)
    closed_until = models.DateField(_("nghỉ đến hết ngày"), null=True, blank=True)
    closed_note = models.CharField(_("lời nhắn khi nghỉ"), max_length=200, blank=True)
    closed_to_guests = models.BooleanField(_("cũng không đón khách"), default=False)
    is_demo = models.BooleanField(_("dữ liệu minh hoạ"), default=False)

    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhà sản xuất")
        verbose_name_plural = _("nhà sản xuất")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["gs1_prefix"],
                condition=~models.Q(gs1_prefix=""),
                name="one_maker_per_gs1_prefix",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_from=None, closed_until=None)
                | models.Q(
                    closed_from__isnull=False,
                    closed_until__gte=models.F("closed_from"),
                ),
                name="holiday_begins_and_ends",
            ),
        ]
        permissions = [("help_producer", _("Làm thay nhà sản xuất trong kênh bán"))]

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
        return self.verification == Verification.VERIFIED and not self.is_suspended

    @property
    def is_suspended(self) -> bool:
        """The day of a suspension may lie ahead: it takes effect by itself."""
        return bool(self.suspended_at and self.suspended_at <= timezone.now())

    def is_closed_on(self, day: date) -> bool:
        """On holiday that day: it begins and ends by itself."""
        first, last = self.closed_from, self.closed_until
        return bool(first and last and first <= day <= last)

    @property
    def is_closed(self) -> bool:
        return self.is_closed_on(timezone.localdate())

    @property
    def will_close(self) -> bool:
        return bool(self.closed_from and self.closed_from > timezone.localdate())
