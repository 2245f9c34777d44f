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
    ObjectList,
)
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.models import register_snippet

from core.admin import Ledger, Register, SluggedForm, only
from core.duties import Duty, duty
from producers.models import Producer, Village

from . import ocop_admin as ocop_admin
from .deleting import keep_counted_goods
from .editing import (
    CertificateForm,
)
from .hamper_editing import HamperParts
from .models import (
    Category,
    OcopCertificate,
    Product,
    ProductState,
    ProductVersion,
    StockMovement,
    VersionState,
)
from .preorder_editing import PreorderOffers
from .prices_admin import PriceChanges, SalePrices
from .product_admin import CERTIFICATE, Products
from .reindex import rewrite_search_text
from .reviews_admin import Reviews
from .versions_admin import Versions

only(StockMovement, "view")


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


class Movements(Ledger):
    model = StockMovement
    icon = "history"
    related = ("variant__product",)
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
        Versions,
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
    pending = Product.objects.filter(state=ProductState.PENDING).exclude(
        pk__in=ProductVersion.objects.waiting().values("product")
    )
    url = reverse(Product.snippet_viewset.get_url_name("list"))
    return duty(
        request, _("sản phẩm chờ duyệt"), pending, f"{url}?state={ProductState.PENDING}"
    )


def versions_to_read(request: HttpRequest) -> Duty | None:
    waiting = ProductVersion.objects.waiting()
    url = f"{reverse('productversion:index')}?state={VersionState.PENDING}"
    return duty(request, _("bài đăng của người làm chờ duyệt"), waiting, url)


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
hooks.register("register_editor_duty", versions_to_read)
hooks.register("register_editor_duty", certificates_to_renew)
