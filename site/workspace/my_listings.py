"""What a maker has on the shelf, what waits to be read, what he is still writing; changed, rested, sold again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog import drafting, resting
from catalog.models import Product, ProductKind, ProductVersion, VersionState
from catalog.version_words import changes
from core.http import HttpRequest
from core.pagination import page_of
from producers.models import Producer

from .access import for_maker
from .helping import can_be_undone

PER_PAGE = 20


def _mine(producer: Producer) -> Any:
    return Product.objects.made_by(producer).exclude(kind=ProductKind.HAMPER)


@never_cache
@require_GET
@for_maker
def listings(request: HttpRequest, producer: Producer) -> HttpResponse:
    goods = _mine(producer).select_related("photo").order_by("-pk")
    goods = goods.prefetch_related(
        Prefetch("versions", ProductVersion.objects.order_by("-pk"))
    )
    page = page_of(request, goods, per_page=PER_PAGE)
    drafts = ProductVersion.objects.made_by(producer).drafts().filter(product=None)
    context = {
        "producer": producer,
        "page": page,
        "rows": [(product, standing(product)) for product in page],
        "drafts": [draft for draft in drafts[:PER_PAGE] if draft.content],
        "dropped": _just_dropped(request, producer),
    }
    return render(request, "workspace/listings.html", context)


def _just_dropped(request: HttpRequest, producer: Producer) -> ProductVersion | None:
    """The draft thrown away a moment ago, offered back once."""
    code = request.session.pop("dropped_draft", None)
    mine = ProductVersion.objects.made_by(producer)
    return mine.filter(code=code, state=VersionState.DROPPED).first() if code else None


def standing(product: Product) -> dict[str, Any]:
    """How a product stands, in a sentence, from versions that are at hand, newest first."""
    versions = list(product.versions.all())
    sent = next((one for one in versions if one.sent_at), None)
    draft = next((one for one in versions if one.state == VersionState.DRAFT), None)
    waits = next((one for one in versions if one.state == VersionState.PENDING), None)
    refused = sent if sent and sent.state == VersionState.REJECTED else None
    words = product.get_state_display()
    if waits and product.published_at:
        words = _("Đang bán bản cũ, bản mới chờ duyệt")
    return {"words": words, "draft": draft, "waits": waits, "refused": refused}


@never_cache
@require_GET
@for_maker
def history(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    """Every version ever sent: who, when, what changed, what was decided and why."""
    product = get_object_or_404(_mine(producer), slug=slug)
    sent = product.versions.sent().select_related("made_by", "decided_by", "product")
    page = page_of(request, sent, per_page=PER_PAGE)
    context = {
        "producer": producer,
        "product": product,
        "page": page,
        "rows": [(version, changes(version)) for version in page],
    }
    return render(request, "workspace/listing_history.html", context)


@require_POST
@for_maker
def edit(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    """Open the same four screens on what is there."""
    product = get_object_or_404(_mine(producer), slug=slug)
    draft = drafting.draft_of(product, by=request.user)
    return redirect("workspace:listing_photos", code=draft.code)


def _done(request: HttpRequest, deed: Callable[[], None], done: str) -> HttpResponse:
    try:
        deed()
        messages.success(request, done)
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("workspace:listings")


@require_POST
@for_maker
def rest(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    product = get_object_or_404(_mine(producer), slug=slug)
    can_be_undone(request, "rest", slug=slug)
    done = _("Đã ngừng bán “%(name)s”. Bấm “Bán lại” bất cứ lúc nào.")
    return _done(request, lambda: resting.rest(product), done % {"name": product.name})


@require_POST
@for_maker
def sell_again(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    product = get_object_or_404(_mine(producer), slug=slug)
    can_be_undone(request, "sell_again", slug=slug)
    done = _("“%(name)s” lại đang bán.") % {"name": product.name}
    return _done(request, lambda: resting.sell_again(product), done)


@require_POST
@for_maker
def drop(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    """Throw a draft away; the next page offers to take it back."""
    draft = get_object_or_404(ProductVersion.objects.made_by(producer), code=code)
    request.session["dropped_draft"] = str(code)
    can_be_undone(request, "drop", code=str(code))
    return _done(request, lambda: resting.drop(draft), _("Đã bỏ bản đang soạn."))


@require_POST
@for_maker
def take_up(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    draft = get_object_or_404(ProductVersion.objects.made_by(producer), code=code)
    can_be_undone(request, "take_up", code=str(code))
    return _done(request, lambda: resting.take_up(draft), _("Đã lấy lại."))
