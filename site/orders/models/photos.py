"""Pictures of an order that only its buyer, its maker and the operator may see."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

from .codes import new_token
from .order import ProducerOrder


def private() -> Storage:
    """Never the media folder, which is open to everybody."""
    return storages["private"]


class PartPhoto(models.Model):
    """Drawn anew from its pixels by core.photos, so that it says nothing of where it was taken."""

    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="photos")
    code = models.CharField(max_length=32, unique=True, default=new_token)
    file = models.FileField(storage=private, upload_to="orders/%Y/%m")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.part_id} {self.code}"
