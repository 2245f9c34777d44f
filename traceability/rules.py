"""What cannot have happened, said kindly."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from producers.models import Producer

from . import chain
from .cbv import BIZ_STEPS, DISPOSITIONS
from .documents import Share, Step
from .models import Event, Lot, Part, Uom

GRAMS = {Uom.KILOGRAM: Decimal(1000), Uom.GRAM: Decimal(1)}


def check(step: Step) -> None:
    """Raise ValidationError with a sentence when the step cannot have happened."""
    check_words(step.biz_step, step.disposition)
    check_moment(step.at, timezone.now())
    made = {
        *(share.lot for share in step.outputs),
        *([step.parent] if step.parent else []),
    }
    taken = {share.lot for share in (*step.inputs, *step.children)}
    own = made | {share.lot for share in step.objects}
    check_owner(own, {step.where.producer})
    check_circle(made, taken)
    check_order(own | taken, step.at)
    if not step.reason:
        check_weight(step.inputs, step.outputs)


def check_moment(at: datetime, latest: datetime) -> None:
    if at > latest:
        raise ValidationError(
            _(
                "Giờ ghi nằm ở tương lai. Hãy xem lại ngày giờ trên điện thoại rồi ghi lại."
            ),
            code="future",
        )


def check_words(biz_step: str, disposition: str) -> None:
    """Words of the vocabulary, or full addresses of a partner's own words."""
    for word, known in ((biz_step, BIZ_STEPS), (disposition, DISPOSITIONS)):
        if word and word not in known and "://" not in word:
            raise ValidationError(
                _("“%(word)s” không có trong bảng từ CBV 2.0.") % {"word": word[:60]},
                code="vocabulary",
            )


def check_owner(lots: Iterable[Lot], makers: Container[Producer | None]) -> None:
    """Only the maker writes about a lot; anybody may say that he used one."""
    for lot in lots:
        if lot.maker not in makers:
            raise ValidationError(
                _("Lô %(lot)s là của nhà khác. Bạn chỉ ghi được cho lô của mình.")
                % {"lot": lot.code},
                code="owner",
            )


def check_circle(made: set[Lot], taken: set[Lot]) -> None:
    """No lot is made of itself, not even through others."""
    if not (made and taken):
        return
    before = taken | {link.lot for link in chain.upstream(taken)}
    if circle := made & before:
        raise ValidationError(
            _("Lô %(lot)s không thể được làm từ chính nó.")
            % {"lot": ", ".join(lot.code for lot in circle)},
            code="circle",
        )


def check_order(lots: set[Lot], at: datetime) -> None:
    """Nothing is used, and nothing told about a lot, before it was made."""
    born = Event.objects.standing().filter(
        items__lot__in=lots,
        items__part__in=(Part.OUTPUT, Part.OBJECT),
        event_time__gt=at,
    )
    births = born.exclude(action="OBSERVE").values_list("items__lot__code", flat=True)
    if code := births.first():
        raise ValidationError(
            _("Lô %(lot)s lúc ấy chưa được làm ra. Hãy xem lại ngày giờ.")
            % {"lot": code},
            code="order",
        )


def grams(shares: Iterable[Share]) -> Decimal | None:
    """What they weigh together; None when one of them is counted and nobody knows its weight."""
    total = Decimal(0)
    for share in shares:
        one = _grams(share)
        if one is None:
            return None
        total += one
    return total


def _grams(share: Share) -> Decimal | None:
    quantity = share.lot.quantity if share.quantity is None else share.quantity
    uom = share.lot.uom if share.uom is None else share.uom
    if uom in GRAMS:
        return quantity * GRAMS[Uom(uom)]
    if not uom and share.lot.variant and share.lot.variant.weight_g:
        return quantity * share.lot.variant.weight_g
    return None


def check_weight(inputs: Sequence[Share], outputs: Sequence[Share]) -> None:
    """More than went in may come out (water, sugar, boxes), but somebody says why."""
    came, went = grams(outputs), grams(inputs)
    if not inputs or came is None or went is None or came <= went:
        return
    raise ValidationError(
        _(
            "Ra %(out)s kg mà vào chỉ %(into)s kg. Nếu đúng vậy (thêm nước, đường, bao bì…), hãy ghi lý do."
        )
        % {"out": number_format(came / 1000, 1), "into": number_format(went / 1000, 1)},
        code="weight",
    )
