"""“Tiền chưa khớp” and bank statements, as the office sees them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.views.generic import CreateView

from core.admin import only
from core.deeds import Deed, DeedsView, LedgerWithDeeds

from . import unmatched
from .models import BankState, BankStatement, BankTransaction
from .sheets import Unreadable, read_rows
from .statements import record_statement

only(BankTransaction, "view")
only(BankStatement, "view", "add")
LARGEST_FILE = 2_000_000


def assign(transfer: BankTransaction, *, by: Any, note: str) -> None:
    unmatched.assign(transfer, unmatched.payment_called(note), by=by)


def is_unclear(transfer: BankTransaction) -> bool:
    return transfer.is_waiting and not transfer.return_due


def is_short(transfer: BankTransaction) -> bool:
    return is_unclear(transfer) and transfer.state == BankState.SHORT


class BankTransactions(LedgerWithDeeds):
    model = BankTransaction
    icon = "download"
    list_display = [
        "at",
        "account",
        "amount",
        "content",
        "state",
        "note",
        "payment",
        "decided_by",
    ]
    list_filter = ["state", "source", "account", "at", "returned_at"]
    list_export = [
        *list_display, "reference", "counterparty", "source", "decided_at", "return_due", "returned_by",
        "returned_at",
    ]  # fmt: skip
    export_filename = "tien-vao-tai-khoan"
    search_fields = ["reference", "content", "account", "counterparty", "payment__code"]
    ordering = ["-at", "-pk"]
    labels = {"fitting": _("Có thể là của"), "event": _("Theo thông báo")}
    inspect_view_fields = [
        "at", "account", "sub_account", "amount", "content", "counterparty", "reference", "source", "event",
        "state", "note", "payment", "fitting", "decided_by", "decided_at", "return_due", "return_asked_by",
        "returned_by", "returned_at",
    ]  # fmt: skip
    deeds = (
        Deed(
            "xep",
            _("Xếp vào khoản này"),
            assign,
            when=is_unclear,
            asks=_("Mã thanh toán (dưới mã QR) hoặc mã đơn"),
            done=_("Đã xếp tiền vào khoản thanh toán."),
        ),
        Deed(
            "nhan-thieu",
            _("Nhận thiếu, coi như đủ"),
            unmatched.accept_short,
            when=is_short,
            asks=_("Vì sao nhận thiếu?"),
            done=_("Đã nhận; phần thiếu không đòi ai nữa."),
        ),
        Deed(
            "khong-phai",
            _("Không phải tiền hàng"),
            unmatched.mark_foreign,
            when=is_unclear,
            asks=_("Đây là tiền gì?"),
        ),
        Deed(
            "tra-lai",
            _("Đề nghị trả lại"),
            unmatched.ask_return,
            when=is_unclear,
            asks=_("Vì sao trả lại, và trả về tài khoản nào?"),
            done=_("Đã ghi. Một người khác chuyển lại và xác nhận."),
        ),
        Deed(
            "da-tra",
            _("Đã chuyển trả lại"),
            unmatched.confirm_returned,
            when=lambda transfer: (
                bool(transfer.return_due) and not transfer.returned_at
            ),
            done=_("Đã ghi: tiền đã trả lại."),
        ),
    )


class StatementForm(forms.ModelForm[BankStatement]):
    file = forms.FileField(
        label=_("Tệp sao kê (CSV hoặc Excel)"),
        help_text=_(
            "Tải về từ ngân hàng. Tệp được đọc thử và cho xem trước, chưa ghi gì."
        ),
    )

    class Meta:
        model = BankStatement
        fields = ["account"]

    def clean_account(self) -> str:
        account = "".join(self.cleaned_data["account"].split())
        if not account.isalnum() or not account.isascii():
            raise ValidationError(_("Số tài khoản chỉ có chữ số và chữ cái."))
        return account

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("Tệp quá lớn. Hãy chia theo tháng."))
        try:
            self.instance.rows = read_rows(file.name, file.read())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        self.instance.filename = file.name[:200]
        return file


class UploadView(CreateView):
    """Read the file and show what it says; nothing is recorded yet."""

    def get_form_class(self) -> type[StatementForm]:
        return StatementForm

    def save_instance(self) -> BankStatement:
        self.form.instance.uploaded_by = self.request.user
        saved: BankStatement = super().save_instance()
        return saved

    def get_success_url(self) -> str:
        return reverse("bankstatement:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class StatementView(DeedsView):
    template_name = "admin/statement.html"


class BankStatements(LedgerWithDeeds):
    model = BankStatement
    icon = "upload"
    add_view_class = UploadView
    inspect_view_class = StatementView
    list_display = [
        "filename",
        "account",
        "uploaded_by",
        "uploaded_at",
        "recorded_at",
        "new_rows",
    ]
    list_filter = ["account", "uploaded_at", "recorded_at"]
    list_export = list_display
    export_filename = "sao-ke"
    search_fields = ["filename", "account"]
    ordering = ["-pk"]
    inspect_view_fields = [*list_display, "recorded_by"]
    deeds = (
        Deed(
            "ghi",
            _("Ghi các dòng này vào sổ"),
            record_statement,
            when=lambda statement: statement.can_be_recorded,
            done=_(
                "Đã ghi và đối chiếu. Dòng nào chưa khớp nằm ở “Tiền vào tài khoản”."
            ),
        ),
    )
