"""People and things a slot needs: a guide, a house whose turn it is, the kiln, the boat."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from producers.models import Producer

from .option import Option
from .slot import Availability


class ResourceKind(models.TextChoices):
    GUIDE = "GUIDE", _("Người dẫn")
    HOST = "HOST", _("Nhà đón khách")
    PLACE = "PLACE", _("Chỗ, lò, sân")
    EQUIPMENT = "EQUIPMENT", _("Thuyền, xe, đồ nghề")


class Resource(NormalisedModel):
    """Something that can be in one slot at a time; `weight` is its share of the turns."""

    host = models.ForeignKey(
        Producer, models.PROTECT, related_name="resources", verbose_name=_("của")
    )
    kind = models.CharField(_("loại"), max_length=9, choices=ResourceKind)
    name = models.CharField(_("tên"), max_length=80)
    languages = models.CharField(
        _("nói tiếng"), max_length=40, blank=True, help_text="vi,en"
    )
    weight = models.PositiveSmallIntegerField(_("phần lượt"), default=1)
    is_active = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        verbose_name = _("người và đồ")
        verbose_name_plural = _("người và đồ")
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gte=1), name="resource_has_a_share"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """An option needs this resource; of those that take turns, one a slot."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="needs")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="needed_by")
    takes_turns = models.BooleanField(
        _("thay phiên"),
        default=False,
        help_text=_("Mỗi buổi chỉ cần một trong số những người thay phiên."),
    )

    class Meta:
        verbose_name = _("buổi cần")
        verbose_name_plural = _("buổi cần")
        constraints = [
            models.UniqueConstraint(
                fields=["option", "resource"], name="one_need_per_resource"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.resource}"


class ResourceTime(models.Model):
    """A quarter of an hour in which a resource is in a slot; the UNIQUE forbids a second one."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="times")
    slot = models.ForeignKey(Availability, models.PROTECT, related_name="resource_time")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "at"], name="never_in_two_slots_at_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.at:%Y-%m-%d %H:%M}"
