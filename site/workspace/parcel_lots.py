"""From which lots a parcel is packed, as the maker ticks it on his phone."""

import re

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import HttpRequest
from orders import lots
from orders.models import Shipment
from producers.models import Producer

from .access import for_maker
from .order_work import part_of

FIELD = re.compile(r"lo-(\d{1,18})-([\w.-]{1,24})", re.ASCII)
COUNT = re.compile(r"\d{1,9}", re.ASCII)


def wanted_lots(posted: QueryDict) -> dict[int, dict[str, int]]:
    """What was typed into the fields lo-<line>-<lot>; anything else is left out."""
    wanted: dict[int, dict[str, int]] = {}
    for name, typed in posted.dict().items():
        field = FIELD.fullmatch(name)
        if field and COUNT.fullmatch(str(typed).strip()):
            wanted.setdefault(int(field[1]), {})[field[2]] = int(str(typed))
    return wanted


@require_POST
@for_maker
def change(
    request: HttpRequest, producer: Producer, code: str, pk: int
) -> HttpResponse:
    """Packs of other lots go into a parcel that is still here."""
    shipment = get_object_or_404(Shipment, pk=pk, part=part_of(producer, code))
    try:
        lots.change(shipment, wanted_lots(request.POST))
        messages.success(request, _("Đã ghi lô trong kiện."))
    except lots.CannotPack as error:
        messages.error(request, str(error))
    return redirect("workspace:order", code=code)
