from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Hàng hoá"

    def ready(self) -> None:
        from .price_history import keep

        post_migrate.connect(keep, sender=self)
