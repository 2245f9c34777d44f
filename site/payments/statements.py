"""Upload a bank's statement: read, look, record. A row recorded before stays one transfer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .banks.port import Transfer
from .match import record
from .models import BankStatement, Source
from .sheets import read_rows


class CannotRecord(ValueError):
    """Why nothing was recorded, in words for the person."""


def upload(account: str, name: str, data: bytes, *, by: Any) -> BankStatement:
    """Keep what a file says, without recording anything. Raises sheets.Unreadable."""
    rows = read_rows(name, data)
    return BankStatement.objects.create(
        account=account, filename=name[:200], rows=rows, uploaded_by=by
    )


@transaction.atomic
def record_statement(statement: BankStatement, *, by: Any) -> BankStatement:
    """Record and match all rows, or none when one is wrong; twice does nothing. Raises CannotRecord."""
    statement = BankStatement.objects.select_for_update().get(pk=statement.pk)
    if statement.recorded_at:
        return statement
    if statement.wrong_rows:
        raise CannotRecord(
            _("Còn %(n)s dòng sai. Hãy sửa tệp rồi nạp lại; chưa ghi dòng nào.")
            % {"n": len(statement.wrong_rows)}
        )
    told = [_transfer(statement, row) for row in statement.rows]
    news = [record(transfer, Source.STATEMENT)[1] for transfer in told]
    statement.recorded_at, statement.recorded_by = timezone.now(), by
    statement.new_rows = sum(news)
    statement.save()
    return statement


def _transfer(statement: BankStatement, row: dict[str, Any]) -> Transfer:
    return Transfer(
        reference=row["reference"],
        account=statement.account,
        amount=row["amount"],
        content=row["content"],
        at=datetime.fromisoformat(row["at"]),
        counterparty=row["counterparty"],
    )
