from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "catalog"
urlpatterns = [
    path(_("san-pham/"), views.product_list, name="products"),
    path(_("san-pham/<slug:slug>/"), views.product, name="product"),
    path(_("nha-san-xuat/<slug:slug>/"), views.producer, name="producer"),
]
