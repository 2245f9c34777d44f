"""Everything of one maker as tables: what his own pages show him, no more of others than they do."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import IO, Any

from django.utils import timezone

from catalog.models import ProductVersion, Review, StockMovement, Variant
from ledger.periods import Period
from ledger.sheets import sheet
from ledger.statement_files import as_xlsx
from ledger.statements import statement
from orders.models import OrderLine, OrderMessage, ProducerOrder
from producers.models import Producer
from tourism.models import Booking
from traceability.export import epcis_document
from traceability.models import Event, Lot

from . import own_files

Row = dict[str, Any]
PROFILE = (
    "name_vi", "slug", "kind", "contact_name", "phone", "email", "commune_code", "street",
    "since_year", "story_vi", "bank_bin", "bank_account", "bank_holder", "gs1_prefix",
    "verification", "verified_at", "applied_at", "makes", "suspended_at", "is_demo",
)  # fmt: skip
PRODUCT = (
    "name_vi", "name_en", "slug", "state", "published_at", "summary_vi", "description_vi",
    "ingredients_vi", "storage_vi", "usage_vi", "season_months", "ship_policy", "tax_category",
)  # fmt: skip
CHUNK = 500


def _profile(maker: Producer) -> Iterator[Row]:
    yield {name: getattr(maker, name, "") for name in PROFILE}


def _members(maker: Producer) -> Iterator[Row]:
    for one in maker.memberships.select_related("user").order_by("pk"):
        name = one.called or str(one.user)
        yield {"name": name, "role": one.role, "added_at": one.added_at}


def _papers(maker: Producer) -> Iterator[Row]:
    """Which were handed in; the papers themselves lie under tep/, each with a trace."""
    yield from _values(maker.papers, "kind", "state", "added_at", "note")


def _products(maker: Producer) -> Iterator[Row]:
    for one in maker.products.select_related("category").order_by("pk"):
        said = {name: getattr(one, name) for name in PRODUCT}
        yield {**said, "category": one.category.slug}


def _packs(maker: Producer) -> Iterator[Row]:
    yield from _values(
        Variant.objects.filter(product__producer=maker),
        "sku", "product__slug", "name_vi", "unit_vi", "price", "weight_g", "by_weight_g",
        "gtin", "stock", "low_stock_at", "is_active",
    )  # fmt: skip


def _movements(maker: Producer) -> Iterator[Row]:
    yield from _values(
        StockMovement.objects.filter(variant__product__producer=maker),
        "variant__sku", "delta", "reason", "reference", "at",
    )  # fmt: skip


def _versions(maker: Producer) -> Iterator[Row]:
    yield from _values(
        ProductVersion.objects.made_by(maker),
        "code", "product__slug", "state", "content", "made_at", "sent_at", "decided_at",
        "reason",
    )  # fmt: skip


def _orders(maker: Producer) -> Iterator[Row]:
    """With whom to send it to, as the page of an order has it; never the buyer's mail."""
    parts = ProducerOrder.objects.of(maker).visible_to_maker().order_by("pk")
    for part in parts.select_related("order").iterator(CHUNK):
        order = part.order
        yield {
            "code": part.code,
            "state": part.state,
            "placed_at": order.placed_at,
            "settlement": part.settlement,
            "delivery": part.delivery,
            "goods_total": part.goods_total,
            "shipping_fee": part.shipping_fee,
            "discount": part.discount,
            "buyer": order.name,
            "buyer_phone": order.phone,
            "street": order.street,
            "commune_code": order.commune_code,
            "note": order.note,
        }


def _lines(maker: Producer) -> Iterator[Row]:
    seen = ProducerOrder.objects.of(maker).visible_to_maker()
    yield from _values(
        OrderLine.objects.filter(part__in=seen),
        "part__code", "sku", "product_name", "variant_name", "unit", "unit_price",
        "quantity", "final_quantity", "final_weight_g", "discount", "fee", "vat_withheld",
        "pit_withheld",
    )  # fmt: skip


def _messages(maker: Producer) -> Iterator[Row]:
    seen = ProducerOrder.objects.of(maker).visible_to_maker()
    talk = OrderMessage.objects.filter(part__in=seen)
    yield from _values(talk, "part__code", "author", "text", "at")


def _bookings(maker: Producer) -> Iterator[Row]:
    yield from _values(
        Booking.objects.filter(slot__option__experience__host=maker),
        "code", "slot__option__experience__slug", "slot__starts_at", "status", "pax",
        "total", "pay_method", "name", "phone", "note", "created_at",
    )  # fmt: skip


def _lots(maker: Producer) -> Iterator[Row]:
    yield from _values(
        Lot.objects.made_by(maker),
        "code", "variant__sku", "name", "produced_on", "expires_on", "quantity", "uom",
        "standards", "season", "field", "recalled_at", "recall_reason", "withdrawn_at",
    )  # fmt: skip


def _statements(maker: Producer) -> Iterator[Row]:
    yield from _values(
        maker.statements,
        "month",
        "opening",
        "earned",
        "received",
        "closing",
        "closed_at",
    )


def _reviews(maker: Producer) -> Iterator[Row]:
    yield from _values(
        Review.objects.filter(product__producer=maker),
        "product__slug", "author_name", "rating", "text", "written_at", "reply",
        "replied_at",
    )  # fmt: skip


def _helped(maker: Producer) -> Iterator[Row]:
    yield from _values(maker.helped_acts, "by_name", "what", "about", "at", "undone_at")


def _values(found: Any, *names: str) -> Iterator[Row]:
    yield from found.order_by("pk").values(*names).iterator(CHUNK)


TABLES: dict[str, Callable[[Producer], Iterator[Row]]] = {
    "ho-so": _profile,
    "nguoi-cung-lam": _members,
    "giay-to": _papers,
    "hang": _products,
    "goi": _packs,
    "so-con": _movements,
    "cac-ban": _versions,
    "don": _orders,
    "dong-cua-don": _lines,
    "loi-nhan": _messages,
    "khach-dat-cho": _bookings,
    "lo": _lots,
    "bang-ke": _statements,
    "danh-gia": _reviews,
    "lam-thay": _helped,
}


def pack(maker: Producer, out: IO[bytes], *, by: Any) -> None:
    """Each table as JSON and XLSX, the months' statements, the events of the lots, his files, in one ZIP."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, rows_of in TABLES.items():
            rows = [{key: _plain(row[key]) for key in row} for row in rows_of(maker)]
            book.writestr(f"json/{name}.json", _json(rows))
            headings = list(rows[0]) if rows else []
            cells = ([_cell(value) for value in row.values()] for row in rows)
            book.writestr(f"excel/{name}.xlsx", sheet(name, headings, cells))
        for closed in maker.statements.order_by("month"):
            period = Period(closed.month.year, closed.month.month)
            told = as_xlsx(statement(maker, period))
            book.writestr(f"excel/bang-ke-{period}.xlsx", told)
        book.writestr("json/epcis.json", _json(epcis_document(_events(maker))))
        own_files.put_in(book, maker, by=by)


def _events(maker: Producer) -> list[Any]:
    own = Event.objects.filter(items__lot__in=Lot.objects.made_by(maker)).distinct()
    return [event.data for event in own.order_by("event_time", "pk").iterator(CHUNK)]


def _plain(value: Any) -> Any:
    """What JSON knows, and moments as they are read here."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return str(value)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
