"""Places with a code of their own (TCVN 13274:2020: mã truy vết địa điểm)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from producers.models import Producer
from traceability.identifiers import gln_uri, own_uri
from vietnam.check_characters import gtin_is_valid, random_code, with_check


def new_code() -> str:
    """Seven unguessable characters and a check character: meaning-free, as TCVN 13274:2020 wants."""
    return with_check(random_code(7))


def check_gln(gln: str) -> None:
    """Raise ValidationError unless `gln` is 13 digits with its check digit (GS1 General Specifications 7.9)."""
    if len(gln) != 13 or not gtin_is_valid(gln):
        raise ValidationError(
            _("Số GLN có 13 chữ số, số cuối là số kiểm tra. Hãy xem lại giấy của GS1.")
        )


class Location(NormalisedModel):
    """Where something is made, kept or sold; `producer` is empty for a partner's place."""

    code = models.CharField(
        _("mã địa điểm"), max_length=20, unique=True, default=new_code
    )
    gln = models.CharField("GLN", max_length=13, blank=True, validators=[check_gln])
    producer = models.ForeignKey(
        Producer, models.PROTECT, null=True, blank=True, related_name="locations"
    )
    name = models.CharField(_("tên địa điểm"), max_length=160)
    commune_code = models.CharField(max_length=5, blank=True)
    partner_uri = models.CharField(
        _("địa chỉ EPCIS của đối tác"), max_length=255, blank=True
    )

    class Meta:
        verbose_name = _("địa điểm")
        verbose_name_plural = _("địa điểm")
        constraints = [
            models.UniqueConstraint(
                fields=["gln"], condition=~models.Q(gln=""), name="one_place_per_gln"
            ),
            models.UniqueConstraint(
                fields=["partner_uri"],
                condition=~models.Q(partner_uri=""),
                name="one_place_per_partner_uri",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def uri(self) -> str:
        """The place in EPCIS documents: its GLN, a partner's own name, or our code."""
        if self.gln:
            return gln_uri(self.gln)
        return self.partner_uri or own_uri("noi", self.code)
