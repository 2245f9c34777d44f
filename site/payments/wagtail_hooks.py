"""Money asked for and what gateways said, for reading only; orders/wagtail_hooks.py puts them in the menu."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from core.admin import DetailsView, Duty, Ledger, duty, only

from .models import GatewayEvent, Payment, Status

only(Payment, "view")
only(GatewayEvent, "view")


class Payments(Ledger):
    model = Payment
    icon = "doc-full"
    list_display = [
        "code",
        "reference",
        "method",
        "amount",
        "status",
        "held_by",
        "created_at",
        "paid_at",
    ]
    list_filter = ["status", "method", "held_by", "created_at", "paid_at"]
    list_export = [*list_display, "payee", "bank_account", "review_reason"]
    export_filename = "thanh-toan"
    search_fields = ["code", "reference", "payee", "bank_account"]
    ordering = ["-pk"]
    labels = {
        "code": _("Mã"),
        "created_at": _("Tạo lúc"),
        "expires_at": _("Hết hạn lúc"),
        "attempt": _("Lần thử"),
        "bank_bin": _("Mã BIN ngân hàng"),
        "review_reason": _("Vì sao cần xem xét"),
    }
    inspect_view_fields = [
        "code", "reference", "method", "held_by", "amount", "status", "attempt", "payee", "bank_bin",
        "bank_account", "created_at", "expires_at", "claimed_at", "paid_at", "review_reason",
    ]  # fmt: skip


class EventInspectView(DetailsView):
    def get_body_display_value(self) -> str:
        return bytes(self.object.body).decode(errors="replace")


class GatewayEvents(Ledger):
    model = GatewayEvent
    icon = "code"
    inspect_view_class = EventInspectView
    list_display = [
        "event_id",
        "provider",
        "kind",
        "received_at",
        "processed_at",
        "tries",
    ]
    list_filter = ["provider", "kind", "received_at", "processed_at"]
    list_export = [*list_display, "error"]
    export_filename = "su-kien-cong-thanh-toan"
    search_fields = ["event_id", "kind", "error"]
    ordering = ["-pk"]
    labels = {
        "event_id": _("Mã sự kiện"),
        "provider": _("Cổng"),
        "kind": _("Loại"),
        "body": _("Nguyên văn"),
        "received_at": _("Nhận lúc"),
        "processed_at": _("Xử lý lúc"),
        "tries": _("Số lần thử"),
        "error": _("Lỗi"),
    }


def payments_to_review(request: HttpRequest) -> Duty | None:
    doubtful = Payment.objects.filter(status=Status.REVIEW)
    url = f"{reverse('payment:index')}?status={Status.REVIEW}"
    return duty(request, _("khoản thanh toán cần người xem xét"), doubtful, url)


hooks.register("register_editor_duty", payments_to_review)
