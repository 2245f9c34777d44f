"""Experiences and who booked them, for editors."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import (
    FoldedIndexView,
    Ledger,
    Register,
    RowsPanel,
    SluggedForm,
    TranslatedForm,
    only,
)

from .models import Availability, Booking, Experience, Option, Schedule, Unit

only(Booking, "view")

WORDS = (
    "summary",
    "description",
    "included",
    "bring",
    "rain_plan",
    "access",
    "meeting_point",
)
HEADINGS = {
    "summary": _("Một câu giới thiệu"),
    "description": _("Bạn sẽ làm gì"),
    "included": _("Đã gồm"),
    "bring": _("Cần mang theo"),
    "rain_plan": _("Khi trời mưa"),
    "access": _("Lối đi, nhà vệ sinh, xe lăn"),
    "meeting_point": _("Điểm hẹn"),
}
OPTION = [
    FieldPanel("duration_minutes"),
    FieldRowPanel([FieldPanel("min_units"), FieldPanel("max_units")]),
    FieldRowPanel([FieldPanel("cutoff_minutes"), FieldPanel("cancel_hours")]),
]
STEP = [
    FieldPanel("title_vi", heading=_("Việc")),
    FieldPanel("title_en", heading=_("Việc, tiếng Anh")),
    FieldPanel("text_vi", heading=_("Kể thêm")),
    FieldPanel("text_en", heading=_("Kể thêm, tiếng Anh")),
    FieldPanel("sort_order", heading=_("Thứ tự")),
]


def words(language: str) -> list[FieldPanel]:
    return [FieldPanel(f"{word}_{language}", heading=HEADINGS[word]) for word in WORDS]


class Experiences(Register):
    model = Experience
    icon = "pick"
    list_display = ["name", "host", "village", "state", "instant_confirmation"]
    list_filter = ["state", "village", "host"]
    list_export = [*list_display, "slug", "meeting_point", "languages"]
    export_filename = "trai-nghiem"
    search_fields = [
        "name_vi",
        "name_en",
        "host__name_vi",
        "village__name_vi",
        "meeting_point_vi",
    ]
    ordering = ["name"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name_vi", heading=_("Tên trải nghiệm")),
                    FieldPanel("slug", help_text=_("Để trống: lấy từ tên.")),
                    *words("vi"),
                ],
                heading=_("Tiếng Việt"),
            ),
            ObjectList(
                [FieldPanel("name_en", heading=_("Tên tiếng Anh")), *words("en")],
                heading="English",
            ),
            ObjectList(
                [
                    RowsPanel(
                        "steps",
                        row_form=TranslatedForm,
                        panels=STEP,
                        heading=_("Từng việc"),
                        label=_("việc"),
                    )
                ],
                heading=_("Từng việc"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("host"), FieldPanel("village")]),
                    FieldRowPanel([FieldPanel("lat"), FieldPanel("lon")]),
                    FieldPanel("languages"),
                    FieldPanel("photo"),
                    InlinePanel(
                        "options",
                        panels=OPTION,
                        min_num=1,
                        heading=_("Lựa chọn"),
                        label=_("lựa chọn"),
                    ),
                ],
                heading=_("Cách tổ chức"),
            ),
            ObjectList(
                [FieldPanel("state"), FieldPanel("instant_confirmation")],
                heading=_("Trạng thái"),
            ),
        ],
        base_form_class=SluggedForm,
    )


class Options(Register):
    model = Option
    icon = "list-ul"
    list_display = [
        "experience",
        "duration_minutes",
        "min_units",
        "max_units",
        "cancel_hours",
    ]
    list_filter = ["duration_minutes"]
    list_export = [*list_display, "cutoff_minutes"]
    export_filename = "lua-chon"
    search_fields = ["experience__name_vi"]
    ordering = ["experience__name", "pk"]
    labels = {"experience": _("Trải nghiệm")}
    panels = [FieldPanel("experience", heading=labels["experience"]), *OPTION]


class Units(Register):
    model = Unit
    icon = "user"
    list_display = ["option", "unit_type", "name", "price", "min_age", "max_age"]
    list_filter = ["unit_type"]
    list_export = [*list_display, "accompanied"]
    export_filename = "gia-ve"
    search_fields = ["name_vi", "option__experience__name_vi"]
    ordering = ["option", "-min_age"]
    labels = {"option": _("Lựa chọn")}
    panels = [
        FieldPanel("option", heading=labels["option"]),
        FieldPanel("unit_type"),
        FieldRowPanel(
            [
                FieldPanel("name_vi", heading=_("Tên")),
                FieldPanel("name_en", heading=_("Tên tiếng Anh")),
            ]
        ),
        FieldPanel("price"),
        FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age")]),
        FieldPanel("accompanied"),
    ]


class Schedules(Register):
    model = Schedule
    icon = "date"
    list_display = [
        "option",
        "weekdays",
        "starts",
        "capacity",
        "season_from",
        "season_to",
    ]
    list_filter = ["starts"]
    list_export = list_display
    export_filename = "lich-lap-lai"
    search_fields = ["option__experience__name_vi"]
    ordering = ["option", "starts"]
    labels = {"option": _("Lựa chọn")}
    panels = [
        FieldPanel("option", heading=labels["option"]),
        FieldPanel("weekdays"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("capacity")]),
        FieldRowPanel([FieldPanel("season_from"), FieldPanel("season_to")]),
    ]


class Slots(Register):
    """Places taken are changed by bookings only."""

    model = Availability
    icon = "calendar-check"
    list_display = ["option", "starts_at", "capacity", "taken", "status"]
    list_filter = ["starts_at", "status"]
    list_export = [*list_display, "ends_at", "cutoff_at"]
    export_filename = "cac-buoi"
    search_fields = ["option__experience__name_vi"]
    ordering = ["-starts_at"]
    labels = {"option": _("Lựa chọn"), "status": _("Trạng thái")}
    panels = [
        FieldPanel("option", heading=labels["option"]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("cutoff_at"),
        FieldRowPanel([FieldPanel("capacity"), FieldPanel("taken", read_only=True)]),
        FieldPanel("status", heading=labels["status"]),
    ]


class Bookings(Ledger):
    model = Booking
    icon = "clipboard-list"
    index_view_class = FoldedIndexView
    list_display = ["code", "slot", "name", "phone", "status", "total", "created_at"]
    list_filter = ["status", "pay_method", "created_at"]
    list_export = [
        *list_display,
        "people",
        "pay_method",
        "email",
        "confirmed_at",
        "cancelled_at",
    ]
    export_filename = "dat-cho"
    search_fields = ["code", "name", "phone", "slot__option__experience__name_vi"]
    ordering = ["-created_at"]
    labels = {
        "slot": _("Buổi"),
        "people": _("Số người"),
        "items": _("Khách"),
        "created_at": _("Đặt lúc"),
        "confirmed_at": _("Xác nhận lúc"),
        "cancelled_at": _("Huỷ lúc"),
        "cancel_reason": _("Lý do huỷ"),
    }
    inspect_view_fields = [
        "code", "slot", "status", "people", "items", "total", "pay_method", "name", "phone",
        "email", "note", "created_at", "confirmed_at", "cancelled_at", "cancel_reason",
    ]  # fmt: skip


class Visits(ViewSetGroup):
    menu_label = _("Trải nghiệm")
    menu_name = "visits"
    menu_icon = "date"
    menu_order = 220
    items = (Experiences, Options, Units, Schedules, Slots, Bookings)


hooks.register("register_admin_viewset", Visits)
