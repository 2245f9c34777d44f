"""One cast of characters for all tests; state only what matters in a test."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from catalog.models import (
    Category,
    HamperPart,
    MovementReason,
    OcopCertificate,
    Product,
    ProductState,
    SalePrice,
    Variant,
)
from orders.models import (
    OpeningHours,
    PickupPoint,
    ReturnTerm,
    SellingTerms,
    ShippingRate,
    Voucher,
)
from producers.models import Membership, Producer, ProducerKind, Verification, Village
from tourism.models import (
    Availability,
    CancellationPolicy,
    Experience,
    ExperienceState,
    Option,
    PolicyTier,
    Unit,
)
from traceability.documents import Share, Step
from traceability.labels import print_labels
from traceability.models import Event, Label, Location, Lot
from traceability.recording import open_lot, record
from vietnam import months

KHOAI_CHAU = "12205"
HOAN_KIEM = "00070"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    phone = factory.Sequence(lambda n: f"+8491200{n:04d}")
    full_name = "Nguyễn Thị Hoa"


class VillageFactory(DjangoModelFactory):
    class Meta:
        model = Village

    name_vi = factory.Sequence(lambda n: f"Làng {n}")
    slug = factory.Sequence(lambda n: f"lang-{n}")
    trade_group = 1
    commune_code = KHOAI_CHAU
    lat = "20.8000"
    lon = "105.9600"


class ProducerFactory(DjangoModelFactory):
    class Meta:
        model = Producer

    class Params:
        unverified = factory.Trait(verification=Verification.PENDING)
        without_bank = factory.Trait(bank_bin="", bank_account="")

    name_vi = factory.Sequence(lambda n: f"Hộ {n}")
    slug = factory.Sequence(lambda n: f"ho-{n}")
    kind = ProducerKind.HOUSEHOLD
    village = factory.SubFactory(VillageFactory)
    contact_name = "Bà Hoa"
    phone = "+84912000101"
    commune_code = KHOAI_CHAU
    bank_bin = "970405"
    bank_account = "2408205012345"
    bank_holder = "NGUYEN THI HOA"
    verification = Verification.VERIFIED


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    name_vi = "Nghệ và dược liệu"
    slug = "nghe-duoc-lieu"
    ocop_group = 3


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    class Params:
        archived = factory.Trait(state=ProductState.ARCHIVED)
        pending = factory.Trait(state=ProductState.PENDING)

    producer = factory.SubFactory(ProducerFactory)
    village = factory.SelfAttribute("producer.village")
    category = factory.SubFactory(CategoryFactory)
    name_vi = factory.Sequence(lambda n: f"Tinh bột nghệ {n}")
    slug = factory.Sequence(lambda n: f"tinh-bot-nghe-{n}")
    state = ProductState.APPROVED
    season_months = months.ALL_YEAR
    published_at = factory.LazyFunction(timezone.now)


class VariantFactory(DjangoModelFactory):
    class Meta:
        model = Variant

    class Params:
        sold_out = factory.Trait(stock=0)
        last = factory.Trait(stock=1)

    product = factory.SubFactory(ProductFactory)
    sku = factory.Sequence(lambda n: f"SKU-{n}")
    name_vi = "hộp 250 g"
    unit_vi = "hộp"
    price = 180_000
    weight_g = 300
    stock = 20

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        """Opening stock is a movement, as everywhere."""
        stock = kwargs.pop("stock")
        variant = super()._create(model_class, *args, **kwargs)
        if stock:
            variant.move(stock, MovementReason.OPENING)
        return variant


def hamper_of(
    *parts: Any, price: int = 300_000, sku: str = "GIO-1", **product: Any
) -> Variant:
    """A hamper of (pack, how many) pairs, sold by a co-operative."""
    hamper = VariantFactory(
        product=ProductFactory(
            kind="hamper",
            **{"name_vi": "Giỏ quà Khoái Châu", "slug": "gio-qua", **product},
        ),
        sku=sku,
        price=price,
        name_vi="giỏ",
        unit_vi="giỏ",
        stock=0,
    )
    for pack, quantity in parts:
        HamperPart.objects.create(hamper=hamper, part=pack, quantity=quantity)
    return hamper


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = OcopCertificate

    product = factory.SubFactory(ProductFactory)
    stars = 4
    decision_no = "MH-01/QĐ (minh hoạ)"
    issued_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))
    expires_on = factory.LazyFunction(
        lambda: timezone.localdate() + timedelta(days=730)
    )


def shipping_rates() -> None:
    for zone, fee in (("same", 22_000), ("other", 32_000)):
        for policy in ("ship", "fragile", "same_day"):
            if (policy, zone) != ("same_day", "other"):
                ShippingRate.objects.create(
                    ship_policy=policy,
                    zone=zone,
                    up_to_g=30_000,
                    fee=fee,
                    effective_from=date(2026, 1, 1),
                    basis="test",
                    days_from=1 if zone == "same" else 3,
                    days_to=2 if zone == "same" else 5,
                )


def return_terms() -> None:
    for kind, hours in (("fresh", 24), ("other", 15 * 24)):
        ReturnTerm.objects.get_or_create(
            kind=kind,
            effective_from=date(2026, 1, 1),
            defaults={"hours": hours, "legal_basis": "test"},
        )


def member_of(producer: Producer) -> User:
    user = UserFactory()
    Membership.objects.create(user=user, producer=producer)
    return user


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    code = factory.Sequence(lambda n: f"DD-{n:05d}")
    producer = factory.SubFactory(ProducerFactory)
    name = "Xưởng nghệ"


class LotFactory(DjangoModelFactory):
    class Meta:
        model = Lot

    class Params:
        expired = factory.Trait(
            expires_on=factory.LazyFunction(
                lambda: timezone.localdate() - timedelta(days=1)
            )
        )
        recalled = factory.Trait(
            recalled_at=factory.LazyFunction(timezone.now),
            recall_reason="Nhãn in sai hạn dùng.",
        )
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now))

    code = factory.Sequence(lambda n: f"LO-{n:04d}")
    variant = factory.SubFactory(VariantFactory)
    location = factory.LazyAttribute(
        lambda lot: LocationFactory(producer=lot.variant.product.producer)
    )
    produced_on = factory.LazyFunction(
        lambda: timezone.localdate() - timedelta(days=10)
    )
    expires_on = factory.LazyFunction(
        lambda: timezone.localdate() + timedelta(days=300)
    )
    quantity = 120
    unit_vi = "hộp"


def label_of(lot: Lot) -> Label:
    return print_labels(lot, 1)[0]


def step(lot: Lot, title: str = "", **told: Any) -> Step:
    """What is told about a lot: that it was looked at a day ago, unless a test says more."""
    facts = {
        "at": timezone.now() - timedelta(days=1),
        "where": lot.location,
        "biz_step": "inspecting",
        "words": {"title_vi": title},
    }
    return Step(**{**facts, **told})


def born(lot: Lot, title: str = "Làm ra", **told: Any) -> Event:
    """The event in which an unsaved lot is born, from the `inputs` if a test names some."""
    inputs = [Share(one) for one in told.pop("inputs", ())]
    told = {"biz_step": "commissioning", **told}
    return open_lot(lot, step(lot, title, **told), inputs=inputs)


def journey(lot: Lot, *titles: str) -> None:
    for number, title in enumerate(titles):
        at = timezone.now() - timedelta(days=len(titles) - number)
        record(step(lot, title, at=at, objects=(Share(lot),)))


class ExperienceFactory(DjangoModelFactory):
    class Meta:
        model = Experience

    host = factory.SubFactory(ProducerFactory)
    village = factory.SelfAttribute("host.village")
    name_vi = factory.Sequence(lambda n: f"Đan giỏ mây {n}")
    slug = factory.Sequence(lambda n: f"dan-gio-may-{n}")
    meeting_point_vi = "Cổng làng"
    state = ExperienceState.LIVE


class PolicyFactory(DjangoModelFactory):
    """Everything back until a day before, as most tours promise."""

    class Meta:
        model = CancellationPolicy
        skip_postgeneration_save = True

    name_vi = "Huỷ miễn phí trước 24 giờ"

    @factory.post_generation
    def tiers(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for minutes, share in (extracted or {24 * 60: 100}).items():
            PolicyTier.objects.create(
                policy=self, minutes_before=minutes, percent=share
            )


class OptionFactory(DjangoModelFactory):
    class Meta:
        model = Option
        skip_postgeneration_save = True

    experience = factory.SubFactory(ExperienceFactory)
    policy = factory.SubFactory(PolicyFactory)
    duration_minutes = 180
    max_units = 10

    @factory.post_generation
    def units(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        Unit.objects.create(
            option=self,
            unit_type="ADULT",
            name_vi="Người lớn",
            price=150_000,
            min_age=12,
        )
        Unit.objects.create(
            option=self,
            unit_type="CHILD",
            name_vi="Trẻ em",
            price=80_000,
            min_age=5,
            max_age=11,
            accompanied_by="ADULT",
        )


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = Availability

    option = factory.SubFactory(OptionFactory)
    starts_at = factory.LazyFunction(lambda: next_morning(3))
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + timedelta(hours=3))
    cutoff_at = factory.LazyAttribute(lambda slot: slot.starts_at - timedelta(hours=12))
    capacity = 8


def next_morning(days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(8, 30)))


class VoucherFactory(DjangoModelFactory):
    class Meta:
        model = Voucher

    code = factory.Sequence(lambda n: f"HOI{n}")
    name = "Hội xuân"
    kind = "percent"
    percent_off = 10
    payer = "platform"
    valid_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    valid_to = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    buyer_limit = None


def sale_of(variant: Variant, price: int, *, days: int = 7) -> SalePrice:
    """A sale that began an hour ago."""
    return SalePrice.objects.create(
        variant=variant,
        price=price,
        starts_at=timezone.now() - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(days=days),
    )


def terms_of(producer: Producer, **terms: Any) -> SellingTerms:
    return SellingTerms.objects.create(
        producer=producer, effective_from=date(2026, 1, 1), **terms
    )


def open_point(producer: Producer, *weekdays: int, name: str = "Chợ Đông") -> Any:
    """A pick-up point open from 7 to 17 on these weekdays, Monday is 0; every day without any."""
    point = PickupPoint.objects.create(
        producer=producer, name=name, street="Thôn Thượng", commune_code=KHOAI_CHAU
    )
    for weekday in weekdays or range(7):
        OpeningHours.objects.create(
            point=point, weekday=weekday, opens=time(7), closes=time(17)
        )
    return point
