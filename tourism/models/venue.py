"""A place where guests are received, and what somebody in a wheelchair wants to know of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from producers.models import Producer


class Known(models.TextChoices):
    """Nobody looked is an answer of its own (ISO 21902:2021, 4.3: information must be true)."""

    UNKNOWN = "unknown", _("Chưa rõ")
    YES = "yes", _("Có")
    NO = "no", _("Không")


class Toilet(models.TextChoices):
    UNKNOWN = "unknown", _("Chưa rõ")
    NONE = "none", _("Không có")
    SQUAT = "squat", _("Xí xổm")
    SEAT = "seat", _("Xí bệt")
    WHEELCHAIR = "wheelchair", _("Xe lăn vào được")


def _known(label: object) -> "models.CharField[str, str]":
    return models.CharField(
        label,  # type: ignore[arg-type]
        max_length=7,
        choices=Known,
        default=Known.UNKNOWN,
    )


class Venue(NormalisedModel):
    """The house, yard or landing where an experience takes place; lengths in centimetres or metres."""

    host = models.ForeignKey(
        Producer, models.PROTECT, related_name="venues", verbose_name=_("của")
    )
    name = models.CharField(_("tên nơi đón"), max_length=120)
    address = models.CharField(
        _("địa chỉ để đưa cho tài xế"), max_length=200, blank=True
    )
    step_free = _known(_("lối vào không bậc"))
    door_width_cm = models.PositiveSmallIntegerField(
        _("cửa rộng (cm)"), null=True, blank=True
    )
    drop_off_m = models.PositiveSmallIntegerField(
        _("từ chỗ xe dừng đi bộ (m)"), null=True, blank=True
    )
    toilet = models.CharField(
        _("nhà vệ sinh"), max_length=10, choices=Toilet, default=Toilet.UNKNOWN
    )
    seats_with_back = _known(_("ghế có tựa"))
    shade = _known(_("chỗ râm"))
    loud = _known(_("tiếng máy ồn"))
    smoke_or_scent = _known(_("khói, mùi nồng"))
    quiet_time = _known(_("có giờ yên tĩnh"))
    assistance = _known(_("người nhà đỡ, dắt giúp"))
    checked_on = models.DateField(_("xem tận nơi ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("nơi đón")
        verbose_name_plural = _("nơi đón")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def access_facts(self) -> list[tuple[str, str]]:
        """(question, answer) in the reader's language; what nobody looked at says so."""
        return [(str(self._label(name)), self._answer(name)) for name in ACCESS]

    def _label(self, name: str) -> object:
        label = self._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        return label[:1].upper() + label[1:]

    def _answer(self, name: str) -> str:
        if name in ("door_width_cm", "drop_off_m"):
            value = getattr(self, name)
            return str(Known.UNKNOWN.label) if value is None else str(value)
        return str(getattr(self, f"get_{name}_display")())


ACCESS = (
    "step_free",
    "door_width_cm",
    "drop_off_m",
    "toilet",
    "seats_with_back",
    "shade",
    "loud",
    "smoke_or_scent",
    "quiet_time",
    "assistance",
)
