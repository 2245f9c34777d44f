"""What a reseller does with bookings: hold, extend, confirm, change, cancel.

The guest pays the reseller, the reseller pays the host on invoice (decision 0090).
"""

from .changing import amend as amend
from .changing import is_changeable as is_changeable
from .lines import AlreadyUsed as AlreadyUsed
from .lines import Facts as Facts
from .lines import Line as Line
from .reserving import HOLD as HOLD
from .reserving import Order as Order
from .reserving import extend as extend
from .reserving import reserve as reserve
from .settling import cancel as cancel
from .settling import confirm as confirm
