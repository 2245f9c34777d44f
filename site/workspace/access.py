"""Who acts for which producer; everything in the workspace is found through this."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from core.http import HttpRequest
from producers.models import Producer

P = ParamSpec("P")
MakerView = Callable[Concatenate[HttpRequest, Producer, P], HttpResponse]


def for_maker(
    view: MakerView[P],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the view the producer of the person signed in; without one, say whom to call."""

    @login_required
    @wraps(view)
    def found(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        producer = (
            Producer.objects.worked_by(request.user).select_related("village").first()
        )
        if producer is None:
            return render(request, "workspace/no_producer.html", status=403)
        return view(request, producer, *args, **kwargs)

    return found  # type: ignore[return-value]
