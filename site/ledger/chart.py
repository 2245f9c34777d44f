"""The chart of accounts. Debit is positive, credit negative; an account says what its sum means.

Accounts of reference payments.md 4.5, and the memo accounts of commerce.md 1 for money that never
passes through our hands: they balance among themselves and keep the other sums honest.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Code(models.TextChoices):
    BANK = "asset:bank", _("Tiền trong ngân hàng")
    GATEWAY = "asset:gateway", _("Tiền ở cổng thanh toán")
    COD_IN_TRANSIT = "asset:cod_in_transit", _("Tiền thu hộ ở đơn vị giao hàng")
    RECEIVABLE = "asset:producer_receivable", _("Nhà sản xuất còn phải trả ta")
    UNCLEAR = "asset:to_clarify", _("Chênh lệch đang hỏi lại")
    PRODUCER = "liability:producer", _("Ta còn phải trả nhà sản xuất")
    TAX_WITHHELD = "liability:tax_withheld", _("Thuế khấu trừ, chờ nộp")
    VILLAGE_FUND = "liability:village_fund", _("Quỹ làng, chờ nộp")
    REFUND_OWED = "liability:refund_owed", _("Còn phải hoàn cho khách")
    BUYER_CREDIT = "liability:buyer_credit", _("Tiền khách gửi trước")
    COMMISSION = "income:commission", _("Phí dịch vụ")
    DELIVERY_INCOME = "income:delivery", _("Thu phí giao hàng")
    PSP_FEE = "expense:psp_fee", _("Phí cổng thanh toán")
    REFUND_LOSS = "expense:refund_loss", _("Hoàn tiền do đơn vị vận hành chịu")
    CHARGEBACK = "expense:chargeback", _("Khách đòi lại tiền qua thẻ")
    DELIVERY_COST = "expense:delivery", _("Chi phí giao hàng")
    PROMOTION = "expense:promotion", _("Khuyến mại do đơn vị vận hành chịu")
    FX = "equity:fx", _("Đổi ngoại tệ")
    HELD_BY_PRODUCER = "memo:held_by_producer", _("Tiền khách trả thẳng nhà sản xuất")
    PRODUCER_SALES = "memo:producer_sales", _("Hàng bán do nhà sản xuất tự thu")


def write() -> None:
    """Make the table say what the chart says; called after each migrate."""
    from .models import Account

    known = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        Account(code=code) for code in Code.values if code not in known
    )
