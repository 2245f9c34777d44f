from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views, wish_views

app_name = "catalog"
urlpatterns = [
    path(_("san-pham/"), views.product_list, name="products"),
    path(_("san-pham/<slug:slug>/"), views.product, name="product"),
    path(
        _("san-pham/<slug:slug>/chia-se.jpg"),
        views.shared_picture,
        name="shared_picture",
    ),
    path(
        _("san-pham/<slug:slug>/nhan-khi-co/<str:sku>/"), wish_views.wish, name="wish"
    ),
    path(_("nhan-khi-co/<str:token>/"), wish_views.wished, name="wished"),
    path(_("nha-san-xuat/<slug:slug>/"), views.producer, name="producer"),
]
