"""The admin's front: the house's colours, what waits for an editor, a shorter menu."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem

from .duties import duties

UNUSED = {"documents", "help", "snippets"}


class DutiesPanel(Component):
    """Each thing that waits, with its number and a link."""

    name = "duties"
    order = 50
    template_name = "admin/duties.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"duties": duties(self.request)}


def add_duties(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(DutiesPanel(request))


def drop_documents(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]


def shorten_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED]


def brand() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


hooks.register("construct_homepage_panels", add_duties)
hooks.register("construct_homepage_summary_items", drop_documents)
hooks.register("construct_main_menu", shorten_menu)
hooks.register("insert_global_admin_css", brand)
