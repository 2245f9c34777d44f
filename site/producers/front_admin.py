"""Shop fronts to be read, and the proof of “tự làm”, for editors."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Register, only
from core.deeds import Deed, DeedsView, LedgerWithDeeds
from core.duties import Duty, duty
from core.listings import SentIndexView

from . import fronting
from .models import FrontState, HandMadeRule, MakerVisit, ShopFront

only(ShopFront, "view")


class FrontView(DeedsView):
    template_name = "admin/shop_front.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = fronting.pictured(self.object.steps)
        return {**super().get_context_data(**kwargs), "steps": steps}


class Fronts(LedgerWithDeeds):
    model = ShopFront
    icon = "home"
    index_view_class = SentIndexView
    inspect_view_class = FrontView
    list_display = ["producer", "state", "made_by", "sent_at", "decided_by"]
    list_filter = ["state", "producer", "sent_at"]
    list_export = [*list_display, "reason"]
    export_filename = "gian-hang"
    search_fields = ["producer__name_vi"]
    ordering = ["-sent_at"]
    labels = {"producer": _("Nhà sản xuất")}
    inspect_view_fields = [
        "producer", "state", "made_by", "sent_at", "decided_by", "decided_at", "reason",
    ]  # fmt: skip
    deeds = (
        Deed(
            "duyet",
            _("Duyệt, cho hiện"),
            fronting.approve,
            when=lambda front: front.is_waiting,
            done=_("Đã duyệt. Khách thấy ngay."),
        ),
        Deed(
            "chua-dat",
            _("Chưa đạt, báo người làm"),
            fronting.reject,
            when=lambda front: front.is_waiting,
            done=_("Đã báo người làm cùng lý do."),
            asks=_("Vì sao chưa đạt, sửa thế nào"),
        ),
    )


class Visits(Register):
    model = MakerVisit
    icon = "view"
    list_display = ["producer", "visited_on", "officer"]
    list_filter = ["producer", "visited_on"]
    list_export = [*list_display, "seen"]
    export_filename = "den-xem"
    search_fields = ["producer__name_vi", "officer", "seen"]
    ordering = ["-visited_on"]
    labels = {"producer": _("Nhà sản xuất")}
    panels = [
        FieldPanel("producer", heading=labels["producer"]),
        FieldRowPanel([FieldPanel("officer"), FieldPanel("visited_on")]),
        FieldPanel("seen"),
    ]


class Rules(Register):
    model = HandMadeRule
    icon = "table"
    list_display = ["least_lots", "least_steps", "effective_from", "effective_to"]
    list_filter = ["effective_from", "effective_to"]
    list_export = [
        *list_display, "lots_months", "photos_months", "visit_months", "legal_basis",
    ]  # fmt: skip
    export_filename = "tieu-chi-tu-lam"
    search_fields = ["legal_basis"]
    panels = [
        FieldRowPanel([FieldPanel("least_lots"), FieldPanel("least_steps")]),
        FieldRowPanel(
            [
                FieldPanel("lots_months"),
                FieldPanel("photos_months"),
                FieldPanel("visit_months"),
            ]
        ),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("legal_basis"),
    ]


class ShopFronts(ViewSetGroup):
    menu_label = _("Gian hàng")
    menu_name = "fronts"
    menu_icon = "home"
    menu_order = 212
    items = (Fronts, Visits, Rules)


def fronts_to_read(request: HttpRequest) -> Duty | None:
    url = f"{reverse('shopfront:index')}?state={FrontState.PENDING}"
    label = _("gian hàng của người làm chờ duyệt")
    return duty(request, label, ShopFront.objects.waiting(), url)


hooks.register("register_admin_viewset", ShopFronts)
hooks.register("register_editor_duty", fronts_to_read)
