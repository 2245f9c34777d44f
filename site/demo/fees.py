"""Fees and taxes of the demonstration, as dated rows."""

from datetime import date

from ledger.models import FeeRate, Tax, TaxRate, Threshold, Withholding
from payments.models import Holder

DECREE_117 = "Nghị định 117/2025/NĐ-CP"
DECREE_252 = "Nghị định 252/2026/NĐ-CP Điều 44 (tạm tính theo mức cũ)"
RESOLUTION_198 = "Nghị quyết 198/2025/QH15 (mức 1 tỷ đồng: tạm tính)"
TAXES = {"goods": (100, 50), "production": (300, 150), "service": (500, 200)}


def load_fees() -> None:
    """An invented fee; taxes and threshold as vietnam.md 4 found them, doubtful ones marked so."""
    FeeRate.objects.get_or_create(
        position=9,
        effective_from=date(2026, 1, 1),
        defaults={
            "basis_points": 500,
            "announced_on": date(2025, 12, 1),
            "legal_basis": "Biểu phí minh hoạ",
        },
    )
    for category, points in TAXES.items():
        for tax, basis_points in zip(Tax, points, strict=True):
            _load_tax(tax, category, basis_points)
    Withholding.objects.get_or_create(
        held_by=Holder.GATEWAY,
        effective_from=date(2025, 7, 1),
        defaults={"legal_basis": DECREE_117},
    )
    Threshold.objects.get_or_create(
        effective_from=date(2026, 1, 1),
        defaults={"amount": 1_000_000_000, "legal_basis": RESOLUTION_198},
    )


def _load_tax(tax: Tax, category: str, basis_points: int) -> None:
    """Known until 30/06/2026; the same figures after that day are unconfirmed (vietnam.md 4.1)."""
    known_to = date(2026, 6, 30)
    for since, until, basis, doubtful in (
        (date(2025, 7, 1), known_to, DECREE_117, False),
        (date(2026, 7, 1), None, DECREE_252, True),
    ):
        TaxRate.objects.get_or_create(
            tax=tax,
            tax_category=category,
            effective_from=since,
            defaults={
                "basis_points": basis_points,
                "effective_to": until,
                "legal_basis": basis,
                "is_provisional": doubtful,
            },
        )
