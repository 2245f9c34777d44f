"""The office's papers that end in an entry: dues, tax paid in, corrections by two people."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.views.generic import CreateView

from core.admin import TranslatedForm, only
from core.deeds import Deed, LedgerWithDeeds
from vietnam.dong import format_vnd

from . import correcting, dues, tax_deposits
from .models import Correction, DuesNotice, TaxDeposit

TAXES = ("vat", "pit")
only(DuesNotice, "view")
only(TaxDeposit, "view", "add")
only(Correction, "view", "add")


class DuesNotices(LedgerWithDeeds):
    model = DuesNotice
    icon = "doc-empty"
    list_display = ["code", "producer", "amount", "issued_at", "due_on", "paid_at", "cancelled_at"]  # fmt: skip
    list_filter = ["issued_at", "due_on", "paid_at"]
    list_export = [*list_display, "note"]
    export_filename = "phieu-thu-phi"
    search_fields = ["code", "producer__name_vi"]
    ordering = ["-pk"]
    labels = {"producer": _("Nhà sản xuất")}
    inspect_view_fields = [*list_export, "issued_by", "ended_by"]
    deeds = (
        Deed(
            "da-thu",
            _("Đã thu đủ"),
            dues.settle,
            when=lambda notice: notice.is_open,
            asks=_("Số tham chiếu của ngân hàng, hoặc ai đã thu tiền"),
            done=_("Đã ghi sổ khoản thu này."),
        ),
        Deed(
            "huy",
            _("Huỷ phiếu"),
            dues.call_off,
            when=lambda notice: notice.is_open,
            asks=_("Vì sao huỷ? Món nợ vẫn còn trong sổ."),
        ),
    )


class DepositForm(TranslatedForm):
    """One of the two taxes may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TAXES:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        cleaned |= {name: cleaned.get(name) or 0 for name in TAXES}
        if cleaned.get("paid_on") and cleaned["paid_on"] > timezone.localdate():
            self.add_error("paid_on", _("Ngày nộp không thể ở tương lai."))
        for name, left in tax_deposits.withheld().items():
            if cleaned[name] > left:
                why = _("Chỉ còn %(left)s đã khấu trừ chờ nộp.")
                words = {"left": format_vnd(left)}
                self.add_error(name, ValidationError(why, params=words))
        if not any(cleaned.get(name) for name in TAXES) and not self.errors:
            raise ValidationError(_("Hãy ghi số thuế đã nộp."))
        return cleaned


class ByWhoWrites(CreateView):
    """Keeps who wrote the paper; a subclass says what else happens with it, in one transaction."""

    def save_instance(self) -> Any:
        with transaction.atomic():
            self.sign(self.form.instance)
            saved = super().save_instance()
            self.book(saved)
        return saved

    def sign(self, paper: Any) -> None:
        raise NotImplementedError

    def book(self, paper: Any) -> None:
        """Nothing is booked before somebody else has approved it."""

    def get_success_url(self) -> str:
        return reverse(f"{self.model._meta.model_name}:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class DepositView(ByWhoWrites):
    def sign(self, paper: TaxDeposit) -> None:
        paper.made_by = self.request.user

    def book(self, paper: TaxDeposit) -> None:
        tax_deposits.book(paper)


class TaxDeposits(LedgerWithDeeds):
    model = TaxDeposit
    icon = "doc-full"
    add_view_class = DepositView
    list_display = ["document", "paid_on", "vat", "pit", "made_by", "made_at"]
    list_filter = ["paid_on"]
    list_export = [*list_display, "note"]
    export_filename = "chung-tu-nop-thue"
    search_fields = ["document", "note"]
    inspect_view_fields = list_export
    panels_form = DepositForm
    panels = [
        FieldRowPanel([FieldPanel("document"), FieldPanel("paid_on")]),
        FieldRowPanel([FieldPanel("vat"), FieldPanel("pit")]),
        FieldPanel("note"),
    ]


class CorrectionForm(TranslatedForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in ("debit", "credit", "amount"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Hãy ghi mục này."))
        if cleaned.get("debit") and cleaned["debit"] == cleaned.get("credit"):
            self.add_error("credit", _("Hai tài khoản phải khác nhau."))
        return cleaned


class CorrectionView(ByWhoWrites):
    def sign(self, paper: Correction) -> None:
        paper.asked_by = self.request.user


class Corrections(LedgerWithDeeds):
    model = Correction
    icon = "undo"
    add_view_class = CorrectionView
    list_display = ["code", "reverses", "debit", "credit", "amount", "producer", "reason", "asked_by", "approved_by", "decided_at"]  # fmt: skip
    list_filter = ["asked_at", "decided_at"]
    list_export = [*list_display, "asked_at", "rejected_by", "answer"]
    export_filename = "phieu-sua-so"
    search_fields = ["code", "reason", "reverses__key"]
    labels = {"producer": _("Nhà sản xuất"), "reverses": _("Đảo bút toán")}
    inspect_view_fields = list_export
    panels_form = CorrectionForm
    panels = [
        FieldRowPanel([FieldPanel("debit"), FieldPanel("credit")]),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("producer")]),
        FieldPanel("reason"),
    ]
    deeds = (
        Deed(
            "duyet",
            _("Duyệt và ghi sổ"),
            correcting.approve,
            when=lambda paper: paper.is_waiting,
            done=_("Đã duyệt; bút toán sửa đã vào sổ."),
        ),
        Deed(
            "khong-duyet",
            _("Không duyệt"),
            correcting.reject,
            when=lambda paper: paper.is_waiting,
            asks=_("Vì sao không duyệt?"),
        ),
    )
