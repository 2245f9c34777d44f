"""An editor says that something was recorded wrongly; what was recorded stays (EPCIS 2.0, 7.4.1.4)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.deeds import Deed

from .models import ErrorReason, Event
from .recording import declare_error


class ErrorForm(forms.Form):
    """The reasons are those of CBV 2.0, 7.5."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Sai thế nào"), choices=ErrorReason.choices
    )
    corrected_by = forms.CharField(
        label=gettext_lazy("Mã (eventID) của công đoạn ghi lại cho đúng, nếu đã có"),
        max_length=255,
        required=False,
    )


@transaction.atomic
def declare(event: Event, *, by: Any, reason: str, corrected_by: str) -> None:
    """Raises ValueError with a sentence for the editor."""
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    try:
        declare_error(
            event, reason=reason, corrected_by=_right_one(event, corrected_by), by=by
        )
    except ValidationError as error:
        raise ValueError(error.messages[0]) from error


def _right_one(event: Event, event_id: str) -> list[Event]:
    if not event_id:
        return []
    standing = Event.objects.standing().exclude(pk=event.pk)
    found = standing.filter(event_id=event_id).first()
    if found is None:
        raise ValueError(
            _("Không có công đoạn nào khác còn hiệu lực mang mã %(code)s.")
            % {"code": event_id}
        )
    return [found]


DECLARE = Deed(
    "ghi-sai",
    gettext_lazy("Khai báo ghi sai"),
    declare,
    when=lambda event: event.may_be_declared_wrong,
    done=gettext_lazy("Đã khai báo. Cả ghi nhận cũ và lời khai báo đều còn đó."),
    form=ErrorForm,
)
