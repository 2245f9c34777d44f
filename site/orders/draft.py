"""A checkout in progress: what was typed, and the parcels it leads to; nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import Address
from core.http import HttpRequest
from payments.gateways import stripe as card
from vietnam import places
from vietnam.dong import Dong

from . import basket as baskets
from . import promotion, trust
from .delivery import Conditions
from .forms import BuyerForm, GiftForm, InvoiceForm
from .models import Basket, BasketItem, Settlement, Voucher
from .pricing import Parcel, conditions_for, parcels_for
from .shipping import CannotShip
from .wishes import CannotOrder, DeliveryWish, Wishes

CARD = Settlement.CARD.value
KEPT = "checkout"
# Buttons of the page that only help to fill it in: no complaint yet, nothing placed.
HELPING = ("chon-tinh", "tim-xa", "chon-xa", "dia-chi", "sua")
NOT_KEPT = ("csrfmiddlewaretoken", "khoa", "tong", *HELPING)


def keep(request: HttpRequest) -> None:
    """Remember what was typed, so that a look into the basket loses nothing."""
    typed = {k: v[:1000] for k, v in request.POST.items() if k not in NOT_KEPT}
    request.session[KEPT] = dict(list(typed.items())[:120])


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def _typed(request: HttpRequest) -> dict[str, str]:
    if request.method != "POST":
        return dict(request.session.get(KEPT, {}))
    typed = {key: str(value) for key, value in request.POST.items()}
    _take_commune(typed)
    _take_address(request, typed)
    return typed


def _take_commune(typed: dict[str, str]) -> None:
    """A commune chosen from the found ones."""
    try:
        commune = places.commune(typed.get("chon-xa", ""))
    except places.UnknownPlace:
        return
    typed.update(province=commune.province_code, commune=commune.code)


def _take_address(request: HttpRequest, typed: dict[str, str]) -> None:
    """One of the addresses the buyer asked us to remember."""
    pk = typed.get("dia-chi", "")
    if not (request.user.is_authenticated and pk.isdecimal() and len(pk) < 18):
        return
    found = Address.objects.filter(user=request.user, pk=int(pk)).first()
    if found:
        typed.update(name=found.name, phone=found.phone, street=found.street)
        typed["chon-xa"] = found.commune_code
        _take_commune(typed)


def _fill_in(typed: dict[str, str], basket: Basket | None) -> None:
    """What an unsent page starts with."""
    if "name" in typed:
        # An empty box is not sent at all; without this it would come back ticked.
        typed.setdefault("an_gia", "")
    if basket and not typed.get("province"):
        typed["province"] = basket.province_code


@dataclass
class Draft:
    """Built from a request by `read`; `problem` says why these goods cannot go like this."""

    basket: Basket | None
    items: list[BasketItem]
    typed: Mapping[str, str]
    form: BuyerForm
    gift: GiftForm
    invoice: InvoiceForm
    is_bound: bool
    parcels: list[Parcel] = field(default_factory=list)
    voucher: Voucher | None = None
    problem: str = ""
    voucher_problem: str = ""

    @classmethod
    def read(cls, request: HttpRequest) -> "Draft":
        basket = baskets.of(request)
        typed = _typed(request)
        bound = request.method == "POST" and not any(key in typed for key in HELPING)
        data: dict[str, Any] = {"data": typed} if bound else {"initial": typed}
        if not bound:
            _fill_in(typed, basket)
        draft = cls(
            basket,
            baskets.items_of(basket),
            typed,
            BuyerForm(**data),
            GiftForm(**data),
            InvoiceForm(**data),
            bound,
        )
        if bound and draft.is_well_typed:
            draft._price()
        return draft

    @cached_property
    def conditions(self) -> Conditions:
        return conditions_for(self.items)

    @property
    def province(self) -> str:
        code = self.typed.get("province", "")
        return code if code in {p.code for p in places.provinces()} else ""

    @property
    def is_well_typed(self) -> bool:
        forms = (self.form, self.gift, self.invoice)
        return sum(form.is_valid() for form in forms) == len(forms)

    @property
    def total(self) -> Dong:
        return sum(parcel.total for parcel in self.parcels)

    @property
    def is_ready(self) -> bool:
        return self.is_bound and bool(self.parcels) and not self.problem

    @property
    def whole_by_card(self) -> bool:
        goods = self.total or sum(item.total for item in self.items)
        return self.typed.get("tra") == CARD and card.is_offered(goods)

    @property
    def pay(self) -> dict[int, Settlement]:
        """How each producer is paid; a whole order by card, if the buyer wants."""
        return {
            share.producer.pk: self._pay_for(share.producer.pk)
            for share in baskets.shares(self.items)
        }

    def _pay_for(self, producer_pk: int) -> Settlement:
        wanted = self.typed.get(f"tra-{producer_pk}", "")
        if self.whole_by_card:
            return Settlement.CARD
        own = (Settlement.VIETQR, Settlement.COOP, Settlement.CASH)
        return Settlement(wanted) if wanted in own else Settlement.COD

    @property
    def wishes(self) -> Wishes:
        """What to order besides the goods; the forms are valid."""
        return Wishes(
            delivery={
                share.producer.pk: self.delivery_wish(share.producer.pk)
                for share in baskets.shares(self.items)
            },
            gift=self.gift.wish(),
            invoice=self.invoice.wish(),
            voucher_code=self.voucher.code if self.voucher else "",
            together=self.typed.get("gom") == "1",
        )

    def delivery_wish(self, producer_pk: int) -> DeliveryWish:
        key = self.typed.get(f"giao-{producer_pk}", "")
        return DeliveryWish(key, _day(self.typed.get(f"ngay-{producer_pk}-{key}", "")))

    def _price(self) -> None:
        commune = self.form.cleaned_data["commune"]
        try:
            self.parcels = parcels_for(
                self.items, commune, self.wishes, self.conditions
            )
        except (CannotShip, CannotOrder) as error:
            self.problem = str(error)
            return
        self._take_voucher()
        phone = self.form.cleaned_data["phone"]
        self.problem = trust.first_objection(phone, self.parcels, self.pay)

    def _take_voucher(self) -> None:
        code = self.basket.voucher_code if self.basket else ""
        if not code:
            return
        try:
            voucher = promotion.find(code)
            promotion.check_left(voucher, self.form.cleaned_data["phone"])
            self.parcels = promotion.discounted(voucher, self.parcels)
            self.voucher = voucher
        except promotion.CannotUse as error:
            self.voucher_problem = str(error)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
