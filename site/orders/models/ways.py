"""The ways a part is paid and the ways its goods travel."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Settlement(models.TextChoices):
    """Who holds the buyer's money for this part (reference: commerce.md 1)."""

    VIETQR = "vietqr", _("Chuyển khoản thẳng cho người bán")
    COOP = "coop", _("Chuyển khoản cho hợp tác xã")
    COD = "cod", _("Trả tiền khi nhận hàng")
    CASH = "cash", _("Trả tiền mặt khi đến lấy")
    CARD = "card", _("Thẻ, qua cổng thanh toán")


class Delivery(models.TextChoices):
    """How one maker's goods reach the buyer."""

    PARCEL = "parcel", _("Gửi đến nhà")
    SAME_DAY = "same_day", _("Giao trong ngày")
    FREIGHT = "freight", _("Xe chở, báo cước riêng")
    PICKUP = "pickup", _("Đến lấy")
