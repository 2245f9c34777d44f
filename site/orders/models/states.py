"""The life of a producer order: its states, and which may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLACED = "placed", _("Chờ người bán nhận đơn")
    ACCEPTED = "accepted", _("Đang chuẩn bị hàng")
    PACKED = "packed", _("Đã đóng gói")
    HANDED_OVER = "handed_over", _("Đang giao")
    DELIVERED = "delivered", _("Đã giao")
    COMPLETED = "completed", _("Hoàn tất")
    CANCELLED = "cancelled", _("Đã huỷ")
    RETURNED = "returned", _("Hàng đã trả lại")


MOVES = {
    State.PLACED: {State.ACCEPTED, State.CANCELLED},
    State.ACCEPTED: {State.PACKED, State.CANCELLED},
    State.PACKED: {State.HANDED_OVER, State.CANCELLED},
    # A parcel nobody takes comes back undelivered.
    State.HANDED_OVER: {State.DELIVERED, State.RETURNED},
    State.DELIVERED: {State.COMPLETED, State.RETURNED},
    # “All is well” is no waiver: a return allowed later still brings everything back.
    State.COMPLETED: {State.RETURNED},
    # Only where the time ran out and the money came late all the same (reviving.py).
    State.CANCELLED: {State.PLACED},
    State.RETURNED: set(),
}
# A tap taken back by the one who made it, within seconds and before anybody was told (taking_back.py).
STEPS_BACK = {
    State.ACCEPTED: State.PLACED,
    State.PACKED: State.ACCEPTED,
    State.HANDED_OVER: State.PACKED,
}
OPEN = (State.PLACED, State.ACCEPTED, State.PACKED, State.HANDED_OVER)
RECEIVED = (State.DELIVERED, State.COMPLETED)
WAY = (*OPEN, *RECEIVED)


class Actor(models.TextChoices):
    """In which part somebody acted."""

    BUYER = "buyer", _("Người mua")
    MAKER = "maker", _("Người bán")
    OPERATOR = "operator", _("Đơn vị vận hành")
    CARRIER = "carrier", _("Đơn vị giao hàng")
    TIMEOUT = "timeout", _("Hết thời hạn")
    SYSTEM = "system", _("Hệ thống")


class IllegalMove(Exception):
    """A state may not follow another; names both."""
