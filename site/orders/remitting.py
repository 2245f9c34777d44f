"""Cash a carrier pays out: read its list, keep it as a draft, book it once, ask about what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sheets
from ledger.remitting import Collected, book_remittance
from payments.models import Holder
from vietnam.dong import Dong, NotAnAmount, parse_vnd

from . import tracking
from .bookkeeping import fee_owner
from .carriers.port import ENDS, News, Tracking
from .models import CodRemittance, CodRow, ProducerOrder, Waybill

COLUMNS = {
    "tracking_code": ("ma van don", "ma don hang", "ma don", "ma phieu gui", "order code", "tracking code"),
    "collected": ("tien thu ho", "tong thu ho", "thu ho", "cod", "cod amount"),
    "fee": ("tong cuoc", "cuoc phi", "phi dich vu", "cuoc", "phi", "fee", "total fee"),
}  # fmt: skip


class CannotRemit(Exception):
    """Why a list is not taken; `rows` names what is wrong by its row in the file."""

    def __init__(self, why: str, rows: Iterable[str] = ()) -> None:
        super().__init__(why)
        self.rows = list(rows)


@dataclass(frozen=True)
class Paper:
    """The head of a carrier's list: what it says was paid, in đồng, when, and to whom."""

    carrier: str
    reference: str
    paid_on: date
    paid_out: Dong
    paid_to: Holder


@dataclass(frozen=True)
class Told:
    number: int
    tracking_code: str
    collected: Dong
    fee: Dong


def read_pasted(text: str) -> list[Told]:
    """Rows typed or pasted by hand: tracking code, cash, fee; the headings may be left out."""
    first = text.partition("\n")[0]
    mark = max("\t;,", key=first.count)
    headings = mark.join(names[0] for names in COLUMNS.values())
    try:
        sheets.read(text.encode(), COLUMNS)
    except sheets.UnreadableSheet:
        text = f"{headings}\n{text}"
    return read(text.encode())


def read(content: bytes) -> list[Told]:
    """The parcels of a CSV or XLSX list; raises CannotRemit with every wrong row."""
    try:
        rows = sheets.read(content, COLUMNS)
    except sheets.UnreadableSheet as error:
        raise CannotRemit(str(error)) from error
    told, wrong = [], []
    for row in rows:
        try:
            told.append(_told(row))
        except (NotAnAmount, ValueError) as error:
            wrong.append(_("Dòng %(n)s: %(why)s") % {"n": row.number, "why": error})
    if wrong or not told:
        raise CannotRemit(_("Bảng chưa đọc được, chưa có gì được ghi."), wrong)
    return told


def _told(row: sheets.Row) -> Told:
    code = row.cells["tracking_code"]
    if not code or len(code) > 60:
        raise ValueError(_("thiếu mã vận đơn hoặc mã dài quá."))
    return Told(
        row.number,
        code,
        parse_vnd(row.cells["collected"] or "0", minimum=0),
        parse_vnd(row.cells["fee"] or "0", minimum=0),
    )


def draft(paper: Paper, told: list[Told], *, by: Any) -> CodRemittance:
    """Keep a list to be looked at; nothing is booked. Raises CannotRemit for one already here."""
    _refuse_doubles(told)
    try:
        with transaction.atomic():
            remittance = CodRemittance.objects.create(created_by=by, **vars(paper))
            for row in told:
                _keep(remittance, row)
    except IntegrityError as error:
        raise CannotRemit(_("Bảng kê này đã được nhập rồi.")) from error
    return remittance


def _refuse_doubles(told: list[Told]) -> None:
    seen: dict[str, int] = {}
    wrong = []
    for row in told:
        if row.tracking_code in seen:
            words = {"n": row.number, "first": seen[row.tracking_code]}
            wrong.append(_("Dòng %(n)s: trùng với dòng %(first)s.") % words)
        seen.setdefault(row.tracking_code, row.number)
    if wrong:
        raise CannotRemit(_("Có vận đơn ghi hai lần."), wrong)


def _keep(remittance: CodRemittance, row: Told) -> None:
    waybill = Waybill.objects.filter(
        carrier=remittance.carrier, tracking_code=row.tracking_code
    ).first()
    problem = _problem(waybill, row)
    taken = waybill is not None and CodRow.objects.filter(waybill=waybill).exists()
    CodRow.objects.create(
        remittance=remittance,
        waybill=None if taken else waybill,
        tracking_code=row.tracking_code,
        collected=row.collected,
        fee=row.fee,
        problem=_("Đã có trong một bảng kê khác.") if taken else problem,
    )


def _problem(waybill: Waybill | None, row: Told) -> str:
    if waybill is None:
        return _("Không có vận đơn nào mang mã này.")
    came_back = waybill.tracking in ENDS and waybill.tracking != Tracking.DELIVERED
    expected = 0 if came_back else waybill.cod_amount
    if row.collected != expected:
        words = {"ours": expected, "theirs": row.collected}
        return _("Theo ta là thu %(ours)s, bảng ghi %(theirs)s.") % words
    return ""


def book(remittance: CodRemittance, *, by: Any) -> None:
    """Write a looked-at draft into the ledger, once; raises ValueError when there is nothing to book.

    What matches no parcel of ours stays in the difference, which waits on an account of its own.
    """
    rows = list(remittance.rows.select_related("waybill__part__producer"))
    ours = [row for row in rows if row.waybill]
    if not ours:
        raise ValueError(_("Không có vận đơn nào của ta trong bảng này."))
    for row in ours:
        _say_delivered(remittance, row)
    with transaction.atomic():
        remittance = CodRemittance.objects.select_for_update().get(pk=remittance.pk)
        if remittance.booked_at:
            return
        _post(remittance, ours)
        remittance.booked_at, remittance.booked_by = timezone.now(), by
        remittance.save(update_fields=["booked_at", "booked_by"])


def _post(remittance: CodRemittance, ours: list[CodRow]) -> None:
    parcels = [
        collected
        for row in ours
        if row.waybill
        for collected in parcel_of(row.waybill.part, row.collected, row.fee)
    ]
    book_remittance(
        remittance.code,
        parcels,
        remittance.paid_out,
        to=Holder(remittance.paid_to),
    )


def parcel_of(part: ProducerOrder, collected: Dong, fee: Dong) -> list[Collected]:
    """Cash of one parcel by whose it is: whoever gets the delivery fee also bears the carrier's."""
    owner, maker = fee_owner(part), part.producer
    delivery = min(collected, part.shipping_fee - part.wrap_fee)
    if owner is None or owner.producer is None or not delivery:
        return [Collected(maker, part.code, collected, fee)]
    return [
        Collected(maker, part.code, collected - delivery),
        Collected(owner.producer, part.code, delivery, fee, to=maker),
    ]


def _say_delivered(remittance: CodRemittance, row: CodRow) -> None:
    """Who pays out cash has delivered: a lost webhook is made good by the pay-out."""
    waybill = row.waybill
    if waybill and row.collected and waybill.is_open:
        news = News(
            event_id=f"remitted:{remittance.code}",
            kind="remitted",
            tracking_code=waybill.tracking_code,
            our_code=waybill.code,
            raw_status=_("Đã trả tiền thu hộ"),
            tracking=Tracking.DELIVERED,
            at=timezone.now(),
        )
        tracking.follow(waybill, news)


def clear(remittance: CodRemittance, *, by: Any) -> None:
    """A person has asked the carrier and knows why the list does not fit."""
    CodRemittance.objects.filter(pk=remittance.pk, cleared_at=None).update(
        cleared_at=timezone.now(), cleared_note=str(by)[:255]
    )


def throw_away(remittance: CodRemittance, *, by: Any) -> None:
    """A draft that was read wrongly; raises ValueError once it is booked."""
    if remittance.booked_at:
        raise ValueError(_("Bảng kê đã ghi sổ thì không xoá được."))
    CodRemittance.objects.filter(pk=remittance.pk, booked_at=None).delete()
