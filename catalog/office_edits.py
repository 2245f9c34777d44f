"""What the office changes by itself in its own forms joins the history of versions."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from .drafting import snapshot
from .models import Product, ProductState, ProductVersion, VersionState


def before(product: Product) -> dict[str, Any]:
    """What is on sale now, while a form already holds other words."""
    found = Product.objects.filter(pk=product.pk).first()
    return {**snapshot(found), "state": found.state} if found else {}


def note(product: Product, was: dict[str, Any], *, by: Any) -> None:
    """Write the version the office made; one that waited and was put on sale by hand counts as approved."""
    row, now = Product.objects.get(pk=product.pk), timezone.now()
    stood = was.pop("state", None)
    if row.state == ProductState.APPROVED and stood == ProductState.PENDING:
        for waiting in row.versions.waiting().select_for_update():
            waiting.move_to(VersionState.APPROVED, decided_at=now, decided_by=by)
    content = snapshot(row)
    if content == was:
        return
    ProductVersion.objects.create(
        code=uuid4(),
        producer=row.producer,
        product=row,
        state=VersionState.APPROVED,
        content=content,
        was=was,
        made_by=by,
        sent_at=now,
        decided_by=by,
        decided_at=now,
    )
