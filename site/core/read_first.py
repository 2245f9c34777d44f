"""What is read by somebody before it is shown: the draft, what was sent, who decided, and why not.

A listing and a shop front both live so; each declares its own states and the steps between them.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Version = TypeVar("Version", bound="ReadFirst")
DRAFT, PENDING = "draft", "pending"


class IllegalStep(ValueError):
    """The version is no longer where the deed begins; `str()` tells a person so."""

    def __init__(self) -> None:
        super().__init__(_("Bản này vừa được xử lý ở chỗ khác. Hãy xem lại."))


class ReadFirstQuerySet(models.QuerySet[Version]):
    def drafts(self) -> Self:
        return self.filter(state=DRAFT)

    def waiting(self) -> Self:
        return self.filter(state=PENDING)

    def sent(self) -> Self:
        """The history: everything that ever left the maker's hands."""
        return self.exclude(sent_at=None)


class ReadFirst(models.Model):
    """One version; `state` and the `MOVES` between its states are declared by what it is a version of."""

    MOVES: ClassVar[Mapping[Any, Collection[Any]]]
    state: Any

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("người viết"),
    )
    made_at = models.DateTimeField(gettext_lazy("bắt đầu lúc"), default=timezone.now)
    sent_at = models.DateTimeField(gettext_lazy("gửi lúc"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("người duyệt"),
    )
    decided_at = models.DateTimeField(gettext_lazy("quyết lúc"), null=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return bool(self.state == PENDING)

    def must_be_draft(self) -> None:
        """Raises IllegalStep once it was sent."""
        if self.state != DRAFT:
            raise IllegalStep

    def move_to(self, state: str, **facts: Any) -> None:
        """Take one declared step with its `facts`; the row is locked. Raises IllegalStep."""
        if state not in self.MOVES.get(self.state, ()):
            raise IllegalStep
        self.state = state
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *facts])
