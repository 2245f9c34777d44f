"""News travels up: what was paid, or will not be. Sent after commit, with `payment=`."""

from django.dispatch import Signal

payment_settled = Signal()
payment_failed = Signal()
