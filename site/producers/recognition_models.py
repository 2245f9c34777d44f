"""Whether a place may ask for a title of Decree 52/2018/NĐ-CP: the rules by date, and what a commune answered."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dated import Dated
from core.models import NormalisedModel


class RecognitionRule(Dated):
    """The numbers of Art. 5."""

    least_years_of_trade = models.PositiveSmallIntegerField(
        _("nghề có ít nhất (năm)"), help_text=_("Nghề truyền thống")
    )
    least_share_percent = models.PositiveSmallIntegerField(
        _("hộ làm nghề ít nhất (%)"), validators=[MaxValueValidator(100)]
    )
    least_years_stable = models.PositiveSmallIntegerField(
        _("kinh doanh ổn định ít nhất (năm liên tục)")
    )

    class Meta:
        verbose_name = _("tiêu chí công nhận làng nghề")
        verbose_name_plural = _("tiêu chí công nhận làng nghề")
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return self.legal_basis


class PaperFor(models.TextChoices):
    TRADE = "nghe", _("Nghề truyền thống")
    VILLAGE = "lang", _("Làng nghề")


class RecognitionPaper(Dated):
    """One paper of the dossier, Art. 6; a traditional craft village hands in both lists."""

    asked_for = models.CharField(_("hồ sơ"), max_length=4, choices=PaperFor)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    name = models.CharField(_("tên giấy tờ"), max_length=160)

    objects: "models.Manager[RecognitionPaper]" = models.Manager()

    class Meta:
        verbose_name = _("giấy tờ công nhận làng nghề")
        verbose_name_plural = _("giấy tờ công nhận làng nghề")
        ordering = ["asked_for", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.get_asked_for_display()}: {self.name}"


class RecognitionCheck(NormalisedModel):
    """What was true of a village on a day, as the commune answered; added anew, never changed."""

    wagtail_reference_index_ignore = True

    village = models.ForeignKey(
        "producers.Village",
        models.CASCADE,
        related_name="recognition_checks",
        verbose_name=_("làng nghề"),
    )
    checked_on = models.DateField(_("ngày xem xét"), default=timezone.localdate)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("người ghi"),
    )
    trade_since = models.PositiveSmallIntegerField(
        _("nghề có ở địa phương từ năm"),
        null=True,
        blank=True,
        help_text=_("Bốn chữ số, ví dụ 1970. Để trống khi chưa biết."),
        validators=[MinValueValidator(900)],
    )
    is_growing = models.BooleanField(
        _("đến nay nghề vẫn được duy trì và phát triển"), default=False
    )
    has_identity = models.BooleanField(
        _("sản phẩm mang bản sắc văn hoá dân tộc"), default=False
    )
    has_name = models.BooleanField(
        _("nghề gắn với tên tuổi nghệ nhân hoặc tên làng"), default=False
    )
    trade_recognised = models.BooleanField(
        _("đã có nghề truyền thống được công nhận"), default=False
    )
    households_total = models.PositiveIntegerField(
        _("tổng số hộ trên địa bàn"),
        validators=[
            MinValueValidator(1, _("Hãy ghi số hộ, ít nhất là một.")),
            MaxValueValidator(100_000),
        ],
    )
    households_in_trade = models.PositiveIntegerField(
        _("số hộ tham gia ngành nghề nông thôn"),
        validators=[MaxValueValidator(100_000)],
    )
    years_stable = models.PositiveSmallIntegerField(
        _("kinh doanh ổn định liên tục đã mấy năm"),
        validators=[MaxValueValidator(500)],
        help_text=_("Số năm tròn, tính đến ngày xem xét."),
    )
    meets_environment = models.BooleanField(
        _("đáp ứng quy định bảo vệ môi trường làng nghề"), default=False
    )
    papers: Any = models.ManyToManyField(
        RecognitionPaper, blank=True, verbose_name=_("giấy tờ đã có")
    )
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta:
        verbose_name = _("lần xem xét công nhận")
        verbose_name_plural = _("xem xét công nhận làng nghề")
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(households_in_trade__lte=F("households_total")),
                name="not_more_households_than_there_are",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.checked_on:%d/%m/%Y}"

    def clean(self) -> None:
        """Nothing from the future, and not more households in the trade than there are."""
        day = self.checked_on or timezone.localdate()
        wrong = {}
        if day > timezone.localdate():
            wrong["checked_on"] = _("Ngày này chưa đến. Hãy xem lại.")
        if self.trade_since and self.trade_since > day.year:
            wrong["trade_since"] = _("Năm này chưa đến. Hãy xem lại.")
        if (self.households_in_trade or 0) > (self.households_total or 0):
            wrong["households_in_trade"] = _("Số này lớn hơn tổng số hộ. Hãy xem lại.")
        if wrong:
            raise ValidationError(wrong)
