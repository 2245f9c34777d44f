"""Gom hàng: a place where several makers bring their goods, to go on as one parcel."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from producers.models import Producer, may_sell


class ConsolidatorQuerySet(models.QuerySet["Consolidator"]):
    def working(self) -> Self:
        return self.filter(may_sell("producer__"), is_active=True)


class Consolidator(models.Model):
    """A co-operative or shop that goes the round of its makers and sends one parcel."""

    producer = models.OneToOneField(
        Producer,
        models.PROTECT,
        related_name="consolidator",
        verbose_name=_("nơi gom hàng"),
    )
    members = models.ManyToManyField(
        Producer,
        related_name="consolidators",
        verbose_name=_("các nhà gửi hàng về đây"),
    )
    round_days = models.PositiveSmallIntegerField(
        _("thêm mấy ngày để đi gom"), default=1
    )
    is_active = models.BooleanField(_("đang gom hàng"), default=True)

    objects = ConsolidatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi gom hàng")
        verbose_name_plural = _("nơi gom hàng")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.producer.name

    def serves(self, makers: set[int]) -> bool:
        """True when all these makers (their pks) bring their goods here."""
        members = {member.pk for member in self.members.all()}
        return makers <= members | {self.producer_id}
