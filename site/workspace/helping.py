"""Helper mode: each press of a button is marked “làm thay”, the maker is told, and can take it back for a day."""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import SUCCESS, get_messages
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from catalog import moderating, resting
from catalog.models import (
    GoodsSheet,
    MovementReason,
    NotEnoughStock,
    Product,
    ProductVersion,
    StockMovement,
    Variant,
)
from catalog.sheet import undoing
from core.http import HttpRequest
from core.read_first import IllegalStep
from producers.contact import tell
from producers.history import write_down
from producers.models import HelpedAct

from .in_words import DEEDS

UNKNOWN = gettext_noop("bấm một nút trong kênh bán")
OUTSIDE = {"send", "call_off"}
UNDONE = gettext_noop("hoàn lại việc làm thay")


class CannotUndo(ValueError):
    """It is too late, it was taken back already, or the shelf has changed too much."""


def marked(
    request: HttpRequest, acting: Any, deed: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do it as a helper: the deed and its mark stand or fall together.

    What asks a carrier cannot wait inside a transaction: it is marked first, and unmarked if nothing came of it.
    """
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    if name in OUTSIDE:
        act = _write(request, acting, name)
        response = deed()
        if not was_done(request, response):
            act.delete()
            return response
        _say(act)
        return response
    with transaction.atomic():
        response = deed()
        if was_done(request, response):
            _say(_write(request, acting, name))
    return response


def _write(request: HttpRequest, acting: Any, name: str) -> HelpedAct:
    match = request.resolver_match
    on = ", ".join(str(value) for value in match.kwargs.values()) if match else ""
    return HelpedAct.objects.create(
        producer=acting.producer,
        by=request.user,
        by_name=str(request.user)[:120],
        what=DEEDS.get(name, UNKNOWN),
        about=on[:120],
        undo=acting.undo,
        facts=acting.facts,
    )


def was_done(request: HttpRequest, response: HttpResponse) -> bool:
    """A form shown again changed nothing; neither did what was answered with a refusal."""
    if response.status_code >= 400:
        return False
    said: Any = get_messages(request)
    levels = {message.level for message in said}
    said.used = False
    page = response.headers.get("Content-Type", "").startswith("text/html")
    shown_again = response.status_code == 200 and page and not request.htmx
    return levels <= {SUCCESS} and not shown_again


@transaction.atomic
def _say(act: HelpedAct) -> None:
    """The office reads each; the maker gets one message a day and finds the rest on his page."""
    producer, by = act.producer, act.by
    write_down(producer, act.what, by=by, note=act.about)
    tell(
        producer,
        f"helped:{producer.pk}:{act.by_id}:{timezone.localdate()}",
        gettext_lazy("Có người làm thay bạn hôm nay"),
        _(
            "%(name)s đang làm thay bạn. Bạn xem từng việc và hoàn lại được trong 24 giờ."
        )
        % {"name": act.by_name},
        page="workspace:helped",
    )


def can_be_undone(request: HttpRequest, verb: str, **facts: Any) -> None:
    """Called by a view that knows how its deed is taken back; `verb` is a key of UNDO."""
    acting = getattr(request, "acting", None)
    if acting:
        acting.undo, acting.facts = verb, facts


@transaction.atomic
def undo(act: HelpedAct, *, by: Any) -> None:
    """Raises CannotUndo with a sentence."""
    locked = HelpedAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if not locked.can_be_undone:
        raise CannotUndo(_("Việc này không hoàn lại được nữa."))
    try:
        UNDO[locked.undo](locked, by)
    except IllegalStep as error:
        raise CannotUndo(_("Việc này đã đổi khác, không hoàn lại được nữa.")) from error
    locked.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])
    producer = locked.producer
    write_down(producer, UNDONE, by=by, note=f"{locked.what} {locked.about}")


def _stock_back(act: HelpedAct, by: Any) -> None:
    tap = StockMovement.objects.get(pk=act.facts["movement"])
    variant = Variant.objects.locked().get(pk=tap.variant_id)
    undone = {"reason": MovementReason.UNDONE, "reference": str(tap.pk)}
    if variant.movements.filter(**undone).exists():
        raise CannotUndo(_("Việc này đã được hoàn lại rồi."))
    try:
        variant.move(-tap.delta, by=by, **undone)
    except NotEnoughStock as error:
        raise CannotUndo(_("Hàng đã bán mất rồi, không bớt lại được.")) from error


def _sold_again(act: HelpedAct, by: Any) -> None:
    resting.sell_again(Product.objects.get(slug=act.facts["slug"]))


def _rested(act: HelpedAct, by: Any) -> None:
    resting.rest(Product.objects.get(slug=act.facts["slug"]))


def _taken_up(act: HelpedAct, by: Any) -> None:
    resting.take_up(ProductVersion.objects.get(code=act.facts["code"]))


def _dropped(act: HelpedAct, by: Any) -> None:
    resting.drop(ProductVersion.objects.get(code=act.facts["code"]))


def _not_read(act: HelpedAct, by: Any) -> None:
    """Nobody reads it any more; what was on sale stays so, and costs what it did."""
    version = ProductVersion.objects.get(code=act.facts["code"])
    reason = _("Chủ gian hàng lấy lại bản người khác gửi thay.")
    moderating.take_back(version, by=by, reason=reason)


def _sheet_back(act: HelpedAct, by: Any) -> None:
    sheet = GoodsSheet.objects.get(code=act.facts["code"])
    try:
        undoing.undo(sheet, by=by)
    except undoing.CannotUndo as error:
        raise CannotUndo(str(error)) from error


UNDO: dict[str, Callable[[HelpedAct, Any], None]] = {
    "stock": _stock_back,
    "rest": _sold_again,
    "sell_again": _rested,
    "drop": _taken_up,
    "sheet": _sheet_back,
    "take_up": _dropped,
    "review": _not_read,
}
