"""Labels of a lot: ordered, drawn while he waits, downloaded, accounted for."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from producers.models import Producer
from traceability import printing
from traceability.label_drawing import Medium, svg
from traceability.labels import address
from traceability.models import LabelBatch, LabelKind, Lot

from .access import for_maker
from .lot_forms import FateForm, LabelForm
from .lots import lot_of


def batch_of(lot: Lot, code: str) -> Any:
    return get_object_or_404(LabelBatch.objects.with_tally(), lot=lot, code=code)


@never_cache
@for_maker
def labels(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """All that was printed for a lot, and a form for more."""
    lot = lot_of(producer, code)
    form = LabelForm(request.POST or None, initial={"count": _packs(lot)})
    if request.method == "POST" and form.is_valid():
        try:
            how = dict(form.cleaned_data)
            kind, count = LabelKind(how.pop("kind")), how.pop("count")
            batch = printing.order(lot, kind, count, by=request.user, **how)
            return redirect("workspace:label_batch", code=lot.code, batch=batch.code)
        except printing.CannotPrint as error:
            form.add_error(None, str(error))
    context = {
        "producer": producer,
        "lot": lot,
        "form": form,
        "batches": LabelBatch.objects.with_tally().filter(lot=lot),
        "media": Medium.choices,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/labels.html", context, status=status)


def _packs(lot: Lot) -> int | None:
    return int(lot.quantity) if not lot.uom and lot.quantity <= printing.MOST else None


@never_cache
@require_GET
@for_maker
def label_batch(
    request: HttpRequest, producer: Producer, code: str, batch: str
) -> HttpResponse:
    """How far the drawing is; htmx asks again by itself, a link does without it."""
    lot = lot_of(producer, code)
    found = batch_of(lot, batch)
    context = {
        "producer": producer,
        "lot": lot,
        "batch": found,
        "uses": found.uses.all(),
        "form": FateForm(initial={"first": found.first, "last": found.last}),
    }
    part = "#progress" if request.htmx else ""
    return render(request, f"workspace/label_batch.html{part}", context)


@require_POST
@for_maker
def account(
    request: HttpRequest, producer: Producer, code: str, batch: str
) -> HttpResponse:
    lot = lot_of(producer, code)
    found, form = batch_of(lot, batch), FateForm(request.POST)
    if not form.is_valid():
        errors = [str(error) for field in form.errors.values() for error in field]
        messages.error(request, errors[0])
    else:
        try:
            printing.account(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Đã ghi sổ tem."))
        except printing.CannotPrint as error:
            messages.error(request, str(error))
    return redirect("workspace:label_batch", code=lot.code, batch=found.code)


@require_POST
@for_maker
def try_again(
    request: HttpRequest, producer: Producer, code: str, batch: str
) -> HttpResponse:
    lot = lot_of(producer, code)
    printing.try_again(batch_of(lot, batch))
    return redirect("workspace:label_batch", code=lot.code, batch=batch)


@never_cache
@require_GET
@for_maker
def label_file(request: HttpRequest, producer: Producer, code: str, batch: str) -> Any:
    """The sheets to print: kept privately, shown to the maker only."""
    found = batch_of(lot_of(producer, code), batch)
    if not found.ready_at:
        raise Http404
    try:
        file = found.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"tem-{code}-{found.first}-{found.last}.pdf"
    return FileResponse(file, filename=name, content_type="application/pdf")


@never_cache
@require_GET
@for_maker
def label_svg(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """The one code of the whole lot, for whoever designs the packaging."""
    lot = lot_of(producer, code)
    wanted = request.GET.get("dan", "")
    medium = Medium(wanted) if wanted in Medium.values else Medium.PAPER
    drawing = svg(address(printing.shared_label(lot)), medium)
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="ma-{code}.svg"'
    return response
