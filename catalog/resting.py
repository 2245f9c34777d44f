"""The maker takes goods off sale and puts them back; a draft thrown away and taken up again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.read_first import IllegalStep

from .drafting import locked
from .models import Product, ProductState, ProductVersion, VersionState


@transaction.atomic
def rest(product: Product) -> None:
    """The maker takes a product off sale for a while. Raises IllegalStep."""
    row = Product.objects.select_for_update().get(pk=product.pk)
    row.move_to(ProductState.ARCHIVED)
    row.rested_at = timezone.now()
    row.save()


@transaction.atomic
def sell_again(product: Product) -> None:
    """Only what the maker himself took off sale; what the office stopped it puts back itself. Raises IllegalStep."""
    row = Product.objects.select_for_update().get(pk=product.pk)
    if not row.rested_at:
        raise ValueError(
            _("Hàng này do đơn vị vận hành ngừng bán. Hãy gọi họ để hỏi lại.")
        )
    row.move_to(ProductState.APPROVED)
    row.rested_at = None
    row.save()


@transaction.atomic
def drop(draft: ProductVersion) -> None:
    """Throw a draft away; it can be taken up again."""
    locked(draft).move_to(VersionState.DROPPED)


@transaction.atomic
def take_up(draft: ProductVersion) -> None:
    row = ProductVersion.objects.select_for_update().get(pk=draft.pk)
    drafts = ProductVersion.objects.drafts().exclude(product=None)
    if drafts.filter(product=row.product_id).exists():
        raise IllegalStep
    row.move_to(VersionState.DRAFT)
