"""“Nghỉ bán ít ngày”: a maker closes for some days, and opens again by himself or by the calendar."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog import holidays
from core.http import HttpRequest
from producers.models import Producer

from .access import for_maker
from .lot_forms import day_field

LONGEST = timedelta(days=366)


class HolidayForm(forms.Form):
    first = day_field(gettext_lazy("Nghỉ từ ngày"))
    last = day_field(gettext_lazy("Đến hết ngày"))
    note = forms.CharField(
        label=gettext_lazy("Lời nhắn cho khách (không bắt buộc)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ví dụ: Nhà có việc, hẹn bà con sau rằm."),
    )
    guests = forms.BooleanField(
        label=gettext_lazy("Những ngày này cũng không đón khách tham quan"),
        required=False,
    )

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        if last < timezone.localdate():
            raise ValidationError(_("Ngày này đã qua. Hãy chọn từ hôm nay trở đi."))
        return last

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("Ngày cuối phải sau ngày đầu."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Nghỉ nhiều nhất một năm mỗi lần."))
        return typed


@never_cache
@require_http_methods(["GET", "POST"])
@for_maker
def holiday(request: HttpRequest, producer: Producer) -> HttpResponse:
    form = HolidayForm(request.POST or None, initial=_planned(producer))
    if form.is_valid():
        holidays.close(producer, **form.cleaned_data)
        messages.success(request, _("Đã ghi ngày nghỉ. Hết ngày, hàng tự bán lại."))
        return redirect("workspace:today")
    context = {"producer": producer, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/holiday.html", context, status=status)


def _planned(producer: Producer) -> dict[str, Any]:
    """The holiday he has or will have, to be changed; else from today on."""
    if not (producer.is_closed or producer.will_close):
        return {"first": timezone.localdate()}
    return {
        "first": producer.closed_from,
        "last": producer.closed_until,
        "note": producer.closed_note,
        "guests": producer.closed_to_guests,
    }


@require_POST
@for_maker
def reopen(request: HttpRequest, producer: Producer) -> HttpResponse:
    holidays.reopen(producer)
    messages.success(request, _("Gian hàng mở, khách đặt được ngay."))
    return redirect("workspace:today")
