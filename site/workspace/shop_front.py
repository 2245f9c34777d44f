"""“Gian hàng của bạn”: portrait, story and how it is made, each part saved by itself, then sent to be read."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.http import HttpRequest
from core.photos import clean_photo
from core.structured import absolute
from producers import fronting
from producers.models import Producer, ShopFront
from producers.stall_card import stall_card

from .access import for_maker

CAMERA = {"accept": "image/*"}
TAKE_ONE = {"required": gettext_lazy("Hãy chụp hoặc chọn một ảnh.")}


class StoryForm(forms.Form):
    story = forms.CharField(
        label=gettext_lazy("Kể về nhà mình"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Làm nghề từ bao giờ, ai dạy, làm thế nào, có gì khác nhà khác. Nói thật như nói với khách đến nhà."
        ),
    )


class FaceForm(forms.Form):
    photo = forms.FileField(
        label=gettext_lazy("Ảnh của bạn hoặc cả nhà"),
        widget=forms.FileInput(attrs=CAMERA),
        help_text=gettext_lazy("Chụp ngoài trời, thấy rõ mặt, đang làm việc càng tốt."),
        error_messages=TAKE_ONE,
    )

    def clean_photo(self) -> Any:
        return clean_photo(self.cleaned_data["photo"])


class StepForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=gettext_lazy("Bước này làm gì?"),
        max_length=160,
        help_text=gettext_lazy("Một câu. Ví dụ: Nghệ rửa sạch, xát cho tróc vỏ."),
        error_messages={"required": gettext_lazy("Hãy viết một câu về bước này.")},
    )
    photo = forms.FileField(
        label=gettext_lazy("Ảnh của bước này"),
        widget=forms.FileInput(attrs=CAMERA),
        error_messages=TAKE_ONE,
    )

    def clean_photo(self) -> Any:
        return clean_photo(self.cleaned_data["photo"])


FORMS: dict[str, type[forms.Form]] = {
    "story": StoryForm,
    "face": FaceForm,
    "step": StepForm,
}


@never_cache
@require_http_methods(["GET", "POST"])
@for_maker
def front(request: HttpRequest, producer: Producer) -> HttpResponse:
    if request.method != "POST":
        return _page(request, producer)
    deed, _colon, key = request.POST.get("viec", "").partition(":")
    form = FORMS[deed](request.POST, request.FILES) if deed in FORMS else None
    if form and not form.is_valid():
        return _page(request, producer, **{deed: form})
    draft = fronting.draft_of(producer, by=request.user)
    typed = form.cleaned_data if form else {"deed": deed, "key": key}
    try:
        done = DEEDS[deed](draft, request, typed) if deed in DEEDS else ""
    except (ValidationError, ValueError) as error:
        return _refused(request, producer, deed, form, error)
    messages.success(request, done or _("Đã lưu."))
    return redirect("workspace:front")


def _refused(
    request: HttpRequest,
    producer: Producer,
    deed: str,
    form: forms.Form | None,
    error: ValidationError | ValueError,
) -> HttpResponse:
    """Why not; what was typed stays in its form."""
    words = error.messages if isinstance(error, ValidationError) else [str(error)]
    if form:
        form.add_error(None, words)
        return _page(request, producer, **{deed: form})
    messages.error(request, " ".join(words))
    return redirect("workspace:front")


def _page(
    request: HttpRequest, producer: Producer, **bound: forms.Form
) -> HttpResponse:
    draft = producer.fronts.drafts().select_related("photo").first()
    shown = draft or fronting.as_it_stands(producer)
    last = producer.fronts.sent().first()
    problems = [said for form in bound.values() for said in form.non_field_errors()]
    context = {
        "producer": producer,
        "draft": draft,
        "shown": shown,
        "problems": problems,
        "seen": _seen(shown, bound.get("story")),
        "steps": fronting.pictured(shown.steps),
        "most": fronting.MOST,
        "last": last,
        "story": StoryForm(initial={"story": shown.story}),
        "face": FaceForm(),
        "step": StepForm(initial={"key": uuid4()}),
        **bound,
    }
    status = 422 if bound else 200
    return render(request, "workspace/front.html", context, status=status)


def _seen(shown: ShopFront, form: forms.Form | None) -> str:
    """What the writer has seen of the story: told of a change, he has seen it as it is now."""
    if form and not form.non_field_errors():
        return str(form.data.get("seen", ""))
    return fronting.stamp(shown.story)


Typed = dict[str, Any]


def _story(draft: ShopFront, request: HttpRequest, typed: Typed) -> str:
    fronting.tell_story(draft, typed["story"], seen=request.POST.get("seen", ""))
    return ""


def _face(draft: ShopFront, request: HttpRequest, typed: Typed) -> str:
    fronting.show_face(draft, typed["photo"], by=request.user)
    return ""


def _step(draft: ShopFront, request: HttpRequest, typed: Typed) -> str:
    key = str(typed["key"] or uuid4())
    fronting.add_step(draft, key, typed["words"], typed["photo"], by=request.user)
    return ""


def _arrange(draft: ShopFront, request: HttpRequest, typed: Typed) -> str:
    fronting.arrange(draft, typed["deed"], typed["key"])
    return ""


def _send(draft: ShopFront, request: HttpRequest, typed: Typed) -> str:
    fronting.send(draft)
    return _("Đã gửi duyệt. Trong lúc chờ, khách vẫn thấy bản cũ.")


DEEDS: dict[str, Callable[[ShopFront, HttpRequest, Typed], str]] = {
    "story": _story,
    "face": _face,
    "step": _step,
    "bo": _arrange,
    "truoc": _arrange,
    "gui": _send,
}


@never_cache
@require_GET
@for_maker
def hand_on(request: HttpRequest, producer: Producer) -> HttpResponse:
    """The shop's address to send by Zalo or Facebook, and the card for the stall."""
    address = absolute(producer.get_absolute_url())
    context = {"producer": producer, "address": address}
    return render(request, "workspace/hand_on.html", context)


@never_cache
@require_GET
@for_maker
def card(request: HttpRequest, producer: Producer) -> HttpResponse:
    response = HttpResponse(stall_card(producer), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="the-{producer.slug}.pdf"'
    return response
