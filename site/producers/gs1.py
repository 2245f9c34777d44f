"""GTINs belong to whoever got the company prefix from GS1; nobody may use somebody else's or invent one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vietnam.check_characters import gtin_is_valid

from .models import Producer


def belongs_to(gtin: str, producer: Producer | None) -> bool:
    """Whether the check digit is right and the company prefix is this maker's (GS1 General Specifications 1.4)."""
    prefix = producer.gs1_prefix if producer else ""
    # A GTIN-14 begins with an indicator digit, the others are filled up with zeros.
    return (
        bool(prefix) and gtin_is_valid(gtin) and gtin.zfill(14)[1:].startswith(prefix)
    )


def check_gtin(gtin: str, producer: Producer | None) -> None:
    """Raise ValidationError with a sentence for a GTIN that this maker may not print."""
    if not gtin:
        return
    if not gtin_is_valid(gtin):
        raise ValidationError(
            _("Mã vạch có số gõ nhầm: số cuối là số kiểm tra và không khớp.")
        )
    if not belongs_to(gtin, producer):
        raise ValidationError(
            _(
                "Mã vạch này không bắt đầu bằng mã doanh nghiệp GS1 của nhà sản xuất. Không có mã GS1 thì để trống, trang dùng mã của mình."
            )
        )
