"""Search text follows the names it is made of."""

from django_tasks import task

from .models import Product


@task()
def rewrite_search_text(owner: str, pk: int) -> None:
    """Save the search text of every product whose `owner` (a foreign key's name) is row `pk`."""
    related = ("producer", "village", "category")
    for product in Product.objects.filter(**{owner: pk}).select_related(*related):
        product.save(update_fields=["search_text"])
