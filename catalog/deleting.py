"""What was counted or sold stays in the books: it is taken off sale, never deleted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .models import Product, Variant


def keep_counted_goods(
    request: HttpRequest, rows: Sequence[Any]
) -> HttpResponse | None:
    """Send the editor back with the reason, instead of an error, when goods have movements."""
    products = [row.pk for row in rows if isinstance(row, Product)]
    kept = Variant.objects.filter(product__in=products, movements__isnull=False).first()
    if kept is None:
        return None
    messages.error(
        request,
        _(
            "“%(name)s” đã có biến động tồn nên không xoá được. Hãy chuyển trạng thái sang “Ngừng bán”."
        )
        % {"name": kept.product.name},
    )
    return redirect(Product.snippet_viewset.get_url_name("edit"), kept.product_id)
