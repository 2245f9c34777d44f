"""Goods, for editors. Stock is changed by movements only, also here."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
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
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from core.admin import (
    Details,
    Duty,
    Ledger,
    Listing,
    Register,
    RowsPanel,
    SluggedForm,
    duty,
    only,
)
from producers.models import Producer, Village

from .deleting import keep_counted_goods
from .editing import (
    CertificateForm,
    PackRows,
    ProductForm,
    ProductSearchForm,
    VariantForm,
)
from .hamper_editing import HamperParts
from .models import (
    Category,
    OcopCertificate,
    Product,
    ProductState,
    Review,
    StockMovement,
)
from .preorder_editing import PreorderOffers
from .prices_admin import PriceChanges, SalePrices
from .reindex import rewrite_search_text

only(Review, "view")
only(StockMovement, "view")


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


class Categories(Register):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "ocop_group", "position"]
    list_filter = ["ocop_group"]
    list_export = [*list_display, "slug"]
    export_filename = "nhom-hang"
    search_fields = ["name_vi", "name_en"]
    ordering = ["position", "name"]
    sort_order_field = "position"
    edit_handler = ObjectList(
        [
            FieldPanel("name_vi", heading=_("Tên nhóm")),
            FieldPanel("name_en", heading=_("Tên tiếng Anh")),
            FieldPanel("slug", help_text=_("Để trống: lấy từ tên.")),
            FieldRowPanel([FieldPanel("ocop_group"), FieldPanel("position")]),
        ],
        base_form_class=SluggedForm,
    )


class Certificates(Register):
    model = OcopCertificate
    icon = "pick"
    list_display = [
        "product",
        "stars",
        "decision_no",
        "issuer_level",
        "issued_on",
        "expires_on",
    ]
    list_filter = ["stars", "issuer_level", "expires_on"]
    list_export = list_display
    export_filename = "chung-nhan-ocop"
    search_fields = ["product__name_vi", "product__producer__name_vi", "decision_no"]
    ordering = ["expires_on"]
    labels = {"product": _("Sản phẩm")}
    edit_handler = ObjectList(
        [FieldPanel("product", heading=labels["product"]), *CERTIFICATE],
        base_form_class=CertificateForm,
    )


class Reviews(Ledger):
    model = Review
    icon = "comment"
    list_display = ["product", "rating", "author_name", "written_at"]
    list_filter = ["rating", "written_at"]
    list_export = [*list_display, "text"]
    export_filename = "danh-gia"
    search_fields = ["author_name", "text", "product__search_text"]
    ordering = ["-written_at"]
    labels = {"product": _("Sản phẩm"), "purchase_code": _("Mã đơn")}
    inspect_view_fields = [
        "product",
        "rating",
        "author_name",
        "text",
        "written_at",
        "purchase_code",
    ]


class Movements(Ledger):
    model = StockMovement
    icon = "history"
    list_display = ["variant", "delta", "reason", "reference", "by", "at"]
    list_filter = ["reason", "at"]
    list_export = list_display
    export_filename = "bien-dong-ton"
    search_fields = ["variant__sku", "variant__product__search_text", "reference"]
    ordering = ["-pk"]
    labels = {"variant": _("Quy cách"), "by": _("Người sửa")}


class Goods(ViewSetGroup):
    menu_label = _("Hàng hoá")
    menu_name = "goods"
    menu_icon = "tag"
    menu_order = 200
    items = (
        Products,
        Categories,
        Certificates,
        SalePrices,
        PriceChanges,
        HamperParts,
        PreorderOffers,
        Reviews,
        Movements,
    )


register_snippet(Goods)

FOLLOWED = {Village: "village", Producer: "producer", Category: "category"}


def follow_new_name(request: HttpRequest, row: Any) -> None:
    """Products are found by the names of their village, maker and category."""
    if owner := FOLLOWED.get(type(row)):
        rewrite_search_text.enqueue(owner, row.pk)


def products_to_read(request: HttpRequest) -> Duty | None:
    pending = Product.objects.filter(state=ProductState.PENDING)
    url = reverse(Product.snippet_viewset.get_url_name("list"))
    return duty(
        request, _("sản phẩm chờ duyệt"), pending, f"{url}?state={ProductState.PENDING}"
    )


def certificates_to_renew(request: HttpRequest) -> Duty | None:
    today = timezone.localdate()
    last = today + timedelta(days=90)
    expiring = OcopCertificate.objects.filter(expires_on__range=(today, last))
    span = urlencode(
        {"expires_on_from": f"{today:%d/%m/%Y}", "expires_on_to": f"{last:%d/%m/%Y}"}
    )
    url = f"{reverse('ocopcertificate:index')}?{span}"
    return duty(request, _("chứng nhận OCOP sắp hết hạn (90 ngày)"), expiring, url)


hooks.register("before_delete_snippet", keep_counted_goods)
hooks.register("after_edit_register", follow_new_name)
hooks.register("register_editor_duty", products_to_read)
hooks.register("register_editor_duty", certificates_to_renew)
