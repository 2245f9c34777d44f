"""Money: asked for, come in, given back, and what gateways said about it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import only
from core.deeds import Deed, DeedsView, LedgerWithDeeds
from core.duties import Duty, duty

from .bank_admin import BankStatements, BankTransactions
from .inbox import run_again
from .models import (
    BankTransaction,
    Dispute,
    GatewayEvent,
    Method,
    Payment,
    Refund,
    RefundState,
    Status,
)
from .models.bank import WAITING
from .refund_admin import BalanceMovements, Disputes, Refunds
from .returning_late import (
    ask_back,
    is_charged,
    may_be_tried,
    may_go_back,
    try_again,
)
from .settle import confirm_received, give_up

only(Payment, "view")
only(GatewayEvent, "view")


def may_have_come(payment: Payment) -> bool:
    return payment.status == Status.REVIEW and payment.method != Method.CARD


def may_be_missing(payment: Payment) -> bool:
    """Card money with a charge behind it is there: it is taken or given back, never forgotten."""
    return payment.status == Status.REVIEW and not is_charged(payment)


def may_go_back_by_hand(payment: Payment) -> bool:
    return payment.method != Method.CARD and may_go_back(payment)


class Payments(LedgerWithDeeds):
    model = Payment
    icon = "doc-full"
    list_display = [
        "code",
        "reference",
        "method",
        "amount",
        "outcome",
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
        "outcome": _("Trạng thái"),
        "transfers": _("Tiền đã vào"),
        "refunds": _("Phiếu hoàn tiền"),
        "created_at": _("Tạo lúc"),
        "expires_at": _("Hết hạn lúc"),
        "attempt": _("Lần thử"),
        "bank_bin": _("Mã BIN ngân hàng"),
        "review_reason": _("Vì sao cần xem xét"),
    }
    inspect_view_fields = [
        "code", "reference", "method", "held_by", "amount", "outcome", "waived", "refunded", "refund_held", "attempt", "payee", "bank_bin",
        "bank_account", "created_at", "expires_at", "claimed_at", "paid_at", "review_reason", "transfers",
        "refunds",
    ]  # fmt: skip
    deeds = (
        Deed(
            "da-nhan",
            _("Tiền đã đến"),
            confirm_received,
            when=may_have_come,
            done=_(
                "Đã ghi. Nếu hàng không còn giữ được, khoản này vẫn nằm ở mục cần xem xét."
            ),
        ),
        Deed(
            "nhan-lai",
            _("Thử giữ lại hàng hoặc chỗ"),
            try_again,
            when=may_be_tried,
            done=_("Đã giữ lại được; khoản này đã trả."),
        ),
        Deed(
            "hoan-the",
            _("Hoàn hết về thẻ"),
            ask_back,
            when=lambda payment: is_charged(payment) and may_go_back(payment),
            asks=_("Vì sao hoàn? Một người khác xem và duyệt."),
            done=_("Đã lập phiếu hoàn. Hãy nhờ một người khác duyệt."),
        ),
        Deed(
            "tra-lai",
            _("Tiền đã đến, trả lại khách"),
            ask_back,
            when=may_go_back_by_hand,
            asks=_("Vì sao hoàn? Một người khác xem và duyệt."),
            done=_("Đã lập phiếu hoàn. Hãy nhờ một người khác duyệt."),
        ),
        Deed(
            "khong-thay",
            _("Không thấy tiền, thôi chờ"),
            give_up,
            when=may_be_missing,
            done=_("Đã thôi chờ khoản này; người mua và người bán được báo."),
        ),
    )


class EventInspectView(DeedsView):
    def get_body_display_value(self) -> str:
        return bytes(self.object.body).decode(errors="replace")


class GatewayEvents(LedgerWithDeeds):
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
    deeds = (
        Deed(
            "chay-lai",
            _("Chạy lại"),
            run_again,
            when=lambda event: event.processed_at is None,
            done=_("Đã chạy lại xong."),
        ),
    )


class Money(ViewSetGroup):
    menu_label = _("Tiền")
    menu_name = "money"
    menu_icon = "doc-full"
    menu_order = 245
    items = (
        Payments,
        BankTransactions,
        BankStatements,
        Refunds,
        Disputes,
        BalanceMovements,
        GatewayEvents,
    )


hooks.register("register_admin_viewset", Money)


def payments_to_review(request: HttpRequest) -> Duty | None:
    doubtful = Payment.objects.filter(status=Status.REVIEW)
    url = f"{reverse('payment:index')}?status={Status.REVIEW}"
    return duty(request, _("khoản thanh toán cần người xem xét"), doubtful, url)


def money_unmatched(request: HttpRequest) -> Duty | None:
    waiting = BankTransaction.objects.waiting()
    states = "&".join(f"state={state}" for state in WAITING)
    url = f"{reverse('banktransaction:index')}?{states}"
    return duty(request, _("khoản tiền chưa khớp"), waiting, url)


def refunds_to(state: RefundState, label: Any) -> Any:
    def find(request: HttpRequest) -> Duty | None:
        found = Refund.objects.filter(state=state)
        return duty(request, label, found, f"{reverse('refund:index')}?state={state}")

    return find


def disputes_to_answer(request: HttpRequest) -> Duty | None:
    url = reverse("dispute:index")
    return duty(request, _("khiếu nại qua thẻ"), Dispute.objects.going_on(), url)


def events_stuck(request: HttpRequest) -> Duty | None:
    url = reverse("gatewayevent:index")
    stuck = GatewayEvent.objects.stuck()
    return duty(request, _("thông báo của cổng thanh toán chưa xử lý được"), stuck, url)


for find in (
    payments_to_review,
    money_unmatched,
    refunds_to(RefundState.REQUESTED, _("phiếu hoàn tiền chờ duyệt")),
    refunds_to(RefundState.APPROVED, _("phiếu hoàn tiền chờ chuyển")),
    refunds_to(RefundState.REVIEW, _("phiếu hoàn tiền cần ghi rõ món")),
    disputes_to_answer,
    events_stuck,
):
    hooks.register("register_editor_duty", find)
