"""Printed codes: unguessable, with a check character, drawn as QR."""

from django.conf import settings
from django.utils.safestring import SafeString

from qr_code.qrcode.maker import make_embedded_qr_code
from qr_code.qrcode.utils import QRCodeOptions

from vietnam.check_characters import random_code, with_check

from .models import Label, Lot

LENGTH = 14  # of 30 characters: 68 bits


def print_labels(lot: Lot, how_many: int) -> list[Label]:
    codes = [with_check(random_code(LENGTH)) for _ in range(how_many)]
    return Label.objects.bulk_create([Label(code=code, lot=lot) for code in codes])


def address(label: Label) -> str:
    """The absolute address inside the QR; the path is Vietnamese and stays for ever."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/truy-xuat/{label.code}/"


def qr(label: Label) -> SafeString:
    options = QRCodeOptions(size=4, border=4, error_correction="Q", image_format="svg")
    return SafeString(make_embedded_qr_code(address(label), options))
