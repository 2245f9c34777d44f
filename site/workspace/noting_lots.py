"""“Ghi lô” in two screens: which goods, then one form filled in from the last lot."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog.models import ProductKind, Variant
from core.http import HttpRequest
from producers.models import Producer
from traceability import families, noting
from traceability.families import Habit
from traceability.models import Lot

from .access import for_maker
from .lot_forms import HabitForms, LotForm

RAW = "nguyen-lieu"
MANY = 30


@never_cache
@for_maker
def choose(request: HttpRequest, producer: Producer) -> HttpResponse:
    """What was made? Big rows to tap."""
    packs = (
        Variant.objects.filter(product__producer=producer, is_active=True)
        .exclude(product__kind=ProductKind.HAMPER)
        .select_related("product__photo")
        .order_by("product__name", "position", "pk")
    )
    context = {"producer": producer, "packs": packs, "raw": RAW}
    return render(request, "workspace/lot_choose.html", context)


@never_cache
@for_maker
def note(request: HttpRequest, producer: Producer, sku: str) -> HttpResponse:
    """The form itself; what was typed stays when something is wrong."""
    pack: Any = None
    if sku != RAW:
        mine = Variant.objects.filter(product__producer=producer)
        pack = get_object_or_404(mine.select_related("product"), sku=sku)
    last = _last(producer, pack)
    form = LotForm(
        request.POST or None, request.FILES or None, initial=_first(pack, last)
    )
    _suit(form, producer, pack)
    habits = HabitForms(
        request.POST or None,
        request.FILES or None,
        prefix="buoc",
        initial=_habits(pack, last),
    )
    good = request.method == "POST" and form.is_valid() and habits.is_valid()
    if good and (done := _noted(request, producer, pack, form, habits)):
        return done
    context = {
        "producer": producer,
        "pack": pack,
        "form": form,
        "habits": habits,
        "last": last,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/lot_note.html", context, status=status)


def _last(producer: Producer, pack: Variant | None) -> Lot | None:
    mine = Lot.objects.made_by(producer).filter(variant=pack)
    last: Lot | None = mine.order_by("-produced_on", "-pk").first()
    return last


def _suit(form: LotForm, producer: Producer, pack: Variant | None) -> None:
    """Goods have their name and are counted; raw material is named and measured."""
    if pack:
        del form.fields["name"], form.fields["uom"]
    mine = Lot.objects.made_by(producer).on_sale(timezone.localdate())
    recent = mine.order_by("-produced_on", "-pk").values("pk")[:MANY]
    inputs = Lot.objects.filter(pk__in=list(recent.values_list("pk", flat=True)))
    field: Any = form.fields["inputs"]
    field.queryset = inputs.select_related("variant__product").order_by(
        "-produced_on", "-pk"
    )
    field.label_from_instance = lambda lot: (
        f"{lot.what}, {lot.produced_on:%d/%m} ({lot.amount})"
    )


def _first(pack: Variant | None, last: Lot | None) -> dict[str, Any]:
    """Today, and the rest as it was last time."""
    today = timezone.localdate()
    facts: dict[str, Any] = {"produced_on": today, "uom": "KGM"}
    if last:
        copied = ("name", "quantity", "uom", "standards", "season", "field")
        facts |= {name: getattr(last, name) for name in copied}
        facts["quantity"] = plain(last.quantity)
    elif pack:
        facts["standards"] = pack.product.standards
    if pack and pack.product.shelf_life_days:
        facts["expires_on"] = today + timedelta(days=pack.product.shelf_life_days)
    return facts


def plain(quantity: Decimal) -> Decimal:
    """40.000 is written 40, and 12.500 is 12.5."""
    whole = quantity.to_integral()
    return whole if whole == quantity else quantity.normalize()


def _habits(pack: Variant | None, last: Lot | None) -> list[dict[str, Any]]:
    if pack is None:
        return []
    usual = families.habits(pack.product.name_vi, last)
    return [{"done": True, **vars(habit)} for habit in usual]


def _noted(
    request: HttpRequest,
    producer: Producer,
    pack: Variant | None,
    form: LotForm,
    habits: Any,
) -> HttpResponse | None:
    note = noting.Note(
        lot=_lot(producer, pack, form.cleaned_data),
        did=_done(habits),
        inputs=form.taken,
        photo=form.cleaned_data["photo"],
        reason=form.cleaned_data["reason"],
    )
    try:
        lot = noting.note_lot(note, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, _("Đã ghi lô %(code)s.") % {"code": lot.code})
    return redirect("workspace:lot", code=lot.code)


def _lot(producer: Producer, pack: Any, facts: dict[str, Any]) -> Lot:
    kept = ("quantity", "produced_on", "expires_on", "standards", "season", "field")
    lot: Any = Lot(
        variant=pack,
        location=noting.workplace(producer),
        **{name: facts[name] for name in kept},
    )
    if pack:
        lot.unit_vi, lot.unit_en = pack.unit_vi, pack.unit_en
    else:
        lot.name, lot.uom = facts["name"], facts["uom"]
    found: Lot = lot
    return found


def _done(habits: Any) -> list[noting.Did]:
    rows = [form.cleaned_data for form in habits if form.cleaned_data.get("done")]
    return [noting.Did(_habit(row), row["photo"]) for row in rows]


def _habit(row: dict[str, Any]) -> Habit:
    return Habit(
        row["biz_step"], row["title_vi"], row["title_en"], row["days_before"] or 0
    )
