"""Three shops with a portrait, a story and how it is made, read and approved like any other."""

from uuid import uuid4

from accounts.models import User
from producers import fronting
from producers.models import Producer

from .pictures import picture
from .reading import Row, read


def load_fronts(*, reader: User) -> None:
    """Once; what somebody tried out since stays. Approved steps are what earns the badge “tự làm”."""
    for row in read("fronts.toml").get("front", []):
        producer = Producer.objects.get(slug=row["producer"])
        if not producer.fronts.exists():
            _load_front(producer, row, reader)


def _load_front(producer: Producer, row: Row, reader: User) -> None:
    """Portrait and story are the producer's own: the draft goes on from them."""
    member = producer.memberships.first()
    draft = fronting.draft_of(producer, by=member.user if member else None)
    draft.steps = [_step(told) for told in row["step"]]
    draft.save(update_fields=["steps"])
    fronting.send(draft)
    fronting.approve(draft, by=reader)


def _step(told: Row) -> fronting.Step:
    shown = picture(told["picture"])
    key = str(uuid4())
    return {"key": key, "words": told["words"], "picture": shown and shown.pk}
