"""How a maker comes in: a code by phone, a short form, photos of papers, an officer's word."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from allauth.account.views import RequestLoginCodeView

from accounts.forms import NewcomerForm
from core.http import HttpRequest
from producers import applying, verifying
from producers.models import Producer, Verification
from producers.paper_files import opened

from .access import CHOSEN, for_owner
from .joining_forms import JoinForm, PaperForm
from .kept_typing import keep, typed_on, typing_kept


class AskCode(RequestLoginCodeView):
    """The front door for who has no account yet; the form follows after the code."""

    template_name = "workspace/join_code.html"

    def get_form_class(self) -> type[NewcomerForm]:
        return NewcomerForm

    def get_success_url(self) -> str:
        url = reverse("account_confirm_login_code")
        return f"{url}?next={reverse('workspace:join')}"


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        return _stranger(request)
    if found := applying.open_application(request.user):
        request.session[CHOSEN] = found.pk
        return redirect("workspace:application")
    known = {"contact_name": request.user.full_name, "phone": request.user.phone}
    form = JoinForm(typed_on(request), initial=known)
    if not _is_sent(request, form):
        return _form(request, form)
    producer = applying.apply(by=request.user, **form.facts())
    request.session[CHOSEN] = producer.pk
    messages.success(request, _("Đã ghi. Giờ hãy chụp giấy tờ gửi cho cán bộ."))
    return redirect("workspace:application")


def _stranger(request: HttpRequest) -> Any:
    """Who was signed out in the middle of the form finds it filled in after the code."""
    if request.method == "POST" and "login" not in request.POST:
        keep(request)
        messages.info(request, _("Những gì bạn gõ còn đây. Nhận mã để gửi tiếp."))
        return redirect("workspace:join")
    return AskCode.as_view()(request)


def _is_sent(request: HttpRequest, form: JoinForm) -> bool:
    """What was kept is looked over and sent by its writer, never by opening the page."""
    is_post = request.method == "POST" and not _asked_for_communes(request)
    return is_post and form.is_valid()


def _asked_for_communes(request: HttpRequest) -> bool:
    return "chon-tinh" in request.POST


def _form(request: HttpRequest, form: JoinForm, **context: Any) -> HttpResponse:
    """Errors are said when the form is sent, not while a province is being chosen."""
    if _asked_for_communes(request):
        form = JoinForm(initial=request.POST.dict())
    elif request.method == "GET" and form.is_bound:
        said = _("Những gì bạn gõ lần trước vẫn còn đây. Xem lại rồi bấm Gửi hồ sơ.")
        messages.info(request, said)
    part = "#commune" if request.htmx else ""
    return render(request, f"workspace/join.html{part}", {"form": form, **context})


@never_cache
@require_http_methods(["GET", "POST"])
@typing_kept
@for_owner
def correct(request: HttpRequest, producer: Producer) -> HttpResponse:
    if producer.verification == Verification.VERIFIED:
        return redirect("workspace:application")
    typed = typed_on(request)
    form = JoinForm(typed) if typed else JoinForm.of(producer)
    if not _is_sent(request, form):
        return _form(request, form, producer=producer)
    applying.correct(producer, by=request.user, **form.facts())
    messages.success(request, _("Đã ghi lại."))
    return redirect("workspace:application")


@never_cache
@require_GET
@for_owner
def application(request: HttpRequest, producer: Producer) -> HttpResponse:
    return _shown(request, producer, PaperForm())


def _shown(
    request: HttpRequest, producer: Producer, form: PaperForm, status: int = 200
) -> HttpResponse:
    context = {
        "producer": producer,
        "papers": producer.papers.all(),
        "missing": verifying.missing(producer),
        "form": form,
        "suspension": producer.suspensions.open().first(),
    }
    return render(request, "workspace/application.html", context, status=status)


@require_POST
@for_owner
def add_paper(request: HttpRequest, producer: Producer) -> HttpResponse:
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, producer, form, 422)
    try:
        verifying.add_paper(
            producer,
            form.cleaned_data["kind"],
            form.cleaned_data["file"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error("file", error)
        return _shown(request, producer, form, 422)
    except verifying.CannotMove as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã nhận giấy này. Chỉ bạn và cán bộ xem được."))
    return redirect("workspace:application")


@never_cache
@require_GET
@for_owner
def paper(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    found = get_object_or_404(producer.papers, code=code)
    return opened(found, by=request.user)  # type: ignore[return-value]


@require_POST
@for_owner
def take_paper(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    try:
        verifying.take_away(get_object_or_404(producer.papers, code=code))
        messages.success(request, _("Đã bỏ giấy này."))
    except verifying.CannotMove as error:
        messages.error(request, str(error))
    return redirect("workspace:application")


@require_POST
@for_owner
def send_again(request: HttpRequest, producer: Producer) -> HttpResponse:
    try:
        verifying.send_again(producer, by=request.user)
        messages.success(request, _("Đã gửi lại. Cán bộ sẽ xem và báo cho bạn."))
    except verifying.CannotMove as error:
        messages.error(request, str(error))
    return redirect("workspace:application")
