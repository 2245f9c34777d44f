"""Asking to be told when a pack is there again, and taking that back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.http import HttpRequest, cookieless_form

from .forms import BackWishForm
from .models import BackWish, Product, Variant
from .telling_back import TooMany, ask


@never_cache
@cookieless_form
def wish(request: HttpRequest, slug: str, sku: str) -> HttpResponse:
    product = get_object_or_404(Product.objects.published(), slug=slug)
    pack = get_object_or_404(Variant, product=product, sku=sku, is_active=True)
    form = BackWishForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        email = data["email"]
        try:
            made = ask(
                pack,
                email=email,
                phone="" if email else data["phone"],
                language=get_language() or "vi",
            )
            return redirect("catalog:wished", token=made.token)
        except TooMany:
            form.add_error(None, _("Địa chỉ này đang chờ nhiều món rồi."))
    context = {"product": product, "pack": pack, "form": form}
    return render(
        request,
        "catalog/wish.html",
        context,
        status=422 if form.is_bound else 200,
    )


@never_cache
@cookieless_form
def wished(request: HttpRequest, token: str) -> HttpResponse:
    """What will happen, and the way out."""
    found = get_object_or_404(
        BackWish.objects.select_related("variant__product"), token=token
    )
    taken_back = request.method == "POST"
    context = {
        "pack": found.variant,
        "product": found.variant.product,
        "gone": taken_back,
    }
    if taken_back:
        found.delete()
    return render(request, "catalog/wished.html", context)
