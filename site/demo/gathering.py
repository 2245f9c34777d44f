"""Where the makers of Khoái Châu bring their goods to go on as one parcel."""

from orders.models import Consolidator
from producers.models import Producer

PLACE = "htx-nhan-muon-dam-xanh"
MEMBERS = (
    "htx-nghe-bai-vang",
    "lo-long-nhan-co-xuyen",
    "huong-nha-diep",
    "may-tre-nha-luyen",
    "tuong-nha-mui",
)


def load_gathering() -> None:
    place, created = Consolidator.objects.get_or_create(
        producer=Producer.objects.get(slug=PLACE)
    )
    if created:
        place.members.set(Producer.objects.filter(slug__in=MEMBERS))
