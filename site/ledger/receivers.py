from typing import Any

from django.dispatch import receiver

from payments.models import BalanceMovement
from payments.signals import balance_moved

from .gateway import book_movement


@receiver(balance_moved)
def on_balance_moved(movement: BalanceMovement, **kwargs: Any) -> None:
    book_movement(movement)
