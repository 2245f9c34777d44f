from django.urls import path
from django.utils.translation import gettext_lazy as _

from allauth.account import views

# Only what people here need; allauth's names, because allauth looks for them.
urlpatterns = [
    path(
        _("tai-khoan/dang-nhap/"),
        views.request_login_code,
        name="account_request_login_code",
    ),
    path(_("tai-khoan/dang-nhap/"), views.request_login_code, name="account_login"),
    path(
        _("tai-khoan/dang-nhap/ma/"),
        views.confirm_login_code,
        name="account_confirm_login_code",
    ),
    path(_("tai-khoan/dang-xuat/"), views.logout, name="account_logout"),
]
