from django import template

from ledger.price_split import Split
from orders.models import ProducerOrder

register = template.Library()


@register.filter
def split_of(part: ProducerOrder) -> Split:
    """Who gets what of a part: the figures frozen on its lines, as the ledger books them.

    What the platform bears of a voucher is the maker's, on top of what the buyer pays.
    """
    lines = part.lines.all()
    return Split(
        goods=sum(
            line.total + line.final(line.discount_borne_by_platform) for line in lines
        ),
        fee=sum(line.final(line.fee) for line in lines),
        tax=sum(
            line.final(line.vat_withheld) + line.final(line.pit_withheld)
            for line in lines
        ),
        delivery=part.shipping_fee + part.shipping_discount_borne_by_platform,
    )
