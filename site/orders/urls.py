from django.urls import path
from django.utils.translation import gettext_lazy as _

from .views import answers, basket, card, checkout, order, parcel, preorder, returns

app_name = "orders"
urlpatterns = [
    path(_("gio-hang/"), basket.show_basket, name="basket"),
    path(_("gio-hang/them/<str:sku>/"), basket.add, name="add"),
    path(_("gio-hang/sua/<int:pk>/"), basket.change, name="change"),
    path(_("gio-hang/tinh/"), basket.set_province, name="province"),
    path(_("gio-hang/ma/"), basket.set_voucher, name="voucher"),
    path(_("dat-truoc/<int:pk>/"), preorder.order_ahead, name="order_ahead"),
    path(_("thanh-toan/"), checkout.checkout, name="checkout"),
    path(_("thanh-toan/dat-hang/"), checkout.place, name="place"),
    path(_("don-hang/<str:token>/"), order.show_order, name="order"),
    path(
        _("don-hang/<str:token>/da-chuyen/<str:code>/"),
        order.claim_transfer,
        name="claim",
    ),
    path(
        _("don-hang/<str:token>/cuoc/<str:code>/"),
        order.answer_freight,
        name="freight",
    ),
    path(
        _("don-hang/<str:token>/mua/<str:code>/"),
        preorder.answer_season,
        name="answer_season",
    ),
    path(_("don-hang/<str:token>/tra-the/"), card.pay_by_card, name="pay_by_card"),
    path(_("don-hang/<str:token>/ve-tu-the/"), card.card_return, name="card_return"),
    path(
        _("don-hang/<str:token>/nhan-xet/<int:pk>/"), order.review_line, name="review"
    ),
    path(_("don-hang/<str:token>/nhan/<str:code>/"), answers.say, name="say"),
    path(_("don-hang/<str:token>/huy/<str:code>/"), answers.cancel, name="cancel"),
    path(_("don-hang/<str:token>/hang-tot/<str:code>/"), answers.well, name="well"),
    path(_("don-hang/<str:token>/can/<int:pk>/"), answers.weight, name="weight"),
    path(_("don-hang/<str:token>/anh/<str:code>/"), answers.photo, name="photo"),
    path(_("don-hang/<str:token>/tra/<str:code>/"), returns.ask, name="return"),
    path(
        _("don-hang/<str:token>/tra-lai/<str:code>/xem-lai/"),
        returns.appeal,
        name="appeal",
    ),
    path(_("kien-hang/<str:secret>/"), parcel.show_parcel, name="parcel"),
    path(_("kien-hang/<str:secret>/hang-tot/"), parcel.well, name="parcel_well"),
    path(_("kien-hang/<str:secret>/co-van-de/"), parcel.problem, name="parcel_problem"),
]
