"""A pre-order as a form: which pack, when it is picked, how many, which deposit, until when."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import PreorderOffer, Product, Variant
from catalog.offering import Terms
from producers.models import Producer
from vietnam.forms import CountField

from .lot_forms import A_NUMBER, day_field
from .shelf import packs_of

WEEK = timedelta(days=6)
FARTHEST = timedelta(days=730)
MOST = 100_000
PERCENT = gettext_lazy("Tiền cọc từ 5 đến 100 phần trăm.")
FIELDS = ("harvest_from", "harvest_to", "quantity", "deposit_percent", "closes_on")


def _number(label: Any, least: int, most: int, **more: Any) -> CountField:
    words = {**A_NUMBER, **more.pop("error_messages", {})}
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return CountField(
        label=label,
        min_value=least,
        max_value=most,
        widget=widget,
        error_messages=words,
        **more,
    )


class SeasonForm(forms.Form):
    """When a harvest is picked; an older promise is judged only where it is changed."""

    harvest_from = day_field(gettext_lazy("Thu hoạch và gửi từ ngày"))
    harvest_to = day_field(
        gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống là gửi trong một tuần."),
    )

    def clean_harvest_from(self) -> date:
        return self._ahead("harvest_from")

    def clean_harvest_to(self) -> date | None:
        first: date | None = self.cleaned_data.get("harvest_from")
        if self.cleaned_data["harvest_to"] is None:
            return first + WEEK if first else None
        return self._ahead("harvest_to")

    def _ahead(self, name: str) -> date:
        """A day from today on, within two years."""
        day: date = self.cleaned_data[name]
        today = timezone.localdate()
        if name not in self.changed_data:
            return day
        if day < today:
            raise ValidationError(_("Ngày này đã qua. Hãy chọn từ hôm nay trở đi."))
        if day > today + FARTHEST:
            raise ValidationError(_("Ngày này xa quá, hơn hai năm nữa. Hãy xem lại."))
        return day

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("harvest_from"), typed.get("harvest_to")
        if first and last and last < first:
            self.add_error("harvest_to", _("Ngày cuối phải sau ngày đầu."))
        return typed


class OfferForm(SeasonForm):
    """What a maker says of one harvest and how he sells it."""

    quantity = _number(gettext_lazy("Nhận đặt mấy gói?"), 1, MOST)
    deposit_percent = _number(
        gettext_lazy("Khách đặt cọc mấy phần trăm?"),
        5,
        100,
        initial=30,
        help_text=gettext_lazy("Khách trả phần còn lại khi hàng sắp gửi."),
        error_messages={"min_value": PERCENT, "max_value": PERCENT},
    )
    closes_on = day_field(gettext_lazy("Nhận đặt đến hết ngày"))

    def clean_closes_on(self) -> date:
        return self._ahead("closes_on")

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        last, closes = typed.get("harvest_to"), typed.get("closes_on")
        if last and closes and "closes_on" in self.changed_data and closes > last:
            self.add_error("closes_on", _("Hạn đặt phải trước khi thu hoạch xong."))
        return typed

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in FIELDS})


class NewOfferForm(OfferForm):
    pack: Any = forms.ModelChoiceField(
        label=gettext_lazy("Đặt trước gói nào?"),
        queryset=Variant.objects.none(),
        empty_label=gettext_lazy("Chọn một gói"),
        error_messages={
            "required": gettext_lazy("Hãy chọn một gói."),
            "invalid_choice": gettext_lazy(
                "Gói này đang không bán. Hãy chọn gói khác."
            ),
        },
    )
    field_order = ["pack"]

    def __init__(self, producer: Producer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packs = sold_by(producer)
        field: Any = self.fields["pack"]
        field.queryset = self.packs
        if len(self.packs) == 1:
            field.initial = self.packs[0]


def sold_by(producer: Producer) -> Any:
    """The packs buyers see; hampers are put together from packs and have no harvest."""
    packs = packs_of(producer).filter(product__in=Product.objects.published())
    return packs.select_related("product").order_by("product__name", "position", "pk")


def as_it_is(offer: PreorderOffer) -> dict[str, Any]:
    return {name: getattr(offer, name) for name in FIELDS}
