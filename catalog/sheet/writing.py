"""A table received, kept until it is confirmed, and then written whole or not at all."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from catalog import drafting, moderating
from catalog.drafting import TRADE, WORDS
from catalog.models import (
    GoodsSheet,
    MovementReason,
    Product,
    ProductVersion,
    ShipPolicy,
    Variant,
    reprice,
)
from core import sheets
from producers.models import Producer
from vietnam import months
from vietnam.check_characters import random_code

from .checking import look_over
from .columns import HEADINGS, MOST_ROWS, NEEDED, NEEDED_WITH_CODES
from .plan import Goods, PackRow, Plan
from .shelf import shelf_of


class PlanChanged(Exception):
    """What the table would do is not any more what was shown; `str()` is no text for people."""


def receive(producer: Producer, name: str, content: bytes, *, by: Any) -> GoodsSheet:
    """Keep the rows of a file until they are confirmed; the one that waited before is let go.

    Raises core.sheets.UnreadableSheet.
    """
    table = _table(content)
    packs = shelf_of(producer).packs
    rows = [_with_stock(row, packs) for row in table.rows]
    with transaction.atomic():
        GoodsSheet.objects.made_by(producer).waiting().delete()
        return GoodsSheet.objects.create(
            code=uuid4(),
            producer=producer,
            name=name[:120],
            rows=rows,
            unknown=[heading[:60] for heading in table.unknown[:20]],
            made_by=by,
        )


def _table(content: bytes) -> sheets.Table:
    """With names and prices for new goods, or with our codes for changes to what is there."""
    try:
        return sheets.table(content, HEADINGS, needed=NEEDED, most=MOST_ROWS)
    except sheets.UnreadableSheet:
        try:
            return sheets.table(
                content, HEADINGS, needed=NEEDED_WITH_CODES, most=MOST_ROWS
            )
        except sheets.UnreadableSheet:
            pass
        raise


def _with_stock(row: sheets.Row, packs: dict[str, Variant]) -> dict[str, Any]:
    """A row as it is kept; without the number its writer saw, the one of now is what he saw."""
    kept = {**asdict(row), "fractions": row.fractions}
    pack = packs.get(row.cells.get("sku", ""))
    if pack and not row.cells.get("shown"):
        kept["cells"] = {**row.cells, "shown": str(pack.stock)}
    return kept


def plan_of(sheet: GoodsSheet, *, lock: bool = False) -> Plan:
    """What the waiting rows would do now."""
    rows = [_row(kept) for kept in sheet.rows]
    return look_over(rows, shelf_of(sheet.producer, lock=lock))


def _row(kept: dict[str, Any]) -> sheets.Row:
    cells = {
        name: sheets.Fraction(cell) if name in kept["fractions"] else cell
        for name, cell in kept["cells"].items()
    }
    return sheets.Row(kept["number"], cells)


@transaction.atomic
def write(sheet: GoodsSheet, *, seen: str, by: Any) -> GoodsSheet:
    """Write all of it, once: written already, nothing happens.

    Raises PlanChanged where something is wrong by now, or it would do other than was `seen`.
    """
    row = GoodsSheet.objects.select_for_update().get(pk=sheet.pk)
    if row.written_at:
        return row
    plan = plan_of(row, lock=True)
    if plan.wrong or plan.stamp != seen:
        raise PlanChanged
    row.did = {
        "drafts": _add(row.producer, plan.added, by),
        **_change(plan.changed, by),
    }
    row.rows, row.written_at, row.made_by = [], timezone.now(), by
    row.save(update_fields=["rows", "written_at", "made_by", "did"])
    return row


def _add(producer: Producer, added: list[Goods], by: Any) -> list[list[str]]:
    """New goods as drafts: photos are added and they are sent as any other. Codes, and what they said."""
    drafts = [
        ProductVersion(
            code=uuid4(), producer=producer, made_by=by, content=_content(goods)
        )
        for goods in added
    ]
    ProductVersion.objects.bulk_create(drafts, batch_size=500)
    return [[str(one.code), stamp_of(one)] for one in drafts]


def stamp_of(draft: ProductVersion) -> str:
    """A short sign of everything a draft says."""
    return drafting.stamp(draft.content, draft.content)


def _content(goods: Goods) -> dict[str, Any]:
    packs = [_new_pack(row) for row in goods.rows]
    return {
        **dict.fromkeys(WORDS, ""),
        "season_months": months.ALL_YEAR,
        "ship_policy": ShipPolicy.SHIP.value,
        **goods.told,
        "packs": packs,
        "stocks": _stocks(packs, goods.rows),
    }


def _new_pack(row: PackRow) -> dict[str, Any]:
    return {
        "sku": f"H{random_code(8)}",
        "name": row.told["pack"],
        "price": row.told["price"],
        "weight_g": row.told.get("weight_g", 0),
    }


def _stocks(packs: list[dict[str, Any]], rows: list[PackRow]) -> dict[str, int]:
    return {
        pack["sku"]: row.told.get("stock", 0)
        for pack, row in zip(packs, rows, strict=True)
    }


def _change(changed: list[Goods], by: Any) -> dict[str, Any]:
    rows = [row for goods in changed for row in goods.rows if row.pack]
    did = {
        "goods": _trade(changed),
        "packs": _prices(rows),
        "counts": _counts(rows, by),
    }
    reprice(
        Variant.objects.filter(
            hamper_parts__part__in=[row.pack.pk for row in rows if row.pack]
        )
    )
    return {**did, "versions": [_send(one, by) for one in changed if one.is_material]}


def _trade(changed: list[Goods]) -> dict[str, Any]:
    did = {}
    for goods in changed:
        product: Any = goods.product
        if trade := goods.trade:
            did[str(product.pk)] = {
                name: [getattr(product, name), value] for name, value in trade.items()
            }
            for name, value in trade.items():
                setattr(product, name, value)
    products: Any = [one.product for one in changed if str(one.product.pk) in did]  # type: ignore[union-attr]
    Product.objects.bulk_update(products, TRADE, batch_size=500)
    return did


def _prices(rows: list[PackRow]) -> dict[str, Any]:
    """Regular prices and weights; the database itself writes down each price."""
    did, packs = {}, []
    for row in rows:
        pack: Any = row.pack
        if changes := row.changes:
            did[pack.sku] = {n: [getattr(pack, n), v] for n, v in changes.items()}
            for name, value in changes.items():
                setattr(pack, name, value)
            packs.append(pack)
    Variant.objects.bulk_update(packs, ["price", "weight_g"], batch_size=500)
    return did


def _counts(rows: list[PackRow], by: Any) -> dict[str, int]:
    did = {}
    for row in rows:
        pack: Any = row.pack
        if delta := max(row.delta, -pack.stock):
            did[pack.sku] = pack.move(delta, MovementReason.COUNTED, by=by).pk
    return did


def _send(goods: Goods, by: Any) -> str:
    """Words and packs as a version of their own, which waits for a reader."""
    product: Any = goods.product
    was = drafting.snapshot(product)
    names = {row.pack.sku: row.new_name for row in goods.rows if row.pack}
    packs = [
        {**pack, "name": names.get(pack["sku"]) or pack["name"]}
        for pack in was["packs"]
    ]
    new = [_new_pack(row) for row in goods.new_packs]
    version = ProductVersion.objects.create(
        code=uuid4(),
        producer=product.producer,
        product=product,
        was=was,
        made_by=by,
        content={
            **was,
            **goods.words,
            "packs": packs + new,
            "stocks": _stocks(new, goods.new_packs),
        },
    )
    moderating.send(version, by=by)
    return str(version.code)
