"""Refunds with four eyes, disputes, and the gateway's own account, as the office sees them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.admin import Ledger, only
from core.deeds import Deed, LedgerWithDeeds

from . import refunds
from .dashboard import explain_as
from .gateways.stripe import CardUnavailable
from .models import BalanceMovement, Dispute, Refund, RefundMethod, RefundState

only(Refund, "view")
only(Dispute, "view")
only(BalanceMovement, "view")


def reject(refund: Refund, *, by: Any, note: str) -> None:
    refunds.reject(refund, by=by, reason=note)


def send(refund: Refund, *, by: Any) -> None:
    try:
        refunds.send(refund, by=by)
    except CardUnavailable as error:
        raise refunds.CannotRefund(
            _("Cổng thanh toán chưa trả lời. Phiếu vẫn ở đó và sẽ được gửi lại.")
        ) from error


def confirm_sent(refund: Refund, *, by: Any, note: str) -> None:
    refunds.confirm_sent(refund, by=by, note=note)


def fail(refund: Refund, *, by: Any, note: str) -> None:
    refunds.fail(refund, reason=note, by=by)


def by_hand(refund: Refund) -> bool:
    is_ready = refund.state in (RefundState.APPROVED, RefundState.SENT)
    return is_ready and refund.method != RefundMethod.CARD


class Refunds(LedgerWithDeeds):
    model = Refund
    icon = "rotate"
    list_display = [
        "code",
        "payment",
        "amount",
        "method",
        "state",
        "requested_by",
        "approved_by",
        "requested_at",
        "done_at",
    ]
    list_filter = ["state", "method", "source", "requested_at", "done_at"]
    list_export = [*list_display, "reason", "source", "error", "external_id"]
    export_filename = "phieu-hoan-tien"
    search_fields = ["code", "payment__code", "payment__reference", "reason"]
    ordering = ["-pk"]
    labels = {
        "payment": _("Khoản thanh toán"),
        "items": _("Gồm"),
        "events": _("Diễn biến"),
        "external_id": _("Mã ở cổng thanh toán"),
    }
    inspect_view_fields = [
        "code", "payment", "amount", "method", "reason", "items", "state", "source", "requested_by",
        "requested_at", "approved_by", "done_at", "error", "external_id", "events",
    ]  # fmt: skip
    deeds = (
        Deed(
            "duyet",
            _("Duyệt"),
            refunds.approve,
            when=lambda refund: refund.state == RefundState.REQUESTED,
            done=_("Đã duyệt. Bây giờ có thể hoàn tiền."),
        ),
        Deed(
            "khong-duyet",
            _("Không duyệt"),
            reject,
            when=lambda refund: refund.state == RefundState.REQUESTED,
            asks=_("Vì sao không duyệt?"),
        ),
        Deed(
            "gui",
            _("Bắt đầu hoàn tiền"),
            send,
            when=lambda refund: refund.state == RefundState.APPROVED,
            done=_("Đã bắt đầu hoàn tiền."),
        ),
        Deed(
            "da-hoan",
            _("Tiền đã đến tay khách"),
            confirm_sent,
            when=by_hand,
            asks=_("Số tham chiếu chuyển khoản, hoặc ai đã đưa tiền"),
            done=_("Đã ghi: tiền đã hoàn."),
        ),
        Deed(
            "khong-duoc",
            _("Không hoàn được"),
            fail,
            when=by_hand,
            asks=_("Vì sao không hoàn được?"),
            done=_("Đã ghi. Khách vẫn còn được hoàn, hãy lập phiếu khác."),
        ),
        Deed(
            "ghi-ro",
            _("Ghi rõ hoàn món nào"),
            explain_as,
            when=lambda refund: refund.state == RefundState.REVIEW,
            asks=_(
                "Mã món hoặc mã đơn và số tiền, ví dụ LN…-1-55=60.000; nhiều món cách nhau bằng dấu chấm phẩy"
            ),
        ),
    )


class Disputes(Ledger):
    model = Dispute
    icon = "warning"
    list_display = [
        "external_id",
        "payment",
        "amount",
        "reason",
        "status",
        "due_by",
        "opened_at",
        "closed_at",
    ]
    list_filter = ["status", "opened_at", "due_by"]
    list_export = list_display
    export_filename = "khieu-nai-qua-the"
    search_fields = ["external_id", "payment__code", "payment__reference"]
    ordering = ["-pk"]
    inspect_view_fields = [*list_display, "movements"]
    labels = {"movements": _("Dòng tiền ở cổng thanh toán")}


class BalanceMovements(Ledger):
    model = BalanceMovement
    icon = "list-ul"
    list_display = [
        "at",
        "kind",
        "payment",
        "amount",
        "fee",
        "net",
        "currency",
        "exchange_rate",
    ]
    list_filter = ["kind", "currency", "at"]
    list_export = [*list_display, "external_id", "refund", "dispute"]
    export_filename = "dong-tien-o-cong-thanh-toan"
    search_fields = ["external_id", "payment__code", "payment__reference"]
    ordering = ["-at", "-pk"]
    labels = {
        "payment": _("Khoản thanh toán"),
        "refund": _("Phiếu hoàn"),
        "dispute": _("Khiếu nại"),
        "external_id": _("Mã ở cổng thanh toán"),
    }
    inspect_view_fields = list_export
