"""Money asked for, given back, and what gateways said about it."""

from .bank import BankState as BankState
from .bank import BankTransaction as BankTransaction
from .bank import Source as Source
from .event import GatewayEvent as GatewayEvent
from .gateway import BalanceMovement as BalanceMovement
from .gateway import Dispute as Dispute
from .gateway import DisputeStatus as DisputeStatus
from .payment import HOLDER_OF as HOLDER_OF
from .payment import MOVES as MOVES
from .payment import Holder as Holder
from .payment import IllegalMove as IllegalMove
from .payment import Method as Method
from .payment import Payment as Payment
from .payment import PaymentQuerySet as PaymentQuerySet
from .payment import Status as Status
from .refund import Refund as Refund
from .refund import RefundEvent as RefundEvent
from .refund import RefundItem as RefundItem
from .refund import RefundKind as RefundKind
from .refund import RefundMethod as RefundMethod
from .refund import RefundSource as RefundSource
from .refund import RefundState as RefundState
from .statement import BankStatement as BankStatement
