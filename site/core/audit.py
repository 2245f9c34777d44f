"""What somebody did on behalf of another: who, for whom, what, when. Added, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One deed of the operator in somebody else's affairs."""

    at = models.DateTimeField(_("lúc"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người làm"),
    )
    by_name = models.CharField(_("tên người làm"), max_length=120)
    for_whom = models.CharField(_("làm thay cho"), max_length=160)
    what = models.CharField(_("việc"), max_length=80)
    about = models.CharField(_("về"), max_length=60, db_index=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("việc làm thay")
        verbose_name_plural = _("việc làm thay")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.what} {self.about}"


def write_down(
    what: Any, *, by: Any, for_whom: str, about: str, note: str = ""
) -> AuditEvent:
    """Call it inside the transaction of the deed."""
    return AuditEvent.objects.create(
        by=by,
        by_name=str(by or _("tự động"))[:120],
        for_whom=for_whom[:160],
        what=str(what)[:80],
        about=about[:60],
        note=note[:500],
    )
