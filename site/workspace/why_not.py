"""Why what a helper did cannot be taken back with one press, in words for the maker."""

from typing import Any

from django.utils.translation import gettext_lazy

from .in_words import DEEDS

TOLD = gettext_lazy(
    "Khách đã được báo nên không hoàn lại được. Không đúng thì hãy gọi cho khách hoặc đơn vị vận hành."
)
BOOKED = gettext_lazy(
    "Tiền đã vào sổ, sổ không xoá được. Không đúng thì hãy gọi đơn vị vận hành."
)
UNSEEN = gettext_lazy(
    "Khách chưa thấy: đây là bản đang soạn. Bạn mở ra sửa, hoặc bỏ bản ấy."
)
RECORD = gettext_lazy(
    "Sổ lô không xoá được. Không đúng thì mở lô, bấm báo việc ghi sai."
)
AGAIN = gettext_lazy("Bạn mở đúng trang đó và sửa lại được, không cần hoàn lại.")
LATE = gettext_lazy("Đã quá 24 giờ nên không hoàn lại được.")

REASONS: dict[Any, set[str]] = {
    TOLD: {
        "accept", "pack", "hand_over", "send", "call_off", "deliver", "decline",
        "quote_freight", "take", "short", "weigh", "say", "make_parcel", "send_parcel",
        "change_lots", "answer_return", "accept_many", "answer_guest", "answer_group",
        "call_off_slot", "pass_turn", "preorders_ready", "preorders_move",
        "lot_recall", "recall_decide", "gate", "gate_sync",
    },
    BOOKED: {"money_received", "cash_came", "collected", "reseller_paid"},
    UNSEEN: {"listing_photos", "listing_price", "listing_stock", "listing_edit"},
    RECORD: {"note_lot", "note_lot_of", "lot_step", "lot_error", "label_account"},
}  # fmt: skip
WHY = {str(DEEDS[name]): why for why, names in REASONS.items() for name in names}


def why_not(act: Any) -> str:
    """Empty when it can be taken back, or was."""
    if act.can_be_undone or act.undone_at:
        return ""
    return str(LATE) if act.undo else str(WHY.get(act.what, AGAIN))
