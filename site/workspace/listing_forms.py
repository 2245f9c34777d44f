"""The steps of a listing as forms: short, kind about how prices and weights are typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.drafting import (
    LONGEST,
    LONGEST_PACK,
    MOST_PACKS,
    MOST_PRICE,
    TRADE,
    WORDS,
)
from catalog.editing import MonthsField
from catalog.models import Category, ProductVersion, ShipPolicy, Variant
from vietnam import months
from vietnam.check_characters import random_code
from vietnam.forms import CountField, VndField
from vietnam.weight import NotAWeight, parse_grams


def _text(label: Any, most: int, hint: Any = "", *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, max_length=most, required=False, help_text=hint, widget=widget
    )


class PackForm(forms.Form):
    """One pack; our own code for it stays hidden."""

    sku = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = _text(
        _("Gói thế nào?"),
        LONGEST_PACK,
        _("Ví dụ: hộp 250 g, túi 1 kg, chai 500 ml, một cái."),
    )
    price = VndField(
        label=_("Giá một gói (đồng)"),
        required=False,
        help_text=_("Ví dụ 60.000 hoặc 60k."),
        widget=forms.TextInput(
            attrs={"inputmode": "text", "autocomplete": "off", "data-read": ""}
        ),
    )
    weight = _text(
        _("Nặng cả bao bì"), 20, _("Ví dụ: 300 g hoặc 1,2 kg. Chưa cân thì để trống.")
    )

    def has_changed(self) -> bool:
        """Read also when it says what it said before: rows are counted anew each time."""
        return True

    def clean_price(self) -> int | None:
        price: int | None = self.cleaned_data["price"]
        if price and price > MOST_PRICE:
            raise ValidationError(_("Giá này lớn quá. Hãy xem lại số 0."))
        return price

    def clean_weight(self) -> int:
        typed = self.cleaned_data["weight"].strip()
        try:
            return parse_grams(typed) if typed else 0
        except NotAWeight as error:
            raise ValidationError(_("Hãy ghi như 300 g hoặc 1,2 kg.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, price = cleaned.get("name"), cleaned.get("price")
        if price and not name and "name" not in self.errors:
            self.add_error("name", _("Hãy ghi gói thế nào, ví dụ: hộp 250 g."))
        if name and not price and "price" not in self.errors:
            self.add_error("price", _("Hãy ghi giá của gói này."))
        return cleaned

    def facts(self, free: dict[str, str]) -> dict[str, Any]:
        """The pack as the draft keeps it; it takes its code out of the `free` ones, or gets a new one."""
        typed = self.cleaned_data
        named = [sku for sku, name in free.items() if name == typed["name"]]
        sku = (
            typed["sku"] if typed["sku"] in free else [*named, f"H{random_code(8)}"][0]
        )
        free.pop(sku, None)
        return {
            "sku": sku,
            "name": typed["name"],
            "price": typed["price"],
            "weight_g": typed["weight"],
        }


PackForms = forms.formset_factory(
    PackForm, extra=0, max_num=MOST_PACKS + 1, absolute_max=MOST_PACKS + 1
)


class PriceForm(forms.Form):
    """Step two: name, kind, packs with prices, and what one may tell besides."""

    PARTS = (*WORDS, "category", "packs")

    name_vi = _text(
        _("Tên hàng"),
        LONGEST["name_vi"],
        _("Gọi như bạn nói với khách. Ví dụ: Tinh bột nghệ vàng Chí Tân."),
    )
    category = forms.ChoiceField(label=_("Thuộc nhóm nào?"), required=False)
    summary_vi = _text(_("Một câu giới thiệu"), LONGEST["summary_vi"])
    description_vi = _text(
        _("Kể về món hàng"),
        LONGEST["description_vi"],
        _(
            "Ai làm, làm thế nào, ngon ở chỗ nào. Bấm hình micro trên bàn phím để nói thay gõ."
        ),
        rows=5,
    )
    ingredients_vi = _text(
        _("Thành phần, làm bằng gì"), LONGEST["ingredients_vi"], rows=2
    )
    storage_vi = _text(_("Bảo quản thế nào"), LONGEST["storage_vi"], rows=2)
    usage_vi = _text(_("Dùng thế nào"), LONGEST["usage_vi"], rows=3)

    def __init__(self, draft: ProductVersion, data: Any = None) -> None:
        self.draft = draft
        content = draft.content
        super().__init__(data, initial=content)
        kinds = [(one.slug, one.name) for one in Category.objects.all()]
        self.fields["category"].choices = [("", _("– chọn nhóm –")), *kinds]  # type: ignore[attr-defined]
        # One more row than there are packs, so that another can be told without a script.
        rows = [_shown(pack) for pack in content.get("packs", [])] or [{}]
        self.packs = PackForms(data, prefix="goi", initial=[*rows, {}])

    def is_valid(self) -> bool:
        return super().is_valid() and self.packs.is_valid()

    @property
    def details_are_open(self) -> bool:
        return any(self[name].errors for name in WORDS[1:])

    @property
    def facts(self) -> dict[str, Any]:
        """What the draft keeps. Codes are ours: only those the draft has already are taken from a form."""
        free = {
            pack["sku"]: pack["name"] for pack in self.draft.content.get("packs", [])
        }
        rows = [form for form in self.packs if form.cleaned_data.get("name")]
        return {**self.cleaned_data, "packs": [form.facts(free) for form in rows]}


def _shown(pack: dict[str, Any]) -> dict[str, Any]:
    weight = pack["weight_g"]
    return {**pack, "weight": f"{weight} g" if weight else ""}


def _count(label: Any) -> CountField:
    return CountField(
        label=label,
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Hãy ghi bằng chữ số, ví dụ 12."),
            "min_value": _("Số này không thể nhỏ hơn 0."),
            "max_value": _("Số này lớn quá. Hãy xem lại."),
        },
    )


class StockStepForm(forms.Form):
    """Step three: how many there are of each new pack, in which months, and how it is delivered."""

    PARTS = ("stocks", *TRADE)

    season_months = MonthsField(
        label=_("Có hàng tháng nào?"), help_text=_("Bỏ dấu ở tháng không có hàng.")
    )
    ship_policy = forms.ChoiceField(
        label=_("Giao hàng thế nào?"), choices=ShipPolicy.choices
    )

    def __init__(self, draft: ProductVersion, data: Any = None) -> None:
        content = draft.content
        self.new_packs = new_packs(draft)
        stocks = content.get("stocks", {})
        counted = {f"con_{sku}": stocks.get(sku, "") for sku in self.new_packs}
        first = {"season_months": months.ALL_YEAR, "ship_policy": ShipPolicy.SHIP}
        super().__init__(data, initial={**first, **content, **counted})
        for sku, name in self.new_packs.items():
            self.fields[f"con_{sku}"] = _count(
                _("Đang có mấy %(name)s?") % {"name": name}
            )
        self.order_fields([f"con_{sku}" for sku in self.new_packs])

    @property
    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        stocks = {sku: typed[f"con_{sku}"] or 0 for sku in self.new_packs}
        return {"stocks": stocks, **{name: typed[name] for name in TRADE}}


def new_packs(draft: ProductVersion) -> dict[str, str]:
    """Codes and names of the packs that are not counted on the stock page yet."""
    packs = {pack["sku"]: pack["name"] for pack in draft.content.get("packs", [])}
    there = Variant.objects.filter(sku__in=packs).values_list("sku", flat=True)
    return {sku: packs[sku] for sku in packs if sku not in set(there)}
