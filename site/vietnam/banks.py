"""Banks that take VietQR transfers, by BIN; list of 11/2026 (vietnam-qr-pay, checked by hand)."""

AS_OF = "2026-11"
BANKS = {
    "970436": "Vietcombank", "970415": "VietinBank", "970418": "BIDV", "970405": "Agribank",
    "970407": "Techcombank", "970422": "MB", "970416": "ACB", "970432": "VPBank", "970423": "TPBank",
    "970403": "Sacombank", "970437": "HDBank", "970441": "VIB", "970443": "SHB", "970440": "SeABank",
    "970426": "MSB", "970448": "OCB", "970449": "LPBank", "970431": "Eximbank", "970428": "Nam A Bank",
    "970409": "Bac A Bank", "970425": "ABBank", "970427": "VietABank", "970433": "VietBank",
    "970454": "BVBank", "970452": "KienlongBank", "970419": "NCB", "970430": "PGBank",
    "970412": "PVcomBank", "970400": "SaigonBank", "970429": "SCB", "970438": "BaoViet Bank",
    "970446": "Co-opBank", "970414": "MBV", "970406": "Vikki Bank", "970424": "Shinhan Bank",
    "668888": "KBank", "546034": "CAKE", "546035": "Ubank", "963388": "Timo", "963369": "Liobank",
    "971025": "MoMo",
}  # fmt: skip


def bank(bin: str) -> str:
    """The bank's short name; the BIN itself when it is not in the list."""
    return BANKS.get(bin, bin)
