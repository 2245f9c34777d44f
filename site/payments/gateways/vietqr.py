"""VietQR: a transfer straight into the payee's own account."""

from django.utils.safestring import SafeString

from qr_code.qrcode.maker import make_embedded_qr_code
from qr_code.qrcode.utils import QRCodeOptions

from payments.models import Payment
from vietnam import vietqr


def payload(payment: Payment) -> str:
    """The text inside the QR, EMVCo merchant-presented (NAPAS 247)."""
    return vietqr.payload(
        bin=payment.bank_bin,
        account=payment.bank_account,
        amount=payment.amount,
        note=payment.code,
    )


def svg(payment: Payment) -> SafeString:
    options = QRCodeOptions(size=6, border=4, error_correction="M", image_format="svg")
    return SafeString(make_embedded_qr_code(payload(payment), options))
