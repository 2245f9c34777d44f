"""A part of an order that waits for its harvest."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import PreorderOffer
from vietnam.dong import Dong

from .order import ProducerOrder


class PreorderQuerySet(models.QuerySet["Preorder"]):
    def waiting(self) -> "PreorderQuerySet":
        """Not cancelled, not given away yet."""
        return self.filter(released_at=None, part__state__in=("placed", "accepted"))


class Preorder(models.Model):
    """The deposit comes now, the rest before the parcel leaves, which is not before `ship_from`."""

    part = models.OneToOneField(ProducerOrder, models.PROTECT, related_name="preorder")
    offer = models.ForeignKey(PreorderOffer, models.PROTECT, related_name="preorders")
    quantity = models.PositiveIntegerField(_("số lượng"))
    deposit = models.PositiveBigIntegerField(_("tiền cọc"), help_text=_("Đồng"))
    ship_from = models.DateField(_("gửi sớm nhất ngày"))
    ship_to = models.DateField(_("muộn nhất ngày"))
    moved_from = models.DateField(
        _("mùa dời đến từ ngày"),
        null=True,
        blank=True,
        help_text="A new season the buyer has not answered yet.",
    )
    moved_to = models.DateField(_("mùa dời đến ngày"), null=True, blank=True)
    balance_asked_at = models.DateTimeField(_("gọi tiền lúc"), null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = PreorderQuerySet.as_manager()

    class Meta:
        verbose_name = _("phần đặt trước")
        verbose_name_plural = _("phần đặt trước")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ship_from__lte=models.F("ship_to")),
                name="preorder_ships_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} ({self.offer_id})"

    @property
    def rest(self) -> Dong:
        """What is still to pay before the parcel leaves, delivery included."""
        return self.part.total - self.deposit

    @property
    def waits_for_answer(self) -> bool:
        return self.moved_from is not None
