from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "orders"
urlpatterns = [
    path(_("gio-hang/"), views.show_basket, name="basket"),
    path(_("gio-hang/them/<str:sku>/"), views.add, name="add"),
    path(_("gio-hang/sua/<int:pk>/"), views.change, name="change"),
    path(_("thanh-toan/"), views.checkout, name="checkout"),
    path(_("thanh-toan/dat-hang/"), views.place, name="place"),
    path(_("don-hang/<str:token>/"), views.show_order, name="order"),
    path(
        _("don-hang/<str:token>/da-chuyen/<str:code>/"),
        views.claim_transfer,
        name="claim",
    ),
    path(_("don-hang/<str:token>/tra-the/"), views.pay_by_card, name="pay_by_card"),
    path(_("don-hang/<str:token>/ve-tu-the/"), views.card_return, name="card_return"),
    path(
        _("don-hang/<str:token>/nhan-xet/<int:pk>/"), views.review_line, name="review"
    ),
]
