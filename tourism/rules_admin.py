"""Rules of experiences for editors: policies, questions, prices, places, days, rates."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Ledger, Register, TranslatedForm, only

from .models import (
    CancellationPolicy,
    ExchangeRate,
    GroupPrice,
    LunarDay,
    Need,
    Question,
    Redemption,
    Resource,
    ScheduleException,
    Venue,
)

only(Redemption, "view")
OPTION = {"option": _("Lựa chọn")}


class Policies(Register):
    model = CancellationPolicy
    icon = "undo"
    list_display = ["name"]
    search_fields = ["name_vi", "name_en"]
    ordering = ["pk"]
    panels = [
        FieldPanel("name_vi", heading=_("Tên quy định huỷ")),
        FieldPanel("name_en", heading=_("Tên tiếng Anh")),
        InlinePanel(
            "tiers",
            panels=[
                FieldRowPanel([FieldPanel("minutes_before"), FieldPanel("percent")])
            ],
            heading=_("Trả lại bao nhiêu; không có dòng nào là không hoàn tiền"),
            label=_("mức"),
        ),
    ]


class Questions(Register):
    model = Question
    icon = "help"
    related = ("option__experience",)
    list_display = ["option", "kind", "text", "is_required"]
    list_filter = ["kind"]
    search_fields = ["text_vi", "option__experience__name_vi"]
    ordering = ["option", "sort_order"]
    labels = OPTION
    panels = [
        FieldPanel("option", heading=OPTION["option"]),
        FieldPanel("kind"),
        FieldPanel("text_vi", heading=_("Câu hỏi")),
        FieldPanel("text_en", heading=_("Câu hỏi, tiếng Anh")),
        FieldRowPanel([FieldPanel("is_required"), FieldPanel("sort_order")]),
    ]


class GroupPrices(Register):
    model = GroupPrice
    icon = "group"
    related = ("option__experience",)
    list_display = ["option", "up_to", "price"]
    search_fields = ["option__experience__name_vi"]
    ordering = ["option", "up_to"]
    labels = OPTION
    panels = [
        FieldPanel("option", heading=OPTION["option"]),
        FieldRowPanel([FieldPanel("up_to"), FieldPanel("price")]),
    ]


class Venues(Register):
    model = Venue
    icon = "home"
    list_display = ["name", "host", "step_free", "toilet", "checked_on"]
    list_filter = ["host", "step_free"]
    search_fields = ["name_vi", "host__name_vi"]
    ordering = ["name"]
    panels = [
        FieldPanel("host"),
        FieldPanel("name_vi", heading=_("Tên nơi đón")),
        FieldPanel("name_en", heading=_("Tên tiếng Anh")),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("step_free"), FieldPanel("door_width_cm")]),
        FieldRowPanel([FieldPanel("drop_off_m"), FieldPanel("toilet")]),
        FieldRowPanel([FieldPanel("seats_with_back"), FieldPanel("shade")]),
        FieldRowPanel([FieldPanel("loud"), FieldPanel("smoke_or_scent")]),
        FieldRowPanel([FieldPanel("quiet_time"), FieldPanel("assistance")]),
        FieldPanel("checked_on"),
    ]


class Resources(Register):
    model = Resource
    icon = "user"
    list_display = ["name", "kind", "host", "weight", "is_active"]
    list_filter = ["kind", "host", "is_active"]
    search_fields = ["name", "host__name_vi"]
    ordering = ["kind", "name"]
    panels = [
        FieldRowPanel([FieldPanel("host"), FieldPanel("kind")]),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("languages"), FieldPanel("weight")]),
        FieldPanel("is_active"),
    ]


class Needs(Register):
    model = Need
    icon = "link"
    related = ("option__experience",)
    list_display = ["option", "resource", "takes_turns"]
    list_filter = ["takes_turns"]
    search_fields = ["option__experience__name_vi", "resource__name"]
    ordering = ["option", "resource"]
    labels = {**OPTION, "resource": _("Người và đồ")}
    panels = [
        FieldPanel("option", heading=labels["option"]),
        FieldPanel("resource", heading=labels["resource"]),
        FieldPanel("takes_turns"),
    ]


class Exceptions(Register):
    model = ScheduleException
    icon = "warning"
    related = ("option__experience",)
    list_display = ["option", "day", "kind", "starts", "capacity"]
    list_filter = ["kind", "day"]
    search_fields = ["option__experience__name_vi"]
    ordering = ["-day"]
    panels = [
        FieldPanel("option"),
        FieldRowPanel([FieldPanel("day"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldRowPanel([FieldPanel("capacity"), FieldPanel("reason")]),
    ]


class ConfirmForm(TranslatedForm):
    """The calendar proposes, an editor who asked the village confirms; then the days are sold."""

    is_confirmed = forms.BooleanField(
        label=_("Làng đã xác nhận những ngày này"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_confirmed"].initial = bool(self.instance.confirmed_at)

    def save(self, commit: bool = True) -> Any:
        if not self.cleaned_data["is_confirmed"]:
            self.instance.confirmed_at = self.instance.confirmed_by = None
        elif not self.instance.confirmed_at:
            self.instance.confirmed_at = timezone.now()
            self.instance.confirmed_by = self.for_user
        return super().save(commit)


class LunarDays(Register):
    model = LunarDay
    icon = "date"
    related = ("schedule__option__experience",)
    list_display = ["schedule", "lunar_year", "first_day", "last_day", "confirmed_at"]
    list_filter = ["lunar_year"]
    search_fields = ["schedule__option__experience__name_vi"]
    ordering = ["first_day"]
    panels_form = ConfirmForm
    panels = [
        FieldPanel("schedule"),
        FieldRowPanel([FieldPanel("lunar_year"), FieldPanel("is_leap")]),
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        FieldPanel("is_confirmed"),
    ]


class Rates(Register):
    model = ExchangeRate
    icon = "globe"
    list_display = ["currency", "dong", "effective_from", "effective_to", "source"]
    list_filter = ["currency"]
    search_fields = ["currency", "source"]
    ordering = ["currency", "-effective_from"]
    panels = [
        FieldRowPanel([FieldPanel("currency"), FieldPanel("dong")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("source"),
    ]


class Checks(Ledger):
    model = Redemption
    icon = "tick"
    list_display = ["at", "host", "booking", "result", "is_offline"]
    list_filter = ["result", "is_offline", "host"]
    search_fields = ["booking__code"]
    ordering = ["-at"]
    labels = {"booking": _("Đặt chỗ"), "host": _("Người đón khách")}


class Rules(ViewSetGroup):
    menu_label = _("Quy tắc đón khách")
    menu_name = "visit-rules"
    menu_icon = "list-ul"
    menu_order = 221
    items = (
        Policies,
        Questions,
        GroupPrices,
        Venues,
        Resources,
        Needs,
        Exceptions,
        LunarDays,
        Rates,
        Checks,
    )
