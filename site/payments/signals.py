"""News travels up. Sent after commit, and again by a sweep until all receivers have run once.

`payment_settled` and `payment_failed` carry `payment=`; `payment_refunded` (the money has left) and
`refund_failed` (it came back after it had left) carry `refund=`; `balance_moved` (a line of the gateway's
account with us) carries `movement=`, `dispute_followed` (a cardholder's dispute began, moved or ended)
`dispute=`. Receivers run inside the
transaction that notes the news as announced: they write to the database and enqueue, they never
talk to the network.

`payment_reopening` asks before late money is accepted (`payment=`): a receiver takes its goods or
places again and answers True, or changes nothing and answers False; None means not mine.
"""

from django.dispatch import Signal

payment_settled = Signal()
payment_failed = Signal()
payment_refunded = Signal()
refund_failed = Signal()
balance_moved = Signal()
dispute_followed = Signal()
payment_reopening = Signal()
