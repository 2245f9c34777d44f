"""“Người cùng làm”: who works here, who helped, and for which shop one works now."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import HttpRequest
from core.pagination import page_of
from producers import members as verbs
from producers.history import write_down
from producers.models import Membership, Producer, Role

from . import helping
from .access import CHOSEN, HELP, for_owner
from .joining_forms import MemberForm, Roles
from .why_not import why_not

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "POST"])
@for_owner
def members(request: HttpRequest, producer: Producer) -> HttpResponse:
    form = MemberForm(request.POST or None)
    if form.is_valid():
        try:
            verbs.invite(producer, by=request.user, **form.cleaned_data)
        except verbs.CannotChange as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã thêm. Người đó đăng nhập bằng số này."))
            return redirect("workspace:members")
    context = {
        "producer": producer,
        "form": form,
        "roles": Roles.choices,
        "members": producer.memberships.select_related("user").order_by("pk"),
    }
    return render(request, "workspace/members.html", context)


def _changed(request: HttpRequest, deed: Callable[[], None], done: str) -> HttpResponse:
    try:
        deed()
        messages.success(request, done)
    except verbs.CannotChange as error:
        messages.error(request, str(error))
    return redirect("workspace:members")


@require_POST
@for_owner
def remove(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    member = get_object_or_404(producer.memberships.select_related("producer"), pk=pk)
    deed = partial(verbs.remove, member, by=request.user)
    return _changed(
        request, deed, _("Đã bỏ. Người đó không vào được nữa, kể từ bây giờ.")
    )


@require_POST
@for_owner
def change_role(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    member = get_object_or_404(producer.memberships.select_related("producer"), pk=pk)
    role = request.POST.get("role", "")
    if role not in Role.values:
        messages.error(request, _("Hãy chọn một việc."))
        return redirect("workspace:members")
    deed = partial(verbs.change_role, member, role, by=request.user)
    return _changed(request, deed, _("Đã đổi việc của người đó."))


@never_cache
@require_GET
@for_owner
def helped(request: HttpRequest, producer: Producer) -> HttpResponse:
    page = page_of(request, producer.helped_acts.all(), per_page=PER_PAGE)
    rows = [(act, why_not(act)) for act in page]
    context = {"producer": producer, "page": page, "rows": rows}
    return render(request, "workspace/helped.html", context)


@require_POST
@for_owner
def undo(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    act = get_object_or_404(producer.helped_acts, code=code)
    try:
        helping.undo(act, by=request.user)
        messages.success(request, _("Đã hoàn lại."))
    except helping.CannotUndo as error:
        messages.error(request, str(error))
    return redirect("workspace:helped")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def shops(request: HttpRequest) -> HttpResponse:
    """For which of his shops somebody works now."""
    rows = Membership.objects.filter(user=request.user).select_related("producer")
    if request.method == "POST":
        slug = request.POST.get("gian-hang", "").replace("\x00", "")
        chosen = get_object_or_404(rows, producer__slug=slug)
        request.session[CHOSEN] = chosen.producer_id
        return redirect("workspace:today")
    return render(request, "workspace/shops.html", {"rows": rows.order_by("pk")})


@require_POST
@login_required
def help_maker(request: HttpRequest, slug: str) -> HttpResponse:
    """An officer goes into helper mode; that he did is written down."""
    if not request.user.has_perm(HELP):
        raise PermissionDenied
    producer = get_object_or_404(Producer, slug=slug)
    write_down(producer, gettext_noop("vào kênh bán làm thay"), by=request.user)
    request.session[CHOSEN] = producer.pk
    return redirect("workspace:today")


@require_POST
@login_required
def stop_helping(request: HttpRequest) -> HttpResponse:
    request.session.pop(CHOSEN, None)
    return redirect("workspace:shops")
