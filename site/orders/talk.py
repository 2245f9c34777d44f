"""Words between buyer, maker and operator that stay with the order."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vietnam.text import nfc

from .messages import tell_of_words
from .models import Actor, OrderMessage, ProducerOrder

LONGEST = 1000
MOST_AN_HOUR = 20


class CannotSay(Exception):
    """Why a message was not taken, in words for its writer."""


@transaction.atomic
def say(
    part: ProducerOrder, text: str, *, author: Actor, by: Any = None
) -> OrderMessage:
    """Write a message and tell the other side. Raises CannotSay."""
    part = ProducerOrder.objects.locked().get(pk=part.pk)
    text = nfc(text).strip()
    if not text:
        raise CannotSay(_("Hãy viết vài chữ rồi bấm gửi."))
    if len(text) > LONGEST:
        raise CannotSay(
            _(
                "Lời nhắn dài quá %(most)s chữ cái. Hãy viết ngắn hơn, hoặc chia làm hai."
            )
            % {"most": LONGEST}
        )
    lately = timezone.now() - timedelta(hours=1)
    if part.talk.filter(author=author, at__gte=lately).count() >= MOST_AN_HOUR:
        raise CannotSay(
            _("Bạn đã nhắn nhiều trong một giờ qua. Việc gấp, hãy gọi điện.")
        )
    message = part.talk.create(author=author, by=by, text=text)
    tell_of_words(message)
    return message


def seen(part: ProducerOrder, reader: Actor) -> None:
    """The reader opened the order; what others wrote is seen from now on."""
    column = "seen_by_maker_at" if reader == Actor.MAKER else "seen_by_buyer_at"
    part.talk.filter(**{column: None}).exclude(author=reader).update(
        **{column: timezone.now()}
    )
