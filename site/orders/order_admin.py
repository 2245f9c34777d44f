"""What the operator may do with an order: in a maker's place, against a silence, after a quarrel."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets import AdminDateInput

from core.admin import Ledger, Register, only
from core.deeds import Deed, LedgerWithDeeds
from core.duties import Duty, duty
from core.models import AuditEvent
from payments.refunds import CannotRefund
from producers.models import Producer
from vietnam.forms import VndField

from . import cash_by_hand, on_behalf, returning, silence, suspended, talk
from .fulfil import CannotMove
from .models import (
    Actor,
    Hold,
    IllegalMove,
    OrderMessage,
    ProducerOrder,
    Return,
    ReturnState,
    SilenceRule,
    State,
)
from .remitting import CannotRemit

for model in (Return, OrderMessage, Hold, AuditEvent):
    only(model, "view")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do (hai bên đều đọc được)"), max_length=200)


class HoldForm(ReasonForm):
    until = forms.DateField(label=_("Giữ đến hết ngày"), widget=AdminDateInput)


class WordsForm(forms.Form):
    text = forms.CharField(label=_("Lời nhắn"), max_length=1000)


REFUSALS = (
    CannotMove,
    CannotRefund,
    CannotRemit,
    returning.CannotReturn,
    talk.CannotSay,
)


def kindly(do: Callable[..., Any]) -> Callable[..., Any]:
    """The verb with its refusals as sentences for an editor."""

    def done(row: Any, **facts: Any) -> None:
        try:
            do(row, **facts)
        except IllegalMove as error:
            raise ValueError(gettext("Trạng thái vừa đổi. Hãy xem lại.")) from error
        except REFUSALS as e:
            raise ValueError(str(e)) from e

    return done


class CashForm(forms.Form):
    kept = VndField(label=_("Cước nơi gửi giữ lại"), or_nothing=True)


def _say(part: ProducerOrder, *, by: Any, text: str) -> None:
    talk.say(part, text, author=Actor.OPERATOR, by=by)


def _in(*states: str) -> Callable[[Any], bool]:
    return lambda row: row.state in states


def _is_held(part: ProducerOrder) -> bool:
    return bool(part.holds.in_force().exists())


DEEDS = (
    Deed("nhan", _("Nhận đơn thay"), kindly(on_behalf.accept), _in(State.PLACED)),
    Deed("goi", _("Ghi đã đóng gói"), kindly(on_behalf.pack), _in(State.ACCEPTED)),
    Deed(
        "giao", _("Ghi đã đưa đi giao"), kindly(on_behalf.hand_over), _in(State.PACKED)
    ),
    Deed(
        "da-giao",
        _("Ghi khách đã nhận"),
        kindly(on_behalf.deliver),
        _in(State.HANDED_OVER),
    ),
    Deed(
        "thu-ho",
        _("Ghi tiền thu hộ đã về nhà sản xuất (hàng tự mang đi gửi)"),
        kindly(on_behalf.cash_came),
        lambda part: cash_by_hand.to_come().filter(pk=part.pk).exists(),
        form=CashForm,
    ),
    Deed(
        "huy",
        _("Huỷ đơn; tiền đã trả chờ người thứ hai duyệt hoàn"),
        kindly(on_behalf.cancel),
        _in(State.PLACED, State.ACCEPTED, State.PACKED),
        form=ReasonForm,
    ),
    Deed(
        "giu",
        _("Giữ đơn lại"),
        kindly(on_behalf.hold),
        lambda part: part.is_open and not _is_held(part),
        form=HoldForm,
    ),
    Deed("bo-giu", _("Bỏ giữ đơn"), kindly(on_behalf.lift), _is_held),
    Deed(
        "nhan-tin", _("Nhắn hai bên"), kindly(_say), lambda part: True, form=WordsForm
    ),
)


def _accept_return(back: Return, *, by: Any) -> None:
    on_behalf.decide_return(back, by=by)


def _uphold(back: Return, *, by: Any, reason: str) -> None:
    on_behalf.decide_return(back, by=by, refuse_because=reason)


class Returns(LedgerWithDeeds):
    model = Return
    icon = "undo"
    list_display = ["code", "part", "reason", "state", "amount", "requested_at"]
    list_filter = ["state", "reason", "requested_at"]
    list_export = [*list_display, "text", "keeps_goods", "restocked"]
    export_filename = "tra-hang"
    search_fields = ["code", "part__code", "part__order__phone"]
    ordering = ["-pk"]
    labels = {
        "part": _("Đơn của nhà sản xuất"),
        "amount": _("Số tiền"),
        "lines": _("Các món"),
        "events": _("Diễn biến"),
    }
    inspect_view_fields = [
        "code", "part", "reason", "text", "state", "amount", "requested_at", "lines", "events",
        "keeps_goods", "with_delivery", "restocked",
    ]  # fmt: skip
    deeds = (
        Deed(
            "dong-y",
            _("Cho trả hàng"),
            kindly(_accept_return),
            _in(ReturnState.APPEALED),
        ),
        Deed(
            "giu-nguyen",
            _("Giữ nguyên quyết định của người bán"),
            kindly(_uphold),
            _in(ReturnState.APPEALED),
            form=ReasonForm,
        ),
    )


class Talk(Ledger):
    model = OrderMessage
    icon = "comment"
    list_display = ["part", "author", "text", "at"]
    list_filter = ["author", "at"]
    list_export = list_display
    export_filename = "loi-nhan-ve-don"
    search_fields = ["part__code", "text"]
    ordering = ["-pk"]
    labels = {"part": _("Đơn của nhà sản xuất")}


class Holds(Ledger):
    model = Hold
    name = "orderhold"
    icon = "lock"
    list_display = ["part", "reason", "since", "until", "lifted_at"]
    list_filter = ["until", "lifted_at"]
    list_export = list_display
    export_filename = "don-bi-giu"
    search_fields = ["part__code", "reason"]
    ordering = ["-pk"]
    labels = {"part": _("Đơn của nhà sản xuất")}


class Audit(Ledger):
    model = AuditEvent
    icon = "history"
    list_display = ["at", "by_name", "what", "for_whom", "about", "note"]
    list_filter = ["at", "what"]
    list_export = list_display
    export_filename = "viec-lam-thay"
    search_fields = ["by_name", "for_whom", "about", "what", "note"]
    ordering = ["-pk"]


class SilenceRules(Register):
    model = SilenceRule
    icon = "time"
    list_display = ["kind", "after_hours", "effective_from", "effective_to", "basis"]
    list_filter = ["kind"]
    list_export = list_display
    export_filename = "nguoi-ban-im-lang"
    search_fields = ["basis"]
    ordering = ["after_hours"]
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("after_hours")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("basis"),
    ]


class Aftercare(ViewSetGroup):
    menu_label = _("Chăm sóc đơn")
    menu_name = "aftercare"
    menu_icon = "undo"
    menu_order = 242
    items = (Returns, Talk, Holds, Audit, SilenceRules)


def makers_to_call(request: HttpRequest) -> Duty | None:
    url = f"{reverse('producerorder:index')}?state={State.PLACED}"
    label = _("đơn người bán chưa trả lời, hãy gọi họ")
    return duty(request, label, silence.called_for_help(), url)


def returns_to_decide(request: HttpRequest) -> Duty | None:
    appealed = Return.objects.filter(state=ReturnState.APPEALED)
    url = f"{reverse('return:index')}?state={ReturnState.APPEALED}"
    return duty(request, _("yêu cầu trả hàng nhờ bạn xem lại"), appealed, url)


def orders_without_maker(request: HttpRequest) -> Duty | None:
    label = _("đơn của người bán tạm ngừng, cần bạn lo")
    return duty(request, label, suspended.orphans(), reverse("producerorder:index"))


def tell_buyers(request: HttpRequest, saved: Any) -> HttpResponse | None:
    """A maker was suspended: his buyers hear of it."""
    if isinstance(saved, Producer) and saved.is_suspended:
        suspended.tell_buyers_of(saved)
    return None


hooks.register("register_admin_viewset", Aftercare)
hooks.register("register_editor_duty", makers_to_call)
hooks.register("register_editor_duty", returns_to_decide)
hooks.register("register_editor_duty", orders_without_maker)
hooks.register("after_edit_register", tell_buyers)
