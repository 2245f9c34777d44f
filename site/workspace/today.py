"""“Việc hôm nay”: three to five rows, most urgent first, each opens one action."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import ocop_reminding
from catalog.models import ProductKind, Review, Variant
from orders.models import Actor, ProducerOrder, Return, ReturnState, State
from payments.models import Method, Payment
from producers.models import Producer
from tourism.models import Booking, BookingStatus
from tourism.resale.invoice import owed_to
from traceability.models import Lot
from vietnam.dong import Dong

from .collecting import transfers_to

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Task:
    count: int
    title: str
    hint: str
    url: str
    urgent: bool = True


def tasks(producer: Producer) -> list[Task]:
    found = [
        *_order_tasks(producer),
        *_talk_tasks(producer),
        *_guest_tasks(producer),
        *_ocop_tasks(producer),
        *_shelf_tasks(producer),
        _review_task(producer),
    ]
    urgent_first = sorted(found, key=lambda task: not task.urgent)
    return [task for task in urgent_first if task.count][:5]


def _order_tasks(producer: Producer) -> list[Task]:
    orders = ProducerOrder.objects.of(producer).visible_to_maker()
    new, to_pack, to_give = _to_do(orders)
    return [_for_the_cooperative(producer), new, _said_paid(orders), to_pack, to_give]


def _to_do(orders: Any) -> list[Task]:
    """What is new, to be packed, to be given to the carrier."""
    words = {
        State.PLACED: (_("Đơn mới, chờ bạn nhận"), _("Khách đang đợi trả lời")),
        State.ACCEPTED: (_("Đơn cần đóng gói"), _("Gói xong bấm “Đã đóng gói”")),
        State.PACKED: (_("Gói chờ giao"), _("Đưa cho người giao hàng")),
    }
    rows = orders.filter(state__in=words).order_by().values_list("state")
    counts = dict(rows.annotate(Count("pk")))
    url = reverse("workspace:orders")
    return [
        Task(counts.get(state, 0), *said, f"{url}?trang_thai={state}")
        for state, said in words.items()
    ]


def _said_paid(orders: Any) -> Task:
    claimed = Payment.objects.open().filter(
        method=Method.VIETQR,
        claimed_at__isnull=False,
        reference__in=orders.values("code"),
    )
    return Task(
        claimed.count(),
        _("Khách báo đã chuyển khoản"),
        _("Xem tài khoản rồi bấm “Đã nhận tiền”"),
        reverse("workspace:orders"),
    )


def _for_the_cooperative(producer: Producer) -> Task:
    return Task(
        transfers_to(producer).count(),
        _("Khách chuyển tiền cho hợp tác xã"),
        _("Xem tài khoản rồi bấm “Đã nhận tiền”"),
        reverse("workspace:collecting"),
    )


def _talk_tasks(producer: Producer) -> list[Task]:
    """What buyers wait for: an answer to a return, or to their words."""
    url = reverse("workspace:orders")
    mine = ProducerOrder.objects.of(producer).visible_to_maker()
    back = Return.objects.filter(part__in=mine, state=ReturnState.REQUESTED)
    unread = mine.filter(talk__seen_by_maker_at=None, talk__author=Actor.BUYER)
    return [
        _task_of(back.first(), back.count(), _("Khách xin trả hàng"), url),
        _task_of(unread.first(), unread.distinct().count(), _("Khách nhắn tin"), url),
    ]


def _task_of(first: Any, count: int, title: str, url: str) -> Task:
    """One thing opens at once; several are found in the list."""
    part = getattr(first, "part", first)
    if count == 1:
        url = reverse("workspace:order", args=[part.code])
    return Task(count, title, _("Mở đơn để trả lời"), url)


def _guest_tasks(producer: Producer) -> list[Task]:
    now = timezone.now()
    bookings = Booking.objects.filter(slot__option__experience__host=producer)
    asked = bookings.filter(status=BookingStatus.PENDING)
    coming = bookings.filter(
        status=BookingStatus.CONFIRMED,
        slot__starts_at__range=(now, now + timedelta(days=7)),
    )
    url = reverse("workspace:guests")
    return [
        Task(asked.count(), _("Khách xin đặt chỗ"), _("Chờ bạn đồng ý"), url),
        Task(
            coming.count(),
            _("Đoàn khách trong bảy ngày tới"),
            _("Xem giờ và số người"),
            url,
            urgent=False,
        ),
        Task(
            owed_to(producer).count(),
            _("Đại lý chưa chuyển tiền"),
            _("Xem tài khoản rồi bấm “Đã nhận tiền”"),
            reverse("workspace:resellers"),
            urgent=False,
        ),
    ]


def _ocop_tasks(producer: Producer) -> list[Task]:
    """Certificates in their last half year; loud in the last month."""
    today = timezone.localdate()
    ending = ocop_reminding.ending(today).filter(product__producer=producer)
    last = ending.aggregate(last=Min("expires_on"))["last"]
    hint = _("Đến %(day)s. Làm hồ sơ mới") % {"day": f"{last:%d/%m/%Y}"} if last else ""
    return [
        Task(
            ending.count(),
            _("Chứng nhận OCOP sắp hết hạn"),
            hint,
            reverse("workspace:ocop"),
            urgent=bool(last) and (last - today).days <= ocop_reminding.STAGES[-1],
        )
    ]


def _shelf_tasks(producer: Producer) -> list[Task]:
    today = timezone.localdate()
    packs = Variant.objects.filter(
        product__producer=producer, is_active=True, product__state="approved"
    ).exclude(product__kind=ProductKind.HAMPER)
    lots = Lot.objects.on_sale(today).made_by(producer)
    lots = lots.filter(expires_on__lte=today + SOON)
    return [
        Task(
            packs.running_low().count(),
            _("Hàng sắp hết hoặc đã hết"),
            _("Sửa số còn lại"),
            f"{reverse('workspace:stock')}?sap_het=1",
            urgent=False,
        ),
        Task(
            lots.count(),
            _("Lô sắp hết hạn"),
            _("Trong mười bốn ngày tới"),
            reverse("workspace:lots"),
            urgent=False,
        ),
    ]


def _review_task(producer: Producer) -> Task:
    """One opens at once; several are found in the list."""
    mine = Review.objects.unanswered().filter(product__producer=producer)
    found = mine.aggregate(n=Count("pk"), first=Min("pk"))
    url = f"{reverse('workspace:reviews')}?chua_tra_loi=1"
    if found["n"] == 1:
        url = reverse("workspace:answer_review", args=[found["first"]])
    title, hint = _("Nhận xét chưa trả lời"), _("Một câu của bạn, ai xem hàng cũng đọc")
    return Task(found["n"], title, hint, url, urgent=False)


def week_of_sales(producer: Producer) -> dict[str, Any]:
    """Orders not cancelled of the last seven days, a bar a day."""
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in range(6, -1, -1)]
    rows = (
        ProducerOrder.objects.of(producer)
        .visible_to_maker()
        .filter(~Q(state=State.CANCELLED), order__placed_at__date__gte=days[0])
        .values("order__placed_at__date")
        .annotate(sum=Sum("goods_total"))
    )
    by_day: dict[Any, Dong] = {
        row["order__placed_at__date"]: row["sum"] for row in rows
    }
    most = max(by_day.values(), default=0) or 1
    bars = [
        {"day": d, "sum": by_day.get(d, 0), "height": by_day.get(d, 0) * 80 // most}
        for d in days
    ]
    return {"bars": bars, "total": sum(by_day.values())}
