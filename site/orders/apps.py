from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Đơn hàng"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
