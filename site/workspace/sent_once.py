"""A form counts once, however often a poor line sends it: its key is written down with what it did.

A form is marked in its template: `<form data-queue="…">{% csrf_token %}{% once %}`. Key and deed are one
transaction, so a server that dies keeps both or neither. What was refused is not remembered: nothing was done.
"""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac

from core.http import HttpRequest
from core.models import SentForm
from producers.models import Producer

from . import helping

FIELD = "lan_gui"
NOT_TYPED = {FIELD, "csrfmiddlewaretoken"}
Deed = Callable[[], HttpResponse]


def sign_of(request: HttpRequest, producer: Producer) -> str:
    """By which a phone knows whose a waiting form or a kept page is; says nothing else."""
    whose = f"{request.user.pk} {producer.pk}"
    return salted_hmac("workspace.queue", whose).hexdigest()[:20]


def answered(request: HttpRequest, producer: Producer, deed: Deed) -> HttpResponse:
    """What `deed` answers, or what it answered the first time."""
    writer = request.headers.get("X-Queue-For")
    if writer and writer != sign_of(request, producer):
        return HttpResponse(status=403)
    key = _key(request)
    response = _once(request, producer, key, deed) if key else deed()
    told = {"now": _told_now, "later": _told_later}.get(
        request.headers.get("X-Queue", "")
    )
    return told(request, response) if told and response.status_code < 400 else response


def _key(request: HttpRequest) -> UUID | None:
    """A deed that asks a carrier is in no transaction, whatever key somebody sends along."""
    match = request.resolver_match
    if match and match.url_name in helping.OUTSIDE:
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


@transaction.atomic
def _once(
    request: HttpRequest, producer: Producer, key: UUID, deed: Deed
) -> HttpResponse:
    digest = _digest(request)
    sent, is_new = SentForm.objects.get_or_create(
        owner=f"producer {producer.pk}", key=key, defaults={"digest": digest}
    )
    if not is_new:
        same = sent.digest == digest
        return _again(request, sent) if same else _another(request, producer, sent)
    before = len(messages.get_messages(request))
    response = deed()
    if helping.was_done(request, response):
        sent.words = _said(request)[before:]
        sent.leads_to = response.headers.get("Location", "")
        sent.save(update_fields=["words", "leads_to"])
    else:
        sent.delete()
    return response


def _digest(request: HttpRequest) -> str:
    """Of everything that was typed and chosen, and where it was sent."""
    seen = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_TYPED:
            seen.update(repr((name, values)).encode())
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            seen.update(repr((name, upload.name, upload.size)).encode())
            for chunk in upload.chunks():
                seen.update(chunk)
            upload.seek(0)
    return seen.hexdigest()


def _said(request: HttpRequest) -> list[tuple[int, str]]:
    """What the next page will say; it is still said there."""
    said: Any = messages.get_messages(request)
    words = [(message.level, str(message.message)) for message in said]
    said.used = False
    return words


def _again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    for level, text in sent.words:
        messages.add_message(request, level, text)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(sent.leads_to or "workspace:today")


def _another(request: HttpRequest, producer: Producer, sent: SentForm) -> HttpResponse:
    """The same form came with something else in it: nothing is done, nothing typed is lost."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED
    ]
    context = {
        "producer": producer,
        "sent": sent,
        "typed": typed,
        "had_photo": bool(request.FILES),
    }
    return render(request, "workspace/sent_already.html", context, status=409)


def _told_now(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The script goes on to the page itself; the page says what was done."""
    if "Location" not in response.headers:
        return response
    return JsonResponse({"to": response.headers["Location"]})


def _told_later(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """No page will be opened: the words go into the answer, 409 when nothing was done."""
    done = helping.was_done(request, response)
    words = " ".join(str(m.message) for m in messages.get_messages(request))
    return JsonResponse({"words": words}, status=200 if done else 409)
