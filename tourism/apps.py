from django.apps import AppConfig


class TourismConfig(AppConfig):
    name = "tourism"
    verbose_name = "Trải nghiệm"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
