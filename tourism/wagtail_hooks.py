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

from core.admin import Ledger, Register, RowsPanel, SluggedForm, TranslatedForm, only
from core.listings import FoldedIndexView

from . import reseller_admin as reseller_admin
from . import rules_admin
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
    FieldRowPanel([FieldPanel("cutoff_minutes"), FieldPanel("policy")]),
    FieldRowPanel([FieldPanel("pricing_per"), FieldPanel("min_participants")]),
]
STEP = [
    FieldPanel("title_vi", heading=_("Việc")),
    FieldPanel("title_en", heading=_("Việc, tiếng Anh")),
    FieldPanel("text_vi", heading=_("Kể thêm")),
    FieldPanel("text_en", heading=_("Kể thêm, tiếng Anh")),
    FieldPanel("sort_order", heading=_("Thứ tự")),
]
FAQ = [
    FieldPanel("question_vi", heading=_("Khách hỏi")),
    FieldPanel("question_en", heading=_("Khách hỏi, tiếng Anh")),
    FieldPanel("answer_vi", heading=_("Trả lời")),
    FieldPanel("answer_en", heading=_("Trả lời, tiếng Anh")),
    FieldPanel("sort_order", heading=_("Thứ tự")),
]


def words(language: str) -> list[FieldPanel]:
    return [FieldPanel(f"{word}_{language}", heading=HEADINGS[word]) for word in WORDS]


class Experiences(Register):
    model = Experience
    add_to_reference_index = True  # it holds a picture
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
                    ),
                    RowsPanel(
                        "faqs",
                        row_form=TranslatedForm,
                        panels=FAQ,
                        heading=_("Khách hay hỏi"),
                        label=_("câu hỏi"),
                    ),
                ],
                heading=_("Từng việc, câu hỏi"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("host"), FieldPanel("village")]),
                    FieldRowPanel([FieldPanel("lat"), FieldPanel("lon")]),
                    FieldRowPanel([FieldPanel("venue"), FieldPanel("languages")]),
                    FieldPanel("availability_type"),
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
                [
                    FieldPanel("state"),
                    FieldRowPanel(
                        [FieldPanel("instant_confirmation"), FieldPanel("answer_hours")]
                    ),
                    FieldPanel("fund_percent"),
                ],
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
        "policy",
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
    related = ("option__experience",)
    list_display = ["option", "unit_type", "name", "price", "min_age", "max_age"]
    list_filter = ["unit_type"]
    list_export = [*list_display, "accompanied_by"]
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
        FieldRowPanel([FieldPanel("min_quantity"), FieldPanel("max_quantity")]),
        FieldRowPanel([FieldPanel("pax_count"), FieldPanel("accompanied_by")]),
        FieldPanel("id_required"),
    ]


class Schedules(Register):
    model = Schedule
    icon = "date"
    related = ("option__experience",)
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
        FieldRowPanel([FieldPanel("ends"), FieldPanel("languages")]),
        FieldRowPanel([FieldPanel("season_from"), FieldPanel("season_to")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldRowPanel([FieldPanel("lunar_day"), FieldPanel("lunar_month")]),
        FieldRowPanel([FieldPanel("span_days"), FieldPanel("leap_policy")]),
        FieldRowPanel([FieldPanel("every_n_years"), FieldPanel("known_year")]),
    ]


class Slots(Register):
    """Places taken are changed by bookings only."""

    model = Availability
    icon = "calendar-check"
    related = ("option__experience",)
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
    related = ("slot__option__experience",)
    gathered = ("items",)
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
hooks.register("register_admin_viewset", rules_admin.Rules)
