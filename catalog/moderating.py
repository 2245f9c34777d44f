"""From a draft to the shelf: sent, read by a person, approved or turned down; taken off sale and put back.

Prices, stock, season and the way of delivery are the maker's own and count at once; words, photos and
new packs wait for a reader while the version approved before stays on sale (Law 122/2025 Art. 17.1.đ).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import free_slug
from core.read_first import IllegalStep
from producers import contact

from . import office_edits
from .drafting import WORDS, locked
from .models import (
    Category,
    Product,
    ProductState,
    ProductVersion,
    VersionState,
)
from .shelving import names_of, put_trade, put_trade_back, put_words

READ = (*WORDS, "category", "photos")
Content = dict[str, Any]


class CannotSend(ValueError):
    """Something the law or the shelf demands is not there yet; `str()` says what."""


def lacking(content: Content) -> list[str]:
    """What is missing before a listing may be sent, in words."""
    wanted = {
        "name_vi": _("tên hàng"),
        "category": _("nhóm hàng"),
        "packs": _("giá của ít nhất một gói"),
        "photos": _("ít nhất một ảnh"),
    }
    return [words for name, words in wanted.items() if not content.get(name)]


def to_read(version: ProductVersion) -> list[str]:
    """The parts of a version that a person has to read: what differs from what was on sale."""
    if version.is_new:
        return [*READ, "packs"]
    now, was = version.content, version.was
    changed = [name for name in READ if _part(now, name) != _part(was, name)]
    return [*changed, "packs"] if names_of(now) != names_of(was) else changed


def _part(content: Content, name: str) -> Any:
    value = content.get(name)
    return [one["picture"] for one in value or []] if name == "photos" else value or ""


@transaction.atomic
def send(draft: ProductVersion, *, by: Any) -> ProductVersion:
    """Give the draft to the readers; without anything to read it counts at once.

    Raises CannotSend with what is missing, IllegalStep when it was sent already.
    """
    row = locked(draft) if draft.pk else draft
    if missing := lacking(row.content):
        raise CannotSend(_("Còn thiếu: %(what)s.") % {"what": ", ".join(missing)})
    row.product = product = _product_of(row)
    row.save(update_fields=["product"])
    now = timezone.now()
    if not to_read(row):
        put_trade(product, row)
        row.move_to(VersionState.APPROVED, sent_at=now, decided_at=now, decided_by=by)
        return row
    _take_place(product)
    if row.is_new:
        put_words(product, row, [*READ, "packs"], by=by)
    put_trade(product, row)
    row.move_to(VersionState.PENDING, sent_at=now)
    return row


def _product_of(row: ProductVersion) -> Product:
    if row.product_id:
        return Product.objects.select_for_update().get(pk=row.product_id)
    name = row.content["name_vi"]
    return Product.objects.create(
        producer=row.producer,
        village=row.producer.village,
        category=Category.objects.get(slug=row.content["category"]),
        name_vi=name,
        slug=free_slug(Product, name) or free_slug(Product, f"hang-{row.code}"),
    )


def _take_place(product: Product) -> None:
    """Of one product one version waits: an older one steps back, its words stay in the history."""
    for older in product.versions.waiting().select_for_update():
        older.move_to(VersionState.REPLACED, decided_at=timezone.now())
    if product.state in (ProductState.DRAFT, ProductState.REJECTED):
        product.move_to(ProductState.PENDING)
        product.save()


@transaction.atomic
def approve(version: ProductVersion, *, by: Any) -> None:
    """Let the words of a waiting version count. Raises IllegalStep when it waits no longer."""
    row, product = _locked(version)
    now = timezone.now()
    row.move_to(VersionState.APPROVED, decided_at=now, decided_by=by)
    put_words(product, row, to_read(row), by=row.made_by)
    if product.state == ProductState.PENDING:
        product.move_to(ProductState.APPROVED)
    product.published_at = product.published_at or now
    product.save()
    title = format_lazy(gettext_lazy("“{name}” đã được duyệt"), name=product.name_vi)
    _tell(product, row, title, gettext_lazy("Khách thấy bản mới từ bây giờ."))


@transaction.atomic
def reject(version: ProductVersion, *, by: Any, reason: str) -> None:
    """Turn a waiting version down, with a reason its maker reads; what was on sale stays so."""
    if not reason.strip():
        raise ValueError(_("Hãy ghi lý do để người làm biết mà sửa."))
    row, product = _locked(version)
    facts = {"decided_at": timezone.now(), "decided_by": by, "reason": reason[:500]}
    row.move_to(VersionState.REJECTED, **facts)
    if product.state == ProductState.PENDING:
        product.move_to(ProductState.REJECTED)
        product.save()
    title = format_lazy(
        gettext_lazy("“{name}” cần sửa rồi gửi lại"), name=product.name_vi
    )
    _tell(product, row, title, row.reason)


@transaction.atomic
def take_back(version: ProductVersion, *, by: Any, reason: str) -> None:
    """What another sent in the maker's place: nobody reads it, prices, season and delivery are as before.

    Raises IllegalStep where an editor let its words count, or somebody changed those since.
    """
    row, product = _locked(version)
    if row.state == VersionState.PENDING:
        reject(row, by=by, reason=reason)
        product.refresh_from_db()
    elif row.state != VersionState.APPROVED or to_read(row):
        raise IllegalStep
    was = office_edits.before(product)
    put_trade_back(product, row)
    office_edits.note(product, was, by=by)


def _tell(product: Product, row: ProductVersion, title: Any, text: Any) -> None:
    contact.tell(
        product.producer, f"listing:{row.code}", title, text, page="workspace:listings"
    )


def _locked(version: Any) -> tuple[ProductVersion, Product]:
    """The product first, as `send` does, then the version."""
    product = Product.objects.select_for_update().get(pk=version.product_id)
    row = ProductVersion.objects.select_for_update().get(pk=version.pk)
    row.product = product
    return row, product
