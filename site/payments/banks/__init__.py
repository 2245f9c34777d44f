"""Services that tell of transfers on a bank account; each is off until it has a secret."""

from . import casso, payos, sepay
from .port import Bank

BANKS: dict[str, Bank] = {"sepay": sepay, "payos": payos, "casso": casso}
