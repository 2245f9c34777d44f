"""What became of a line between order and parcel; rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.dong import Dong

from .line import OrderLine
from .photos import PartPhoto
from .states import Actor


class ChangeKind(models.TextChoices):
    TAKEN = "taken", _("Nhận làm món này")
    SHORT = "short", _("Không làm đủ")
    WEIGHED = "weighed", _("Đã cân")
    ASKED = "asked", _("Nặng hơn nhiều, chờ khách đồng ý")
    REFUSED = "refused", _("Khách không nhận cân này")


class LineChange(models.Model):
    """One dated fact about one line: how many, how heavy, what it cost before and after."""

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=7, choices=ChangeKind)
    quantity = models.PositiveIntegerField()
    weight_g = models.PositiveIntegerField(null=True)
    before = models.PositiveBigIntegerField(help_text="Price of the line, in đồng.")
    after = models.PositiveBigIntegerField(help_text="In đồng.")
    reason = models.CharField(max_length=200, blank=True)
    photo = models.ForeignKey(PartPhoto, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    actor = models.CharField(max_length=8, choices=Actor)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"

    @property
    def difference(self) -> Dong:
        """More to pay is positive, money back negative."""
        return self.after - self.before
