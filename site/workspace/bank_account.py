"""“Tài khoản nhận tiền”: typed, looked over with a QR that proves the name, then kept."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from qr_code.qrcode.maker import make_embedded_qr_code
from qr_code.qrcode.utils import QRCodeOptions

from core.http import HttpRequest
from producers.bank_account import Account, account_of, change
from producers.models import Producer
from vietnam import vietqr
from vietnam.banks import banks
from vietnam.text import fold

from .access import for_owner

NUMBER = re.compile(r"[0-9A-Z]{4,19}", re.ASCII)


def bank_choices() -> list[tuple[str, Any]]:
    named = [(bank.bin, f"{bank.short_name} – {bank.name}") for bank in banks()]
    return [("", gettext_lazy("Chọn ngân hàng")), *named]


class AccountForm(forms.Form):
    bin = forms.ChoiceField(
        label=gettext_lazy("Ngân hàng"),
        choices=bank_choices,
        error_messages={
            "required": gettext_lazy("Hãy chọn ngân hàng của bạn."),
            "invalid_choice": gettext_lazy("Hãy chọn một ngân hàng trong danh sách."),
        },
    )
    number = forms.CharField(
        label=gettext_lazy("Số tài khoản"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Hãy ghi số tài khoản.")},
    )
    holder = forms.CharField(
        label=gettext_lazy("Tên chủ tài khoản, như in trên thẻ"),
        max_length=80,
        help_text=gettext_lazy("Ví dụ: NGUYEN THI HOA. Gõ có dấu cũng được."),
        error_messages={"required": gettext_lazy("Hãy ghi tên chủ tài khoản.")},
    )

    def clean_number(self) -> str:
        number: str = re.sub(r"[\s.\-]", "", self.cleaned_data["number"]).upper()
        if not NUMBER.fullmatch(number):
            raise ValidationError(
                _("Số tài khoản dài từ 4 đến 19 chữ số. Bạn xem lại trên thẻ hoặc sổ.")
            )
        return number

    def clean_holder(self) -> str:
        """As banks print it: capitals without marks."""
        plain = re.sub("[^A-Z0-9]+", " ", fold(self.cleaned_data["holder"]).upper())
        if len(re.findall("[A-Z]", plain)) < 2:
            raise ValidationError(_("Hãy ghi tên bằng chữ, ví dụ NGUYEN THI HOA."))
        return plain.strip()

    @property
    def account(self) -> Account:
        return Account(**self.cleaned_data)


@never_cache
@for_owner
def bank_account(request: HttpRequest, producer: Producer) -> HttpResponse:
    """See it and test it; change it in two steps: type, look it over with its QR, keep."""
    now = account_of(producer)
    first = {"bin": now.bin, "number": now.number, "holder": now.holder}
    form = AccountForm(request.POST or None, initial=first)
    good = request.method == "POST" and form.is_valid()
    if good and request.POST.get("viec") == "giu":
        return _kept(request, producer, form.account)
    account = form.account if good else now
    context = {
        "producer": producer,
        "now": now,
        "form": form,
        "looked_over": form.account if good else None,
        "qr": _qr(account),
        "other_name": good and not _is_known(form.account.holder, producer),
    }
    status = 422 if form.is_bound and not good else 200
    return render(request, "workspace/bank_account.html", context, status=status)


def _kept(request: HttpRequest, producer: Producer, account: Account) -> HttpResponse:
    if change(producer, account, by=request.user):
        done = _(
            "Đã đổi. Tiền của đơn mới sẽ về tài khoản này. Chúng tôi đã nhắn tin báo."
        )
        messages.success(request, done)
    else:
        messages.info(request, _("Tài khoản vẫn như cũ, không có gì đổi."))
    return redirect("workspace:bank_account")


def _qr(account: Account) -> SafeString | None:
    """A VietQR that names no amount: the payer's bank shows the holder before he types one."""
    try:
        text = vietqr.payload(bin=account.bin, account=account.number)
    except ValueError:
        return None
    options = QRCodeOptions(size=6, border=4, error_correction="M", image_format="svg")
    return SafeString(make_embedded_qr_code(text, options))


def _is_known(holder: str, producer: Producer) -> bool:
    """Whether the holder is called like the person or the house we know."""
    names = (producer.contact_name, producer.name)
    return any(_plain(holder) in _plain(name) for name in names)


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(name))
