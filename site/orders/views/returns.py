"""Giving goods back, asked for on the page of the order."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.http import HttpRequest, cookieless_form
from orders import returning
from orders.models import IllegalMove, OrderLine, ProducerOrder, Return
from orders.return_form import ReturnForm
from orders.terms import last_return

from .answers import part_of
from .order import order_of


@never_cache
@cookieless_form
def ask(request: HttpRequest, token: str, code: str) -> HttpResponse:
    part = part_of(token, code)
    back_to = f"{part.order.get_absolute_url()}#{code}"
    return ask_for(request, part, returning.returnable(part), lambda: redirect(back_to))


def ask_for(
    request: HttpRequest,
    part: ProducerOrder,
    lines: Mapping[OrderLine, int],
    done: Callable[[], HttpResponse],
) -> HttpResponse:
    """The form of a return for these lines; `done` answers when it was sent."""
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReturnForm(lines, *bound)
    if form.is_bound and form.is_valid() and _asked(request, part, form):
        messages.success(
            request, _("Đã gửi cho người bán. Câu trả lời sẽ hiện trên trang đơn.")
        )
        return done()
    context = {"order": part.order, "part": part, "form": form, "lines": lines}
    context["until"] = last_return(part)
    status = 422 if form.errors else 200
    return render(request, "orders/return.html", context, status=status)


def _asked(request: HttpRequest, part: ProducerOrder, form: ReturnForm) -> bool:
    facts: dict[str, Any] = form.cleaned_data
    try:
        returning.ask(
            part,
            form.wanted(),
            reason=facts["reason"],
            text=facts["text"],
            photos=facts["photos"],
            by=request.user if request.user.is_authenticated else None,
        )
    except returning.CannotReturn as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
@cookieless_form
def appeal(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """The maker said no; the operator is asked to look."""
    back = get_object_or_404(Return, code=code, part__order=order_of(token))
    try:
        returning.appeal(back, text=request.POST.get("text", ""))
        messages.success(request, _("Đã nhờ đơn vị vận hành xem lại."))
    except IllegalMove:
        messages.info(request, _("Yêu cầu này vừa được trả lời. Hãy xem lại."))
    return redirect(f"{back.part.order.get_absolute_url()}#{back.part.code}")
