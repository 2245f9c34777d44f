"""The papers of an OCOP dossier: what is there, what is missing, and all of it to print."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog import ocop_filling
from catalog.models import OcopDossier, OcopFile, OcopPaper, Product
from core.http import HttpRequest, private_file
from producers.models import Producer

from .access import for_maker
from .ocop import day_of, did, product_of
from .ocop_forms import PaperForm
from .ocop_print import printed


@never_cache
@require_GET
@for_maker
def papers(request: HttpRequest, producer: Producer, slug: str) -> HttpResponse:
    return _page(request, product_of(producer, slug))


def _page(
    request: HttpRequest, product: Product, asked: str = "", form: Any = None
) -> HttpResponse:
    """The checklist; `form` is what went wrong at the paper `asked`."""
    dossier = ocop_filling.latest(product)
    files = list(dossier.files.select_related("by")) if dossier else []
    rows = [
        {
            "paper": paper,
            "files": [file for file in files if file.paper_id == paper.pk],
            "form": form
            if form and paper.code == asked
            else PaperForm(auto_id=f"{paper.code}-%s"),
        }
        for paper in OcopPaper.objects.on(day_of(dossier))
    ]
    context = {
        "producer": product.producer,
        "product": product,
        "dossier": dossier,
        "must": [row for row in rows if row["paper"].is_mandatory],
        "more": [row for row in rows if not row["paper"].is_mandatory],
        "legal_basis": rows[0]["paper"].legal_basis if rows else "",
    }
    status = 422 if form else 200
    return render(request, "workspace/ocop_papers.html", context, status=status)


@require_POST
@for_maker
def put(request: HttpRequest, producer: Producer, slug: str, code: str) -> HttpResponse:
    product = product_of(producer, slug)
    paper = get_object_or_404(OcopPaper.objects.on(timezone.localdate()), code=code)
    form = PaperForm(request.POST, request.FILES, auto_id=f"{paper.code}-%s")
    if not form.is_valid():
        return _page(request, product, code, form)
    file = form.cleaned_data["file"]
    return did(
        request,
        lambda: ocop_filling.put_file(
            product, paper, file, name=form.file_name, by=request.user
        ),
        _("Đã cất vào hồ sơ."),
        "workspace:ocop_papers",
        slug,
    )


def file_of(producer: Producer, slug: str, code: str) -> OcopFile:
    """A file of the maker's own dossier, or 404."""
    product = product_of(producer, slug)
    files = OcopFile.objects.select_related("paper")
    return get_object_or_404(files, dossier__product=product, code=code)


@never_cache
@require_GET
@for_maker
def show(request: HttpRequest, producer: Producer, slug: str, code: str) -> Any:
    """A photo on the screen; a PDF is handed over, as it may hold anything."""
    found = file_of(producer, slug, code)
    kind = "image/jpeg" if found.is_photo else "application/pdf"
    name = f"{found.paper.code}-{found.code[:6]}.{'jpg' if found.is_photo else 'pdf'}"
    is_pdf = not found.is_photo
    return private_file(found.file, kind, as_attachment=is_pdf, filename=name)


@require_POST
@for_maker
def remove(
    request: HttpRequest, producer: Producer, slug: str, code: str
) -> HttpResponse:
    found = file_of(producer, slug, code)
    return did(
        request,
        lambda: ocop_filling.remove_file(found),
        _("Đã bỏ tệp ra khỏi hồ sơ."),
        "workspace:ocop_papers",
        slug,
    )


@never_cache
@require_GET
@for_maker
def dossier_pdf(
    request: HttpRequest, producer: Producer, slug: str, code: str
) -> HttpResponse:
    product = product_of(producer, slug)
    dossier = get_object_or_404(OcopDossier, product=product, code=code)
    response = HttpResponse(printed(dossier), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="ocop-{slug}.pdf"'
    return response
