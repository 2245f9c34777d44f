"""Does every stock equal its movements? Asked nightly by `check_books`."""

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import StockMovement, Variant, VariantQuerySet


def unexplained() -> VariantQuerySet:
    """Packs whose stock differs from the sum of their movements, as `moved`; empty when all is well."""
    sums = (
        StockMovement.objects.filter(variant=OuterRef("pk"))
        .order_by()
        .values("variant")
        .annotate(sum=Sum("delta"))
        .values("sum")
    )
    return (
        Variant.objects.annotate(moved=Coalesce(Subquery(sums), 0))
        .exclude(stock=F("moved"))
        .order_by("pk")
    )
