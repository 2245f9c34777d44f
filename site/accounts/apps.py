from django.apps import AppConfig

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản"
    default = True


class WagtailUsers(WagtailUsersAppConfig):
    user_viewset = "accounts.wagtail_users.UserViewSet"
