"""Orders, for reading: makers move them in their workspace, gateways pay them. Tariffs are edited here."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Ledger, Register, only
from core.deeds import LedgerWithDeeds
from core.listings import FoldedIndexView
from core.message_admin import Messages

from .carrier_admin import Delivery as Delivery
from .gathering_admin import Consolidators
from .models import Order, ProducerOrder, ReturnTerm, ShippingRate
from .offers_admin import AllSellingTerms, PickupPoints, Vouchers, VoucherUses
from .order_admin import DEEDS
from .order_admin import Aftercare as Aftercare
from .recalled import tell_everybody as tell_everybody

only(Order, "view")
only(ProducerOrder, "view")


class Orders(Ledger):
    model = Order
    icon = "doc-full-inverse"
    gathered = ("parts",)
    index_view_class = FoldedIndexView
    list_display = ["number", "name", "phone", "total", "placed_at"]
    list_filter = ["placed_at", "language"]
    list_export = [*list_display, "email", "place", "street", "note"]
    export_filename = "don-dat-hang"
    search_fields = ["number", "name", "phone", "email"]
    ordering = ["-placed_at"]
    labels = {
        "total": _("Tổng tiền"),
        "place": _("Xã, phường"),
        "parts": _("Gồm các đơn"),
        "language": _("Ngôn ngữ"),
        "user": _("Tài khoản"),
    }
    inspect_view_fields = [
        "number", "placed_at", "parts", "total", "name", "phone", "email", "place", "street",
        "note", "user", "language",
    ]  # fmt: skip


class ProducerOrders(LedgerWithDeeds):
    model = ProducerOrder
    deeds = DEEDS
    icon = "clipboard-list"
    index_view_class = FoldedIndexView
    list_display = [
        "code",
        "producer",
        "state",
        "settlement",
        "goods_total",
        "shipping_fee",
        "order",
    ]
    list_filter = ["state", "settlement", "producer", "order__placed_at"]
    list_export = [*list_display, "total"]
    export_filename = "don-cua-nha-san-xuat"
    search_fields = [
        "code",
        "order__number",
        "order__name",
        "order__phone",
        "producer__name_vi",
    ]
    ordering = ["-pk"]
    labels = {
        "producer": _("Nhà sản xuất"),
        "order": _("Đơn đặt hàng"),
        "lines": _("Các món"),
        "events": _("Diễn biến"),
        "shipments": _("Giao hàng"),
        "total": _("Tổng tiền"),
    }
    inspect_view_fields = [
        "code", "order", "producer", "state", "settlement", "lines", "goods_total", "shipping_fee", "fee_receiver",
        "total", "events", "shipments",
    ]  # fmt: skip


class ShippingRates(Register):
    model = ShippingRate
    icon = "table"
    list_display = [
        "ship_policy",
        "zone",
        "up_to_g",
        "fee",
        "effective_from",
        "effective_to",
    ]
    list_filter = ["zone", "effective_from"]
    list_export = [*list_display, "basis"]
    export_filename = "bieu-phi-giao-hang"
    search_fields = ["basis"]
    ordering = ["ship_policy", "zone", "up_to_g"]
    labels = {"ship_policy": _("Cách giao")}
    panels = [
        FieldRowPanel(
            [
                FieldPanel("ship_policy", heading=labels["ship_policy"]),
                FieldPanel("zone"),
            ]
        ),
        FieldRowPanel([FieldPanel("up_to_g"), FieldPanel("fee")]),
        FieldRowPanel([FieldPanel("days_from"), FieldPanel("days_to")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("basis"),
    ]


class ReturnTerms(Register):
    model = ReturnTerm
    icon = "date"
    list_display = ["kind", "hours", "effective_from", "effective_to", "legal_basis"]
    list_filter = ["kind", "effective_from"]
    list_export = list_display
    export_filename = "thoi-han-tra-hang"
    search_fields = ["legal_basis"]
    ordering = ["kind", "-effective_from"]
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("hours")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("legal_basis"),
    ]


class Sales(ViewSetGroup):
    menu_label = _("Đơn hàng")
    menu_name = "sales"
    menu_icon = "doc-full-inverse"
    menu_order = 240
    items = (
        Orders,
        ProducerOrders,
        ShippingRates,
        AllSellingTerms,
        PickupPoints,
        Vouchers,
        VoucherUses,
        Consolidators,
        Messages,
        ReturnTerms,
    )


hooks.register("register_admin_viewset", Sales)
