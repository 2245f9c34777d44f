"""“Khách nhận xét”: what buyers say of a maker's goods; answered once, or reported to an editor."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from catalog import reviewing
from catalog.models import Review
from core.http import HttpRequest
from core.pagination import page_of, without_page
from producers.models import Producer

from .access import for_maker

PER_PAGE = 20


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Bạn trả lời"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Ai xem hàng cũng đọc được. Ví dụ: Cảm ơn bác, mẻ sau cháu sàng kỹ hơn."
        ),
        error_messages={"required": gettext_lazy("Hãy viết một câu.")},
    )


class ReportForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Nhận xét này sai ở chỗ nào?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Cán bộ đọc rồi quyết. Chê thật thì không gỡ; chửi bới, bịa đặt, lộ chuyện riêng thì gỡ."
        ),
        error_messages={"required": gettext_lazy("Hãy viết một câu cho cán bộ hiểu.")},
    )


@never_cache
@require_GET
@for_maker
def reviews(request: HttpRequest, producer: Producer) -> HttpResponse:
    found = Review.objects.filter(product__producer=producer).select_related("product")
    waiting = "chua_tra_loi" in request.GET
    if waiting:
        found = found.unanswered()
    page = page_of(request, found, per_page=PER_PAGE)
    more = without_page(request)
    context = {"producer": producer, "page": page, "waiting": waiting, "more": more}
    return render(request, "workspace/reviews.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@for_maker
def answer_review(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    review = _mine(producer, pk)
    form = ReplyForm(request.POST or None, initial={"words": review.reply})
    done = _("Đã đăng câu trả lời. Trong một ngày bạn còn sửa được.")
    return _said(request, review, form, reviewing.reply, done)


@never_cache
@require_http_methods(["GET", "POST"])
@for_maker
def report_review(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    form = ReportForm(request.POST or None)
    done = _("Đã báo cán bộ. Trong lúc chờ, nhận xét vẫn hiện.")
    return _said(request, _mine(producer, pk), form, reviewing.report, done)


def _mine(producer: Producer, pk: int) -> Review:
    found = Review.objects.filter(product__producer=producer)
    return get_object_or_404(found.select_related("product__producer"), pk=pk)


def _said(
    request: HttpRequest,
    review: Review,
    form: forms.Form,
    deed: Callable[[Review, str], None],
    done: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            deed(review, form.cleaned_data["words"])
        except reviewing.CannotAnswer as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("workspace:reviews")
    context = {
        "producer": review.product.producer,
        "review": review,
        "form": form,
        "reports": isinstance(form, ReportForm),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/review.html", context, status=status)
