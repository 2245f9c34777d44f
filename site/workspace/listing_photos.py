"""Step one: photos from the camera, each saved by itself, in the order buyers will see them."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from catalog import draft_photos, drafting
from catalog.models import ProductVersion
from core.http import HttpRequest
from core.photos import clean_photo
from core.read_first import IllegalStep
from producers.models import Producer

from .access import for_maker
from .listings import draft_at, framed, gone, onward

DEEDS = ("dau", "truoc", "bo", "lai")


class KeyForm(forms.Form):
    """The sign by which photos sent twice are known."""

    key = forms.UUIDField()


@never_cache
@for_maker
def photos(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    draft = draft_at(producer, code)
    if away := gone(request, draft):
        return away
    if request.method != "POST":
        return framed(request, draft, "photos", **_shown(draft))
    row = drafting.begin(producer, code, by=request.user)
    try:
        faults = _hung(request, row)
        row = _arranged(request, row)
    except IllegalStep as error:
        messages.info(request, str(error))
        return redirect("workspace:listings")
    row.refresh_from_db()
    if "X-Photo" in request.headers:
        return _gallery(request, row, faults)
    for fault in faults:
        messages.error(request, fault)
    if faults or request.POST.get("di") != "tiep":
        return redirect("workspace:listing_photos", code=code)
    return onward(request, row, "photos")


def _shown(draft: ProductVersion) -> dict[str, Any]:
    content = draft.content
    return {
        "photos": draft_photos.pictures_of(content.get("photos", [])),
        "taken_out": draft_photos.pictures_of(content.get("taken_out", [])[:1]),
        "most": draft_photos.MOST,
        "key": uuid4(),
    }


def _hung(request: HttpRequest, row: ProductVersion) -> list[str]:
    """Hang what was sent; the sentences about what could not be hung."""
    form = KeyForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else uuid4()
    faults = []
    for number, upload in enumerate(request.FILES.getlist("photos")[:20]):
        try:
            photo = clean_photo(upload)
            draft_photos.add(row, f"{key}-{number}", photo, by=request.user)
        except ValidationError as error:
            faults.append(f"{(upload.name or '')[:40]}: {' '.join(error.messages)}")
    return faults


def _arranged(request: HttpRequest, row: ProductVersion) -> ProductVersion:
    deed, _colon, key = request.POST.get("viec", "").partition(":")
    return draft_photos.arrange(row, deed, key) if deed in DEEDS else row


def _gallery(
    request: HttpRequest, row: ProductVersion, faults: list[str]
) -> HttpResponse:
    """For the small script: the photos as they hang now, or the sentence why not."""
    if faults:
        return HttpResponse(" ".join(faults), status=422, content_type="text/plain")
    template = "workspace/listing_photos.html#gallery"
    return render(request, template, {**_shown(row), "draft": row})
