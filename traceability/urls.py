from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "traceability"
urlpatterns = [
    path(_("truy-xuat/"), views.find, name="find"),
    path(_("truy-xuat/<str:code>/"), views.scan, name="scan"),
    path(
        _("truy-xuat/<str:code>/bao-hang-gia/"), views.report_fake, name="report_fake"
    ),
]
