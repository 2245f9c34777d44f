"""A product put on the shelf from a phone: photos, name and price, stock, a last look. Saved at each step."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from catalog import draft_photos, drafting, moderating
from catalog.good_listing import advice
from catalog.models import (
    Category,
    ProductVersion,
    ShipPolicy,
    VersionState,
)
from core.http import HttpRequest
from core.read_first import IllegalStep
from producers.models import Producer
from vietnam import months

from .access import for_maker
from .helping import can_be_undone
from .kept_typing import keep, typed_on, typing_kept
from .listing_forms import PriceForm, StockStepForm, new_packs

STEPS = {
    "photos": gettext_lazy("Ảnh"),
    "price": gettext_lazy("Tên, giá"),
    "stock": gettext_lazy("Số lượng"),
    "review": gettext_lazy("Xem lại"),
}
NAMES = {
    "name_vi": gettext_lazy("tên hàng"),
    "category": gettext_lazy("nhóm hàng"),
    "summary_vi": gettext_lazy("câu giới thiệu"),
    "description_vi": gettext_lazy("lời kể"),
    "ingredients_vi": gettext_lazy("thành phần"),
    "storage_vi": gettext_lazy("bảo quản"),
    "usage_vi": gettext_lazy("cách dùng"),
    "packs": gettext_lazy("gói và giá"),
    "stocks": gettext_lazy("số lượng"),
    "season_months": gettext_lazy("tháng có hàng"),
    "ship_policy": gettext_lazy("cách giao"),
}


def draft_at(producer: Producer, code: UUID) -> ProductVersion:
    """The maker's own draft, or an unsaved empty one for a code nobody has used."""
    found = ProductVersion.objects.select_related("product").filter(code=code).first()
    if found is None:
        return ProductVersion(code=code, producer=producer)
    if found.producer_id != producer.pk:
        raise Http404
    return found


def gone(request: HttpRequest, draft: ProductVersion) -> HttpResponse | None:
    """Where to go when this version is no longer written to: what was typed is said to be safe or sent."""
    if draft.state == VersionState.DRAFT:
        return None
    messages.info(request, _("Bản này đã gửi hoặc đã bỏ. Hãy xem ở danh sách hàng."))
    return redirect("workspace:listings")


@require_GET
@for_maker
def new(request: HttpRequest, producer: Producer) -> HttpResponse:
    """A fresh code; the draft itself begins with the first thing that is saved."""
    return redirect("workspace:listing_photos", code=uuid4())


def framed(
    request: HttpRequest, draft: ProductVersion, step: str, **context: Any
) -> HttpResponse:
    """A step's page with the trail of steps on top."""
    frame = {
        "producer": draft.producer,
        "draft": draft,
        "step": step,
        "steps": list(STEPS.items()),
        "number": list(STEPS).index(step) + 1,
        **context,
    }
    status = context.get("status", 200)
    return render(request, f"workspace/listing_{step}.html", frame, status=status)


def onward(request: HttpRequest, draft: ProductVersion, step: str) -> HttpResponse:
    """The next step, or the one before when that was asked for."""
    back = -1 if request.POST.get("di") == "truoc" else 1
    names = list(STEPS)
    return redirect(
        f"workspace:listing_{names[names.index(step) + back]}", code=draft.code
    )


@never_cache
@typing_kept
@for_maker
def price(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    return _form_step(request, draft_at(producer, code), "price", PriceForm)


@never_cache
@typing_kept
@for_maker
def stock(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    return _form_step(request, draft_at(producer, code), "stock", StockStepForm)


def _form_step(
    request: HttpRequest, draft: ProductVersion, step: str, form_class: Any
) -> HttpResponse:
    if away := gone(request, draft):
        return away
    form = form_class(draft, typed_on(request))
    if request.method == "POST":
        if form.is_valid() and (saved := _saved(request, draft, form)):
            stays = request.POST.get("di") == "them"
            return (
                redirect(f"{request.path}#them")
                if stays
                else onward(request, saved, step)
            )
        if request.POST.get("di") == "truoc":
            keep(request)
            return onward(request, draft, step)
    elif form.is_bound:
        messages.info(
            request, _("Những gì bạn gõ lần trước vẫn còn đây. Xem lại rồi bấm Tiếp.")
        )
    status = 422 if request.method == "POST" else 200
    return framed(
        request, draft, step, form=form, seen=_seen(draft, form), status=status
    )


def _seen(draft: ProductVersion, form: Any) -> str:
    """What the writer has seen of this step: told of a change, he has seen the draft as it is now."""
    if form.is_bound and not form.non_field_errors():
        return str(form.data.get("seen", ""))
    if draft.pk:
        draft.refresh_from_db()
    return drafting.stamp(draft.content, form.PARTS)


def _saved(
    request: HttpRequest, draft: ProductVersion, form: Any
) -> ProductVersion | None:
    """The draft as saved, or None with the reason on the form, which keeps what was typed."""
    row = drafting.begin(draft.producer, draft.code, by=request.user)
    try:
        return drafting.write(row, form.facts, seen=request.POST.get("seen", ""))
    except drafting.ChangedMeanwhile as changed:
        what = ", ".join(str(NAMES[name]) for name in changed.fields)
        form.add_error(None, _changed(what))
    except IllegalStep as error:
        form.add_error(None, str(error))
    return None


def _changed(what: str) -> str:
    return _(
        "Chỗ này vừa được sửa ở một trang khác: %(what)s. Những gì bạn gõ vẫn còn dưới đây. Xem lại, rồi bấm Tiếp lần nữa nếu muốn lưu bản của bạn."
    ) % {"what": what}


@never_cache
@typing_kept
@for_maker
def review(request: HttpRequest, producer: Producer, code: UUID) -> HttpResponse:
    """The last look; POST sends it to be read."""
    draft = draft_at(producer, code)
    if away := gone(request, draft):
        return away
    if request.method == "POST":
        if request.POST.get("di") == "truoc":
            return onward(request, draft, "review")
        return _sent(request, draft)
    content = draft.content
    context = {
        "photos": draft_photos.pictures_of(content.get("photos", [])),
        "category": Category.objects.filter(slug=content.get("category", "")).first(),
        "packs": _packs(draft),
        "season": months.label(content.get("season_months", months.ALL_YEAR)),
        "delivery": ShipPolicy(content.get("ship_policy", ShipPolicy.SHIP)).label,
        "missing": moderating.lacking(content),
        "advice": advice(content),
        "to_read": moderating.to_read(draft),
    }
    return framed(request, draft, "review", **context)


def _packs(draft: ProductVersion) -> list[dict[str, Any]]:
    fresh = new_packs(draft)
    stocks = draft.content.get("stocks", {})
    return [
        {**pack, "stock": stocks.get(pack["sku"], 0), "is_new": pack["sku"] in fresh}
        for pack in draft.content.get("packs", [])
    ]


def _sent(request: HttpRequest, draft: ProductVersion) -> HttpResponse:
    try:
        sent = moderating.send(draft, by=request.user)
    except moderating.CannotSend as error:
        messages.error(request, str(error))
        return redirect("workspace:listing_review", code=draft.code)
    except IllegalStep as error:
        messages.info(request, str(error))
        return redirect("workspace:listings")
    can_be_undone(request, "review", code=str(sent.code))
    if sent.state == VersionState.APPROVED:
        messages.success(request, _("Đã lưu. Khách thấy ngay."))
    elif sent.is_new:
        messages.success(
            request,
            _("Đã gửi duyệt. Duyệt xong là bán được, bạn không phải làm gì nữa."),
        )
    else:
        messages.success(
            request, _("Đã gửi duyệt. Trong lúc chờ, bản cũ vẫn đang bán.")
        )
    return redirect("workspace:listings")
