"""“Máy đang đăng nhập”: where somebody is signed in, and ending it from afar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from allauth.usersessions.models import UserSession

from accounts.device_names import kind_of
from accounts.passkeys import keys_of
from core.http import HttpRequest


@never_cache
@require_GET
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    rows = UserSession.objects.purge_and_list(request.user)
    for row in rows:
        row.kind = kind_of(row.user_agent)
        row.is_this = row.session_key == request.session.session_key
    context = {"rows": rows, "keys": keys_of(request.user)}
    return render(request, "workspace/devices.html", context)


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """At once: that phone has to ask for a new code."""
    get_object_or_404(UserSession, user=request.user, pk=pk).end()
    messages.success(request, _("Máy đó đã thoát ra."))
    return redirect("workspace:devices")
