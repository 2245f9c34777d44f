from django.apps import AppConfig


class VietnamConfig(AppConfig):
    name = "vietnam"
    verbose_name = "Việt Nam"
