"""Products, for editors: words in two languages, packs, certificates, standing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from core.admin import RowsPanel
from core.listings import Details, Listing

from .editing import (
    CertificateForm,
    PackRows,
    ProductForm,
    ProductSearchForm,
    VariantForm,
)
from .models import (
    Product,
)


class ProductIndexView(Listing, IndexView):
    """Searches what the shop searches, so editors find what buyers find."""

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.matching(self.search_query) if self.is_searching else queryset


class ProductDetailsView(Details, InspectView):
    """Every fact of a product, in both languages."""


class ChooseProduct(ChooseView):
    filter_form_class = ProductSearchForm


class ChooseProductResults(ChooseResultsView):
    filter_form_class = ProductSearchForm


class ProductChooser(SnippetChooserViewSet):
    choose_view_class = ChooseProduct
    choose_results_view_class = ChooseProductResults


WORDS_VI = [
    FieldPanel("name_vi", heading=_("Tên sản phẩm")),
    FieldPanel("slug", help_text=_("Để trống: lấy từ tên.")),
    FieldPanel("producer"),
    FieldRowPanel([FieldPanel("village"), FieldPanel("category")]),
    FieldPanel("summary_vi", heading=_("Một câu giới thiệu")),
    FieldPanel("description_vi", heading=_("Mô tả")),
    FieldPanel("ingredients_vi", heading=_("Thành phần")),
    FieldPanel("storage_vi", heading=_("Bảo quản")),
    FieldPanel("usage_vi", heading=_("Cách dùng")),
]
WORDS_EN = [
    FieldPanel("name_en", heading=_("Tên tiếng Anh")),
    FieldPanel("summary_en", heading=_("Một câu giới thiệu")),
    FieldPanel("description_en", heading=_("Mô tả")),
    FieldPanel("ingredients_en", heading=_("Thành phần")),
    FieldPanel("storage_en", heading=_("Bảo quản")),
    FieldPanel("usage_en", heading=_("Cách dùng")),
]
PACK = [
    FieldRowPanel([FieldPanel("sku"), FieldPanel("gtin")]),
    FieldRowPanel(
        [
            FieldPanel("name_vi", heading=_("Quy cách")),
            FieldPanel("name_en", heading=_("Quy cách, tiếng Anh")),
        ]
    ),
    FieldRowPanel(
        [
            FieldPanel("unit_vi", heading=_("Đơn vị")),
            FieldPanel("unit_en", heading=_("Đơn vị, tiếng Anh")),
        ]
    ),
    FieldRowPanel(
        [FieldPanel("price"), FieldPanel("percent_off_parts"), FieldPanel("weight_g")]
    ),
    FieldRowPanel(
        [FieldPanel("net_amount"), FieldPanel("net_unit"), FieldPanel("photo")]
    ),
    FieldRowPanel(
        [FieldPanel("left"), FieldPanel("position"), FieldPanel("is_active")]
    ),
]
CERTIFICATE = [
    FieldRowPanel([FieldPanel("stars"), FieldPanel("decision_no")]),
    FieldPanel("issuer_level"),
    FieldRowPanel([FieldPanel("issued_on"), FieldPanel("expires_on")]),
]
TRADE = [
    RowsPanel(
        "variants",
        row_form=VariantForm,
        rows=PackRows,
        panels=PACK,
        heading=_("Quy cách"),
        label=_("quy cách"),
        min_num=1,
    ),
    FieldRowPanel([FieldPanel("ship_policy"), FieldPanel("tax_category")]),
    FieldRowPanel([FieldPanel("shelf_life_days"), FieldPanel("standards")]),
    FieldPanel("season_months", help_text=_("Đánh dấu những tháng có hàng.")),
]
STANDING = [
    FieldPanel("kind"),
    FieldPanel("state"),
    FieldPanel("published_at", help_text=_("Để trống: lúc được duyệt.")),
    FieldPanel("synonyms"),
]


class Products(SnippetViewSet):
    model = Product
    icon = "tag"
    menu_item_is_registered = True
    index_view_class = ProductIndexView
    inspect_view_class = ProductDetailsView
    chooser_viewset_class = ProductChooser
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["name", "producer", "village", "category", "state", "published_at"]
    list_filter = ["state", "category", "village", "producer", "ship_policy"]
    list_export = [
        *list_display,
        "slug",
        "ship_policy",
        "tax_category",
        "standards",
        "updated_at",
    ]
    export_filename = "san-pham"
    search_fields = ["search_text"]
    ordering = ["-published_at", "pk"]
    inspect_view_fields_exclude = [
        "name",
        "summary",
        "description",
        "ingredients",
        "storage",
        "usage",
        "search_text",
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(WORDS_VI, heading=_("Tiếng Việt")),
            ObjectList(WORDS_EN, heading="English"),
            ObjectList(TRADE, heading=_("Giá và quy cách")),
            ObjectList(
                [
                    FieldPanel("photo"),
                    InlinePanel(
                        "photos",
                        heading=_("Ảnh khác"),
                        label=_("ảnh"),
                        panels=[FieldPanel("picture")],
                    ),
                ],
                heading=_("Ảnh"),
            ),
            ObjectList(
                [
                    RowsPanel(
                        "certificates",
                        row_form=CertificateForm,
                        panels=CERTIFICATE,
                        heading=_("Chứng nhận OCOP"),
                        label=_("chứng nhận"),
                    )
                ],
                heading=_("Chứng nhận OCOP"),
            ),
            ObjectList(STANDING, heading=_("Trạng thái")),
        ],
        base_form_class=ProductForm,
    )
