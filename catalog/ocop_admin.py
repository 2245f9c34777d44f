"""How OCOP scores, for editors: when the law changes a row is ended and a new one added."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Register, only

from .models import OcopLine, OcopPaper, OcopPart, OcopStar

ROWS: list[type[Model]] = [OcopPart, OcopStar, OcopLine, OcopPaper]
for row in ROWS:
    # A row that counted once is ended, never wiped out.
    only(row, "add", "change", "view")

DATES = FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")])
CODE = FieldRowPanel([FieldPanel("code"), FieldPanel("position")])
BASIS = FieldPanel("legal_basis")
SINCE = ["effective_from", "effective_to"]


class Parts(Register):
    model = OcopPart
    icon = "table"
    list_display = ["code", "name", "points", *SINCE]
    list_filter = SINCE
    list_export = [*list_display, "legal_basis"]
    export_filename = "phan-diem-ocop"
    search_fields = ["code", "name_vi", "legal_basis"]
    labels = {"name_vi": _("Tên phần"), "name_en": _("Tên tiếng Anh")}
    panels = [
        CODE,
        FieldPanel("name_vi", heading=labels["name_vi"]),
        FieldPanel("name_en", heading=labels["name_en"]),
        FieldPanel("points"),
        DATES,
        BASIS,
    ]


class Stars(Register):
    model = OcopStar
    icon = "pick"
    list_display = ["code", "stars", "from_points", "decided_by", *SINCE]
    list_filter = ["stars", *SINCE]
    list_export = [*list_display, "legal_basis"]
    export_filename = "nguong-sao-ocop"
    search_fields = ["code", "decided_by_vi", "legal_basis"]
    labels = {"decided_by_vi": _("Ai công nhận"), "decided_by_en": _("Tiếng Anh")}
    panels = [
        CODE,
        FieldRowPanel([FieldPanel("stars"), FieldPanel("from_points")]),
        FieldPanel("decided_by_vi", heading=labels["decided_by_vi"]),
        FieldPanel("decided_by_en", heading=labels["decided_by_en"]),
        DATES,
        BASIS,
    ]


class Lines(Register):
    model = OcopLine
    icon = "list-ol"
    list_display = ["code", "part", "title", "points", *SINCE]
    list_filter = ["part", *SINCE]
    list_export = [*list_display, "evidence", "legal_basis"]
    export_filename = "dong-cham-ocop"
    search_fields = ["code", "title_vi", "evidence_vi", "legal_basis"]
    panels = [
        CODE,
        FieldRowPanel([FieldPanel("part"), FieldPanel("points")]),
        FieldPanel("title_vi", heading=_("Nội dung")),
        FieldPanel("evidence_vi", heading=_("Nên có bằng chứng gì")),
        FieldPanel("title_en", heading=_("Nội dung, tiếng Anh")),
        FieldPanel("evidence_en", heading=_("Bằng chứng, tiếng Anh")),
        DATES,
        BASIS,
    ]


class Papers(Register):
    model = OcopPaper
    icon = "doc-full"
    list_display = ["code", "name", "is_mandatory", *SINCE]
    list_filter = ["is_mandatory", *SINCE]
    list_export = [*list_display, "hint", "legal_basis"]
    export_filename = "giay-to-ocop"
    search_fields = ["code", "name_vi", "hint_vi", "legal_basis"]
    panels = [
        CODE,
        FieldPanel("is_mandatory"),
        FieldPanel("name_vi", heading=_("Tên giấy tờ")),
        FieldPanel("hint_vi", heading=_("Giải thích")),
        FieldPanel("name_en", heading=_("Tên tiếng Anh")),
        FieldPanel("hint_en", heading=_("Giải thích, tiếng Anh")),
        DATES,
        BASIS,
    ]


class OcopRows(ViewSetGroup):
    menu_label = _("Bộ tiêu chí OCOP")
    menu_name = "ocop"
    menu_icon = "pick"
    menu_order = 205
    items = (Parts, Stars, Lines, Papers)


hooks.register("register_admin_viewset", OcopRows)
