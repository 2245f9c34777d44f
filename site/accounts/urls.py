from django.contrib.auth.decorators import login_required
from django.urls import path
from django.utils.translation import gettext_lazy as _

from allauth.account import views

from .passkey_views import AddKey, KeyLogin, RemoveKey

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
    path(_("tai-khoan/khoa/dang-nhap/"), KeyLogin.as_view(), name="mfa_login_webauthn"),
    path(
        _("tai-khoan/khoa/them/"),
        login_required(AddKey.as_view()),
        name="mfa_add_webauthn",
    ),
    path(
        _("tai-khoan/khoa/<int:pk>/bo/"),
        login_required(RemoveKey.as_view()),
        name="mfa_remove_webauthn",
    ),
]
