"""The rules a new site begins with (Decree 52/2018/NĐ-CP); afterwards editors keep them in the admin."""

from collections.abc import Callable
from datetime import date
from typing import Any

SINCE = date(2018, 6, 1)
DECREE = "Nghị định 52/2018/NĐ-CP ngày 12/04/2018, Điều 5"
DOSSIER = "Nghị định 52/2018/NĐ-CP, Điều 6 (tóm tắt; đối chiếu trước khi nộp)"
NUMBERS = {
    "least_years_of_trade": 50,
    "least_share_percent": 20,
    "least_years_stable": 2,
    "legal_basis": DECREE,
}
PAPERS = [
    ("nghe", "Bản tóm tắt quá trình hình thành, phát triển của nghề", "Summary of how the trade was formed and grew"),
    ("nghe", "Huy chương, băng hình hoặc sản phẩm tiêu biểu", "Medals, recordings or typical products"),
    ("nghe", "Danh sách nghệ nhân", "List of artisans"),
    ("lang", "Danh sách hộ tham gia ngành nghề, có xác nhận của xã", "List of households in the trade, certified by the commune"),
    ("lang", "Bản tóm tắt kết quả kinh doanh hai năm", "Summary of two years of business"),
    ("lang", "Giấy tờ về điều kiện bảo vệ môi trường", "Paper on environmental conditions"),
]  # fmt: skip


def write(model_of: Callable[[str], Any]) -> None:
    """Add the rows that are not there; `model_of` finds a model by its name, also within a migration."""
    model_of("RecognitionRule").objects.get_or_create(
        effective_from=SINCE, defaults=NUMBERS
    )
    for position, (asked_for, vi, en) in enumerate(PAPERS, start=1):
        model_of("RecognitionPaper").objects.get_or_create(
            asked_for=asked_for,
            position=position,
            effective_from=SINCE,
            defaults={
                "name": vi,
                "name_vi": vi,
                "name_en": en,
                "legal_basis": DOSSIER,
            },
        )
