"""Where a maker reads what we write to him."""

from django.urls import reverse
from django.utils.functional import Promise

from core import outbox
from core.outbox import Reader

from .models import Producer, Role


def reader(producer: Producer) -> Reader:
    """The producer's own address, or his first owner's; else his phone."""
    owners = producer.memberships.filter(role=Role.OWNER).exclude(user__email=None)
    first = owners.select_related("user").first()
    email = producer.email or (first.user.email or "" if first else "")
    return Reader(email, producer.phone)


def tell(
    producer: Producer,
    key: str,
    title: str | Promise,
    text: str | Promise = "",
    page: str = "workspace:application",
) -> None:
    """A short word to the maker, once per `key`, with the page where he sees more."""
    path = reverse(page)
    context = {"producer": producer, "title": title, "text": text, "path": path}
    outbox.put(key, reader(producer), "to_maker", context, path=path)
