from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from qr_code.qrcode.maker import make_embedded_qr_code
from qr_code.qrcode.utils import QRCodeOptions

from .models import Booking, UnitItem


def ticket_address(booking: Booking) -> str:
    """What the QR holds: the ticket's own address, which any phone can open."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{booking.get_absolute_url()}"


def item_address(item: UnitItem) -> str:
    """The address of one person's ticket."""
    path = reverse("tourism:ticket", args=[item.token])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def ticket_qr(booking: Booking) -> SafeString:
    return _qr(ticket_address(booking))


def item_qr(item: UnitItem) -> SafeString:
    return _qr(item_address(item))


def _qr(address: str) -> SafeString:
    options = QRCodeOptions(size=6, border=4, error_correction="M", image_format="svg")
    return SafeString(make_embedded_qr_code(address, options))
