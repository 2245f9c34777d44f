"""What a maker gets ready for the OCOP council. It advises him; shoppers never see anything of it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from vietnam.check_characters import random_code

from .goods import Product
from .ocop_rules import OcopLine, OcopPaper


def private() -> Storage:
    """Never the media folder, which is open to everybody."""
    return storages["private"]


def new_code() -> str:
    return random_code(24)


class DossierQuerySet(models.QuerySet["OcopDossier"]):
    def open(self) -> Self:
        return self.filter(submitted_at=None)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class OcopDossier(models.Model):
    """One attempt at a certificate; after it was handed in it stays as it was."""

    wagtail_reference_index_ignore = True

    product = models.ForeignKey(Product, models.CASCADE, related_name="ocop_dossiers")
    code = models.CharField(max_length=24, unique=True, default=new_code)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(submitted_at=None),
                name="one_open_dossier_per_product",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.code}"

    @property
    def day(self) -> date:
        """Whose rows of the programme count: those of the day it was handed in, or today's."""
        return timezone.localdate(self.submitted_at)


class Level(models.IntegerChoices):
    """How far a line is met, in thirds."""

    NONE = 0, _("Chưa có gì")
    BEGUN = 1, _("Mới có một ít")
    NEARLY = 2, _("Gần đủ")
    FULL = 3, _("Đủ, có giấy tờ chứng minh")


class OcopAnswer(NormalisedModel):
    """What the maker says of one line, when and who."""

    wagtail_reference_index_ignore = True

    dossier = models.ForeignKey(OcopDossier, models.CASCADE, related_name="answers")
    line = models.ForeignKey(OcopLine, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "line"], name="one_answer_per_line"
            ),
            models.CheckConstraint(
                condition=Q(level__lte=3), name="ocop_level_in_thirds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.level}"


class OcopFile(models.Model):
    """A photo or PDF put to a paper of the dossier; only the maker's own people see it."""

    wagtail_reference_index_ignore = True

    dossier = models.ForeignKey(OcopDossier, models.CASCADE, related_name="files")
    paper = models.ForeignKey(OcopPaper, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, unique=True, default=new_code)
    name = models.CharField(max_length=120)
    file = models.FileField(storage=private, upload_to="ocop/%Y/%m")
    put_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return not self.file.name.endswith(".pdf")
