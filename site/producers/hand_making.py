"""An officer takes the badge “tự làm” away, or lets proof count again; written down, and the maker told."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from .contact import tell
from .history import write_down
from .models import HandMadeLoss, Producer

TAKEN = gettext_lazy("Dấu “tự làm” của bạn bị rút")
GIVEN_BACK = gettext_lazy("Dấu “tự làm” của bạn được xét lại")


class CannotDo(ValueError):
    """It was done already, or no reason was given; `str()` says which."""


def is_lost(producer: Producer) -> bool:
    return producer.hand_made_losses.filter(ended_at=None).exists()


@transaction.atomic
def take_away(producer: Producer, *, by: Any, note: str) -> None:
    if not note.strip():
        raise CannotDo(_("Hãy viết một câu; nhà sản xuất sẽ đọc câu này."))
    Producer.objects.select_for_update().get(pk=producer.pk)
    if is_lost(producer):
        raise CannotDo(_("Dấu “tự làm” đang bị rút rồi."))
    HandMadeLoss.objects.create(producer=producer, reason=note.strip()[:300], by=by)
    _say(producer, gettext_noop("rút dấu tự làm"), TAKEN, by=by, note=note)


@transaction.atomic
def give_back(producer: Producer, *, by: Any, note: str) -> None:
    """Proof counts again; whether there is enough of it is computed."""
    Producer.objects.select_for_update().get(pk=producer.pk)
    ended = producer.hand_made_losses.filter(ended_at=None)
    if not ended.update(ended_at=timezone.now()):
        raise CannotDo(_("Dấu “tự làm” không bị rút."))
    _say(producer, gettext_noop("xét lại dấu tự làm"), GIVEN_BACK, by=by, note=note)


def _say(producer: Producer, what: str, title: Any, *, by: Any, note: str) -> None:
    event = write_down(producer, what, by=by, note=note)
    tell(producer, f"hand-made:{event.pk}", title, note, page="workspace:hand_made")
