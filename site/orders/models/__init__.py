"""Orders: basket, the order and its parts, reserved stock, parcels."""

from .basket import Basket as Basket
from .basket import BasketItem as BasketItem
from .codes import new_number as new_number
from .codes import new_token as new_token
from .history import OrderEvent as OrderEvent
from .order import Order as Order
from .order import OrderLine as OrderLine
from .order import ProducerOrder as ProducerOrder
from .order import ProducerOrderQuerySet as ProducerOrderQuerySet
from .order import Settlement as Settlement
from .shipping import Shipment as Shipment
from .shipping import ShippingRate as ShippingRate
from .shipping import Zone as Zone
from .states import MOVES as MOVES
from .states import OPEN as OPEN
from .states import RECEIVED as RECEIVED
from .states import WAY as WAY
from .states import Actor as Actor
from .states import IllegalMove as IllegalMove
from .states import State as State
from .stock import StockReservation as StockReservation
from .terms import GoodsKind as GoodsKind
from .terms import ReturnTerm as ReturnTerm
