"""One product half way to an OCOP dossier, one village that asks for its title. All of it is invented."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone

from PIL import Image

from catalog import models as goods
from catalog import ocop_filling, ocop_rows
from producers import models as makers
from producers import recognition_rows

VILLAGE = "nghe-chi-tan"
PRODUCT = "tinh-bot-nghe-vang-chi-tan"
ANSWERS = {
    "A1": (3, "Nghệ tự trồng và mua của 12 hộ trong thôn, có hợp đồng (minh hoạ)."),
    "A2": (2, "Nhãn mới đã in, chưa đăng ký nhãn hiệu."),
    "A3": (1, ""),
    "B1": (2, "Bán ở chợ và trên trang này."),
}


def load_dossier() -> None:
    """Once; what somebody tried out since stays."""
    ocop_rows.write(lambda name: getattr(goods, name))
    product = goods.Product.objects.get(slug=PRODUCT)
    if ocop_filling.latest(product):
        return
    member = product.producer.memberships.select_related("user")[0].user
    today = timezone.localdate()
    for line in goods.OcopLine.objects.on(today).filter(code__in=ANSWERS):
        level, note = ANSWERS[line.code]
        ocop_filling.answer(product, line, level=level, note=note, by=member)
    paper = goods.OcopPaper.objects.on(today).get(code="M4")
    ocop_filling.put_file(
        product, paper, _blank_photo(), name="dang-ky-minh-hoa.jpg", by=member
    )


def load_recognition() -> None:
    """A commune that looked whether its village may ask for the title."""
    recognition_rows.write(lambda name: getattr(makers, name))
    village = makers.Village.objects.get(slug=VILLAGE)
    makers.RecognitionCheck.objects.get_or_create(
        village=village,
        note="Số liệu minh hoạ, không phải số thật.",
        defaults={
            "trade_since": 1990,
            "is_growing": True,
            "has_identity": True,
            "has_name": True,
            "households_total": 400,
            "households_in_trade": 62,
            "years_stable": 5,
        },
    )


def _blank_photo() -> ContentFile[bytes]:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "#d9c8a0").save(out, "JPEG", quality=60)
    return ContentFile(out.getvalue(), name="minh-hoa.jpg")
