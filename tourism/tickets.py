from django.conf import settings
from django.utils.safestring import SafeString

from qr_code.qrcode.maker import make_embedded_qr_code
from qr_code.qrcode.utils import QRCodeOptions

from .models import Booking


def ticket_address(booking: Booking) -> str:
    """What the QR holds: the ticket's own address, which any phone can open."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{booking.get_absolute_url()}"


def ticket_qr(booking: Booking) -> SafeString:
    options = QRCodeOptions(size=6, border=4, error_correction="M", image_format="svg")
    return SafeString(make_embedded_qr_code(ticket_address(booking), options))
