"""Orders: basket, the order and its parts, reserved stock, parcels."""

from .basket import Basket as Basket
from .basket import BasketItem as BasketItem
from .codes import new_number as new_number
from .codes import new_token as new_token
from .order import MOVES as MOVES
from .order import IllegalMove as IllegalMove
from .order import Order as Order
from .order import OrderEvent as OrderEvent
from .order import OrderLine as OrderLine
from .order import ProducerOrder as ProducerOrder
from .order import ProducerOrderQuerySet as ProducerOrderQuerySet
from .order import Settlement as Settlement
from .order import State as State
from .shipping import Shipment as Shipment
from .shipping import ShippingRate as ShippingRate
from .shipping import Zone as Zone
from .stock import StockReservation as StockReservation
