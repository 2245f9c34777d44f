"""The register of villages and makers, for editors."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Register, SluggedForm
from core.deeds import WithDeeds
from vietnam.forms import PhoneField

from . import front_admin as front_admin
from .application_admin import DEEDS, ApplicationView
from .models import Membership, Producer, Village
from .recognition_admin import Recognition


class Villages(Register):
    model = Village
    add_to_reference_index = True  # it holds a picture
    icon = "home"
    list_display = [
        "name",
        "craft",
        "region",
        "title_kind",
        "recognised_year",
        "commune_code",
    ]
    list_filter = ["region", "trade_group", "title_kind"]
    list_export = [
        *list_display,
        "trade_group",
        "decision_no",
        "old_place",
        "lat",
        "lon",
    ]
    export_filename = "lang-nghe"
    search_fields = ["name_vi", "name_en", "craft_vi", "old_place_vi"]
    ordering = ["region", "name"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name_vi", heading=_("Tên làng nghề")),
                    FieldPanel("slug", help_text=_("Để trống: lấy từ tên.")),
                    FieldPanel("craft_vi", heading=_("Nghề")),
                    FieldPanel("lead_vi", heading=_("Một câu giới thiệu")),
                    FieldPanel("old_place_vi", heading=_("Tên nơi trước 7/2025")),
                    FieldPanel("how_to_get_there_vi", heading=_("Đường đến")),
                ],
                heading=_("Tiếng Việt"),
            ),
            ObjectList(
                [
                    FieldPanel("name_en", heading=_("Tên tiếng Anh")),
                    FieldPanel("craft_en", heading=_("Nghề")),
                    FieldPanel("lead_en", heading=_("Một câu giới thiệu")),
                    FieldPanel("old_place_en", heading=_("Tên nơi trước 7/2025")),
                    FieldPanel("how_to_get_there_en", heading=_("Đường đến")),
                ],
                heading="English",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("region"), FieldPanel("trade_group")]),
                    FieldRowPanel(
                        [FieldPanel("title_kind"), FieldPanel("recognised_year")]
                    ),
                    FieldPanel("decision_no"),
                    FieldPanel("commune_code"),
                    FieldRowPanel([FieldPanel("lat"), FieldPanel("lon")]),
                    FieldPanel("photo"),
                ],
                heading=_("Hồ sơ"),
            ),
        ],
        base_form_class=SluggedForm,
    )


DECIDED = _("Xác minh, tạm ngừng: bấm các nút ở trang Chi tiết của nhà sản xuất.")


class ProducerForm(SluggedForm):
    phone = PhoneField(label=_("Điện thoại"))


class Producers(WithDeeds):
    model = Producer
    add_to_reference_index = True  # it holds a picture
    deeds = DEEDS
    inspect_view_class = ApplicationView
    inspect_view_fields = [
        "name", "kind", "village", "contact_name", "phone", "email", "street",
        "makes", "makes_food", "applied_at", "verification", "verification_note",
        "verified_at", "suspended_at",
    ]  # fmt: skip
    icon = "group"
    list_display = [
        "name",
        "kind",
        "village",
        "contact_name",
        "phone",
        "verification",
        "suspended_at",
    ]
    list_filter = ["kind", "village", "verification", "is_demo"]
    list_export = [
        *list_display,
        "email",
        "commune_code",
        "street",
        "since_year",
        "verified_at",
    ]
    export_filename = "nha-san-xuat"
    search_fields = ["name_vi", "name_en", "contact_name", "phone", "village__name_vi"]
    ordering = ["name"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name_vi", heading=_("Tên nhà sản xuất")),
                    FieldPanel("slug", help_text=_("Để trống: lấy từ tên.")),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("village")]),
                    FieldPanel("since_year"),
                    FieldPanel("story_vi", heading=_("Câu chuyện")),
                    FieldPanel("photo"),
                ],
                heading=_("Tiếng Việt"),
            ),
            ObjectList(
                [
                    FieldPanel("name_en", heading=_("Tên tiếng Anh")),
                    FieldPanel("story_en", heading=_("Câu chuyện")),
                ],
                heading="English",
            ),
            ObjectList(
                [
                    FieldPanel("contact_name"),
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                    FieldRowPanel([FieldPanel("commune_code"), FieldPanel("street")]),
                ],
                heading=_("Liên hệ"),
            ),
            ObjectList(
                [
                    FieldPanel("sells_through"),
                    FieldPanel("bank_bin"),
                    FieldPanel("bank_account"),
                    FieldPanel("bank_holder"),
                ],
                heading=_("Tài khoản nhận tiền"),
            ),
            ObjectList(
                [
                    FieldPanel("verification", read_only=True, help_text=DECIDED),
                    FieldPanel("verified_at", read_only=True),
                    FieldPanel("suspended_at", read_only=True),
                    FieldPanel("gs1_prefix"),
                    FieldPanel("is_demo"),
                ],
                heading=_("Xác minh"),
            ),
        ],
        base_form_class=ProducerForm,
    )


class Memberships(Register):
    model = Membership
    icon = "user"
    list_display = ["user", "called", "producer", "role"]
    list_filter = ["role"]
    list_export = list_display
    export_filename = "thanh-vien"
    search_fields = [
        "user__full_name",
        "user__email",
        "user__phone",
        "producer__name_vi",
    ]
    ordering = ["producer__name", "role"]
    labels = {"user": _("Người dùng"), "producer": _("Nhà sản xuất")}
    panels = [
        FieldPanel("user", heading=labels["user"]),
        FieldPanel("producer", heading=labels["producer"]),
        FieldPanel("role"),
    ]


class People(ViewSetGroup):
    menu_label = _("Làng và người làm")
    menu_name = "people"
    menu_icon = "group"
    menu_order = 210
    items = (Villages, Producers, Memberships)


hooks.register("register_admin_viewset", People)
hooks.register("register_admin_viewset", Recognition)
