from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import log_views, lot_views, views, vocabulary

app_name = "traceability"
urlpatterns = [
    path(_("truy-xuat/"), views.find, name="find"),
    path(_("truy-xuat/nhat-ky/"), log_views.log_page, name="log"),
    path(_("truy-xuat/tu-vung/"), vocabulary.vocabulary, name="vocabulary"),
    path(_("truy-xuat/lo/<str:code>/"), lot_views.lot_page, name="lot"),
    path(_("truy-xuat/noi/<str:code>/"), lot_views.place_page, name="place"),
    path(_("truy-xuat/<str:code>/"), views.scan, name="scan"),
    path(_("truy-xuat/<str:code>/ho-so/"), views.record, name="record"),
    path(_("truy-xuat/<str:code>/anh/<int:pk>/"), views.photos, name="photos"),
    path(_("truy-xuat/<str:code>/cam-on/"), views.thank, name="thank"),
    path(_("truy-xuat/<str:code>/tinh/"), views.tell_province, name="tell_province"),
    path(
        _("truy-xuat/<str:code>/bao-hang-gia/"), views.report_fake, name="report_fake"
    ),
]
