"""A maker's own account for money: changed by its owner, written down, and told to the house."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from core import outbox
from core.audit import write_down
from core.models import Operator
from core.outbox import Reader
from vietnam.banks import UnknownBank, bank

from .contact import reader
from .models import Producer

BANK = "bank_account"
CHANGED = gettext_noop("đổi tài khoản nhận tiền")


@dataclass(frozen=True)
class Account:
    """Where money goes: six digits of the bank, number, and the holder as the bank prints him."""

    bin: str
    number: str
    holder: str

    def __str__(self) -> str:
        return f"{self.bank} {self.number} {self.holder}" if self.number else "–"

    @property
    def bank(self) -> str:
        try:
            return bank(self.bin).short_name
        except UnknownBank:
            return self.bin

    @property
    def hidden(self) -> str:
        """For a letter: enough to know it again, too little to use it."""
        return f"{self.bank} …{self.number[-4:]}" if self.number else "–"


def account_of(producer: Producer) -> Account:
    return Account(producer.bank_bin, producer.bank_account, producer.bank_holder)


@transaction.atomic
def change(producer: Producer, to: Account, *, by: Any) -> bool:
    """Money asked for from now on goes to `to`; what was asked for before keeps its account.

    Everybody who could notice is told where he was reachable before: by letter and by phone.
    False where nothing changed.
    """
    row = Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    before = account_of(row)
    if before == to:
        return False
    row.bank_bin, row.bank_account, row.bank_holder = to.bin, to.number, to.holder
    row.save(update_fields=["bank_bin", "bank_account", "bank_holder"])
    about = f"{BANK}:{row.slug}"
    note = f"{before} → {to}"
    event = write_down(CHANGED, by=by, for_whom=row.name, about=about, note=note)
    facts = {"producer": row, "before": before, "after": to, "who": str(by)}
    for place, to_whom in _everybody(row).items():
        _tell(f"bank_account:{event.pk}:{place}", to_whom, facts)
    return True


def _everybody(producer: Producer) -> dict[str, Reader]:
    """The house at its first address and on its phone, each once."""
    first, phone = reader(producer), Reader(phone=producer.phone)
    return {first.email or first.phone: first, phone.phone: phone}


def _tell(key: str, to_whom: Reader, facts: dict[str, Any]) -> None:
    facts = {**facts, "operator": Operator.load()}
    outbox.put(key[:120], to_whom, "bank_account_changed", facts, about=BANK)
