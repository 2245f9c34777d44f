"""Lots on a phone: the list, “Ghi lô”, one lot with what happened to it, recall."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.pagination import page_of
from producers.models import Producer
from traceability import chain, noting, recalling, recording
from traceability.models import Event, LabelBatch, Lot, Recall

from .access import for_maker
from .lot_forms import RecallForm, StepForm

PER_PAGE = 20


def lot_of(producer: Producer, code: str) -> Lot:
    """The maker's own lot, or 404."""
    mine = Lot.objects.made_by(producer).select_related(
        "variant__product", "location__producer"
    )
    found: Lot = get_object_or_404(mine, code=code)
    return found


@never_cache
@require_GET
@for_maker
def lots(request: HttpRequest, producer: Producer) -> HttpResponse:
    mine = Lot.objects.made_by(producer).select_related("variant__product")
    found = mine.annotate(
        thanked=Count("thanks", filter=Q(thanks__hidden_at=None))
    ).order_by("-produced_on", "-pk")
    page = page_of(request, found, per_page=PER_PAGE)
    today = timezone.localdate()
    context = {
        "producer": producer,
        "page": page,
        "rows": [(lot, state_of(lot, today)) for lot in page],
    }
    return render(request, "workspace/lots.html", context)


def state_of(lot: Lot, today: Any) -> tuple[str, str]:
    """What a maker is told about a lot at a glance, and how loud."""
    if lot.recalled_at:
        return _("đã thu hồi"), "warn"
    if lot.withdrawn_at:
        return _("ngừng bán"), "warn"
    if lot.has_expired(today):
        return _("quá hạn"), "warn"
    return _("đang bán"), "ok"


@never_cache
@require_GET
@for_maker
def lot(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    return _page(request, producer, lot_of(producer, code))


def _page(
    request: HttpRequest,
    producer: Producer,
    lot: Lot,
    *,
    step: StepForm | None = None,
    recall: RecallForm | None = None,
) -> HttpResponse:
    batches: list[Any] = list(LabelBatch.objects.with_tally().filter(lot=lot))
    context = {
        "producer": producer,
        "lot": lot,
        "state": state_of(lot, timezone.localdate()),
        "events": Event.objects.telling_of(lot).prefetch_related("photos"),
        "before": chain.upstream(lot),
        "after": chain.downstream(lot),
        "unaccounted": sum(batch.unaccounted for batch in batches),
        "batches": len(batches),
        "thanks": lot.thanks.filter(hidden_at=None)[:20],
        "open_recall": lot.recalls.filter(confirmed_at=None, refused_at=None).first(),
        "step": step or StepForm(),
        "recall": recall or RecallForm(),
    }
    status = 422 if step or recall else 200
    return render(request, "workspace/lot.html", context, status=status)


def _did(
    request: HttpRequest, code: str, deed: Callable[[], Any], done: str
) -> HttpResponse:
    """Do it and say so, or say kindly why not; back to the lot."""
    try:
        deed()
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except recalling.CannotRecall as error:
        messages.error(request, str(error))
    return redirect("workspace:lot", code=code)


@require_POST
@for_maker
def add_step(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """One more step."""
    lot, form = lot_of(producer, code), StepForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, producer, lot, step=form)
    return _did(
        request,
        code,
        lambda: noting.note_step(lot, by=request.user, **form.cleaned_data),
        _("Đã ghi việc vừa làm."),
    )


@require_POST
@for_maker
def declare_error(
    request: HttpRequest, producer: Producer, code: str, pk: int
) -> HttpResponse:
    """The step stays, marked as wrong; the right one is written after it."""
    told = Event.objects.telling_of(lot_of(producer, code))
    event = get_object_or_404(told, pk=pk)
    never = request.POST.get("vi_sao") == "khong-co"
    reason = "did_not_occur" if never else "incorrect_data"
    return _did(
        request,
        code,
        lambda: recording.declare_error(event, reason=reason, by=request.user),
        _("Đã báo ghi sai. Bạn có thể ghi lại việc đúng ở dưới."),
    )


@require_POST
@for_maker
def recall(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """The sale stops at once; a second person decides whether all is called back."""
    lot, form = lot_of(producer, code), RecallForm(request.POST)
    if not form.is_valid():
        return _page(request, producer, lot, recall=form)
    return _did(
        request,
        code,
        lambda: recalling.propose(lot, by=request.user, **form.cleaned_data),
        _("Đã ngừng bán lô này. Người thứ hai sẽ quyết định thu hồi."),
    )


@require_POST
@for_maker
def decide(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """Another member of the house confirms or turns down what the first proposed."""
    lot = lot_of(producer, code)
    found = get_object_or_404(Recall, lot=lot, confirmed_at=None, refused_at=None)
    if request.POST.get("viec") == "thu-hoi":
        done = _("Đã thu hồi. Khách đã nhận hàng được báo tin.")
        return _did(
            request, code, lambda: recalling.confirm(found, by=request.user), done
        )
    done = _("Đã ghi: không thu hồi, lô được bán lại.")
    return _did(request, code, lambda: recalling.refuse(found, by=request.user), done)
