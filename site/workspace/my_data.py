"""“Sổ sách của tôi”: the owner takes home everything that is kept about his shop."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from producers.models import Producer

from .access import for_owner
from .own_data import pack

IN_MEMORY = 5_000_000


@never_cache
@require_GET
@for_owner
def my_data(request: HttpRequest, producer: Producer) -> HttpResponse:
    return render(request, "workspace/my_data.html", {"producer": producer})


@never_cache
@require_GET
@for_owner
def my_data_zip(request: HttpRequest, producer: Producer) -> HttpResponse:
    # The answer closes the file when it was sent.
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    pack(producer, out, by=request.user)
    out.seek(0)
    name = f"du-lieu-{producer.slug}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(out, as_attachment=True, filename=name)  # type: ignore[return-value]
