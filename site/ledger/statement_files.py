"""A statement to print and to calculate with."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from . import statements
from .papers import pdf
from .sheets import sheet
from .statements import EARNED, FIGURES, RECEIVED, Account

HEADINGS = ["Ngày", "Khoản", "Chứng từ", "Diễn giải", "Món", "Số tiền (đồng)"]


def as_pdf(told: Account) -> bytes:
    """Its figures on a sheet of paper."""
    about = [
        told.producer.name,
        told.period.label,
        _("Số dương là của nhà sản xuất, số âm là của đơn vị vận hành."),
    ]
    return pdf(_("Bảng kê tiền"), about, _rows(told))


def _rows(told: Account) -> list[list[Any]]:
    return [
        [_("Đầu kỳ còn"), told.opening],
        [_("Được hưởng")],
        *([row.figure.label, row.amount] for row in told.earned if row.amount),
        [_("Cộng được hưởng"), told.earned_total],
        [_("Đã về tay")],
        *([row.figure.label, row.amount] for row in told.received if row.amount),
        [_("Cộng đã về tay"), told.received_total],
        [_("Cuối kỳ còn"), told.closing],
    ]


def as_xlsx(told: Account) -> bytes:
    """Every posting behind it, a line each."""
    return sheet(f"Bảng kê {told.period}", HEADINGS, _lines(told))


def _lines(told: Account) -> Iterator[list[Any]]:
    labels = {code: str(figure.label) for code, figure in FIGURES.items()}
    for figures in (EARNED, RECEIVED):
        found = statements.all_lines(told.producer, told.period, figures).values_list(
            "figure", "entry__at", "entry__key", "entry__memo", "reference", "amount"
        )
        for code, at, key, memo, reference, amount in found.iterator():
            size = FIGURES[code].sign * amount
            yield [at, labels[code], key, memo, reference, size]
