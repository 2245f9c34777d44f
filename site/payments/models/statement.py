"""A bank's statement as somebody uploaded it: looked at first, recorded as a whole or not at all."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BankStatement(models.Model):
    """`rows`: what was read, line by line, with what is wrong in a line."""

    account = models.CharField(
        _("số tài khoản"),
        max_length=30,
        help_text=_("Số tài khoản mà sao kê này nói về"),
    )
    filename = models.CharField(_("tên tệp"), max_length=200)
    rows = models.JSONField(_("các dòng"), default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người nạp"),
    )
    uploaded_at = models.DateTimeField(_("nạp lúc"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người ghi sổ"),
    )
    recorded_at = models.DateTimeField(_("ghi sổ lúc"), null=True)
    new_rows = models.PositiveIntegerField(_("dòng mới"), null=True)

    class Meta:
        verbose_name = _("sao kê ngân hàng")
        verbose_name_plural = _("sao kê ngân hàng")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.filename} {self.account}"

    @property
    def wrong_rows(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row.get("error")]

    @property
    def shown_rows(self) -> list[dict[str, Any]]:
        """The rows with their times as a person reads them."""
        return [row | {"at": _shown(row.get("at", ""))} for row in self.rows]

    @property
    def can_be_recorded(self) -> bool:
        return bool(self.rows) and not self.wrong_rows and self.recorded_at is None


def _shown(at: str) -> str:
    return f"{datetime.fromisoformat(at):%d/%m/%Y %H:%M}" if at else ""
