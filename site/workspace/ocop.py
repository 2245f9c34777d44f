"""Getting ready for OCOP: which goods, how far they are, one question after another. It advises, no more."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from catalog import ocop_filling, ocop_reminding
from catalog.models import (
    OcopDossier,
    OcopPaper,
    Product,
    ProductKind,
    ProductState,
)
from catalog.ocop_scoring import Row, Rules, score
from core import outbox
from core.http import HttpRequest
from core.pagination import page_of
from producers.models import Producer

from .access import for_maker
from .ocop_forms import AnswerForm

PER_PAGE = 20


def goods_of(producer: Producer) -> QuerySet[Product]:
    """What may be entered: the maker's own goods, not hampers, not what he gave up."""
    mine = Product.objects.filter(producer=producer).exclude(kind=ProductKind.HAMPER)
    return mine.exclude(state=ProductState.ARCHIVED)


def product_of(producer: Producer, slug: str) -> Product:
    """The maker's own product, or 404."""
    return get_object_or_404(goods_of(producer), slug=slug)


@never_cache
@require_GET
@for_maker
def ocop(request: HttpRequest, producer: Producer) -> HttpResponse:
    today = timezone.localdate()
    dossiers = OcopDossier.objects.prefetch_related("answers__line", "files")
    goods = goods_of(producer).prefetch_related(
        Prefetch("ocop_dossiers", dossiers, to_attr="dossiers")
    )
    page = page_of(request, goods.order_by("name", "pk"), per_page=PER_PAGE)
    ending = ocop_reminding.ending(today).filter(product__producer=producer)
    must = set(OcopPaper.objects.on(today).filter(is_mandatory=True).values_list("pk"))
    rules = Rules.on(today)
    context = {
        "producer": producer,
        "page": page,
        "rows": [_row(product, rules, must) for product in page],
        "ending": ending.select_related("product").order_by("expires_on", "pk"),
        "today": today,
        "legal_basis": rules.parts[0].legal_basis if rules.parts else "",
    }
    return render(request, "workspace/ocop.html", context)


def _row(product: Any, rules: Rules, must: set[Any]) -> dict[str, Any]:
    """How far one product is, without another question to the database."""
    dossier = next(iter(product.dossiers), None)
    answers = dossier.answers.all() if dossier else []
    put = {(file.paper_id,) for file in dossier.files.all()} if dossier else set()
    return {
        "product": product,
        "dossier": dossier,
        "score": rules.score(
            {a.line_id: Row(a.line, a.level, a.note) for a in answers}
        ),
        "missing": len(must - put),
    }


@never_cache
@require_GET
@for_maker
def product(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    found = product_of(producer, slug)
    outbox.seen(f"ocop:{found.pk}")
    dossier = ocop_filling.latest(found)
    day = day_of(dossier)
    put = set(dossier.files.values_list("paper", flat=True)) if dossier else set()
    ending = ocop_reminding.ending(timezone.localdate())
    lacking = OcopPaper.objects.on(day).exclude(pk__in=put)
    context = {
        "producer": producer,
        "product": found,
        "dossier": dossier,
        "score": score(dossier, day),
        "missing": lacking.filter(is_mandatory=True),
        "wanted": lacking.filter(is_mandatory=False),
        "ending": ending.filter(product=found).first(),
        "earlier": found.ocop_dossiers.filter(submitted_at__isnull=False),
    }
    return render(request, "workspace/ocop_product.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_maker
def line(
    request: HttpRequest, producer: Producer, slug: str, code: str
) -> HttpResponse:
    """One question: what it is about, what proves it, how far the maker is. Saved, then the next one."""
    found = product_of(producer, slug)
    dossier = ocop_filling.latest(found)
    step = _step(score(dossier, day_of(dossier)).rows, code)
    row = step["row"]
    form = AnswerForm(
        request.POST or None, initial={"level": row.level, "note": row.note}
    )
    if request.method == "POST" and form.is_valid():
        return did(
            request,
            lambda: ocop_filling.answer(
                found, row.line, by=request.user, **form.cleaned_data
            ),
            _("Đã lưu."),
            *_onward(slug, step["after"]),
        )
    context = {"producer": producer, "product": found, "dossier": dossier, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workspace/ocop_line.html", context | step, status=status)


def day_of(dossier: OcopDossier | None) -> date:
    """Whose rows of the programme count for a dossier, also for one not begun."""
    return dossier.day if dossier else timezone.localdate()


def _step(rows: list[Row], code: str) -> dict[str, Any]:
    """A line by its code, with its place among the others; 404 without one."""
    codes = [row.line.code for row in rows]
    if code not in codes:
        raise Http404
    place = codes.index(code)
    return {
        "row": rows[place],
        "number": place + 1,
        "count": len(rows),
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
    }


def _onward(slug: str, after: str) -> tuple[str, ...]:
    if after:
        return "workspace:ocop_line", slug, after
    return "workspace:ocop_papers", slug


def did(
    request: HttpRequest, deed: Callable[[], Any], done: str, to: str, *args: str
) -> HttpResponse:
    """Do it and say so, or say kindly why not; then on to the page `to`."""
    try:
        deed()
        messages.success(request, done)
    except ocop_filling.CannotFill as error:
        messages.error(request, str(error))
    return redirect(to, *args)


@require_POST
@for_maker
def submit(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    """The papers were handed in at the commune; the site sends nothing anywhere."""
    found = product_of(producer, slug)
    return did(
        request,
        lambda: ocop_filling.submit(found, by=request.user),
        _("Đã ghi là bạn đã nộp. Hồ sơ này được giữ nguyên."),
        "workspace:ocop_product",
        slug,
    )


@require_POST
@for_maker
def begin(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    found = product_of(producer, slug)
    return did(
        request,
        lambda: ocop_filling.begin(found, by=request.user),
        _("Đã mở hồ sơ mới."),
        "workspace:ocop_product",
        slug,
    )
