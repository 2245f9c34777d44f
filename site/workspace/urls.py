from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import (
    collecting,
    freight,
    money,
    order_work,
    parcel_work,
    preorders,
    rounds,
    sales_book,
    sending,
    views,
)

app_name = "workspace"
urlpatterns = [
    path(_("kenh-ban/"), views.today, name="today"),
    path(_("kenh-ban/don/"), views.orders, name="orders"),
    path(_("kenh-ban/don/<str:code>/"), views.order, name="order"),
    path(_("kenh-ban/don/<str:code>/nhan/"), views.accept, name="accept"),
    path(_("kenh-ban/don/<str:code>/dong-goi/"), views.pack, name="pack"),
    path(_("kenh-ban/don/<str:code>/giao/"), views.hand_over, name="hand_over"),
    path(_("kenh-ban/don/<str:code>/gui-hang/"), sending.send, name="send"),
    path(_("kenh-ban/don/<str:code>/gui-hang/nhan/"), sending.label, name="label"),
    path(_("kenh-ban/don/<str:code>/gui-hang/huy/"), sending.call_off, name="call_off"),
    path(_("kenh-ban/don/<str:code>/da-giao/"), views.deliver, name="deliver"),
    path(_("kenh-ban/don/<str:code>/khong-lam-duoc/"), views.decline, name="decline"),
    path(
        _("kenh-ban/don/<str:code>/bao-cuoc/"),
        freight.quote_freight,
        name="quote_freight",
    ),
    path(
        _("kenh-ban/don/<str:code>/da-nhan-tien/"),
        views.money_received,
        name="money_received",
    ),
    path(_("kenh-ban/tien-ve/"), collecting.collecting, name="collecting"),
    path(_("kenh-ban/tien-ve/<str:code>/"), collecting.collected, name="collected"),
    path(_("kenh-ban/don/<str:code>/mon/<int:pk>/lam/"), order_work.take, name="take"),
    path(
        _("kenh-ban/don/<str:code>/mon/<int:pk>/thieu/"), order_work.short, name="short"
    ),
    path(
        _("kenh-ban/don/<str:code>/mon/<int:pk>/can/"), order_work.weigh, name="weigh"
    ),
    path(_("kenh-ban/don/<str:code>/anh/<str:photo>/"), order_work.photo, name="photo"),
    path(_("kenh-ban/don/<str:code>/nhan-tin/"), order_work.say, name="say"),
    path(_("kenh-ban/don/<str:code>/kien/"), parcel_work.make, name="make_parcel"),
    path(
        _("kenh-ban/don/<str:code>/kien/<int:pk>/giao/"),
        parcel_work.send,
        name="send_parcel",
    ),
    path(_("kenh-ban/phieu-kien/"), parcel_work.slips, name="slips"),
    path(
        _("kenh-ban/don/<str:code>/tra/<str:back>/"),
        parcel_work.answer_return,
        name="answer_return",
    ),
    path(_("kenh-ban/hang/"), views.stock, name="stock"),
    path(_("kenh-ban/hang/<str:sku>/"), views.set_stock, name="set_stock"),
    path(_("kenh-ban/gom-hang/"), rounds.pick_up_round, name="round"),
    path(_("kenh-ban/dat-truoc/"), preorders.offers, name="preorders"),
    path(
        _("kenh-ban/dat-truoc/<int:pk>/san-sang/"),
        preorders.ready,
        name="preorders_ready",
    ),
    path(
        _("kenh-ban/dat-truoc/<int:pk>/doi/"),
        preorders.move_season,
        name="preorders_move",
    ),
    path(_("kenh-ban/khach/"), views.guests, name="guests"),
    path(_("kenh-ban/khach/<str:code>/"), views.answer_guest, name="answer_guest"),
    path(_("kenh-ban/tien/"), money.money, name="money"),
    path(_("kenh-ban/tien/<str:period>/"), money.money, name="money_of"),
    path(
        _("kenh-ban/tien/<str:period>/khoan/<slug:figure>/"),
        money.money_lines,
        name="money_lines",
    ),
    path(
        _("kenh-ban/tien/<str:period>/bang-ke.pdf"), money.money_pdf, name="money_pdf"
    ),
    path(
        _("kenh-ban/tien/<str:period>/bang-ke.xlsx"),
        money.money_xlsx,
        name="money_xlsx",
    ),
    path(_("kenh-ban/so-ban-hang/"), sales_book.sales_book, name="sales_book"),
    path(
        _("kenh-ban/so-ban-hang/<str:period>/"),
        sales_book.sales_book,
        name="sales_book_of",
    ),
    path(
        _("kenh-ban/so-ban-hang/<uuid:key>/gach/"),
        sales_book.strike_sale,
        name="strike_sale",
    ),
    path(
        _("kenh-ban/so-ban-hang/<str:period>/so.xlsx"),
        sales_book.sales_book_xlsx,
        name="sales_book_xlsx",
    ),
    path(_("kenh-ban/thue/<int:year>.pdf"), sales_book.tax_pdf, name="tax_pdf"),
    path(_("kenh-ban/thue/<int:year>.xlsx"), sales_book.tax_xlsx, name="tax_xlsx"),
    path(_("kenh-ban/toi/"), views.me, name="me"),
]
