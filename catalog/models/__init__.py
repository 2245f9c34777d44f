"""Goods: what is sold, in which packs, how many are left, and the stars it may carry."""

from .goods import Category as Category
from .goods import Product as Product
from .goods import ProductPhoto as ProductPhoto
from .goods import ProductQuerySet as ProductQuerySet
from .goods import ShipPolicy as ShipPolicy
from .goods import TaxCategory as TaxCategory
from .hampers import HamperPart as HamperPart
from .hampers import price_of as price_of
from .hampers import reprice as reprice
from .ocop import CertificateQuerySet as CertificateQuerySet
from .ocop import IssuerLevel as IssuerLevel
from .ocop import OcopCertificate as OcopCertificate
from .packs import NotEnoughStock as NotEnoughStock
from .packs import Variant as Variant
from .packs import VariantQuerySet as VariantQuerySet
from .preorders import PreorderOffer as PreorderOffer
from .prices import PriceChange as PriceChange
from .prices import SalePrice as SalePrice
from .prices import lowest_before as lowest_before
from .prices import price_at as price_at
from .prices import with_sales as with_sales
from .reviews import Review as Review
from .states import ProductKind as ProductKind
from .states import ProductState as ProductState
from .stock import MovementReason as MovementReason
from .stock import StockMovement as StockMovement
