"""What other programs read: festivals as a calendar and as JSON-LD, news as Atom."""

from datetime import date, timedelta
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from icalendar import Calendar, Event

from core.structured import Node, absolute, json_ld, picture_url

from .models import ArticlePage, FestivalPage


def about_festival(page: FestivalPage, dates: tuple[date, date] | None) -> SafeString:
    """schema.org Festival with whole days, since no hour is known; nothing while the days are unknown.

    Source: Google, “Event structured data”: name, startDate, location with an address.
    """
    if dates is None:
        return SafeString("")
    image = picture_url(page.photo)
    festival: Node = {
        "@type": "Festival",
        "name": page.title,
        "description": page.description or page.title,
        "startDate": dates[0].isoformat(),
        "endDate": dates[1].isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": page.place,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": page.place,
                "addressCountry": "VN",
            },
        },
        "url": absolute(page.url),
    }
    return json_ld(festival | ({"image": [image]} if image else {}))


def _festivals() -> list[FestivalPage]:
    pages = FestivalPage.objects.live().public().defer_streamfields()
    return list(
        pages.filter(locale__language_code=get_language() or "vi").order_by("pk")
    )


@require_GET
@cache_control(max_age=3600, public=True)
def festivals_ics(request: HttpRequest) -> HttpResponse:
    """Every festival whose days are known, as whole days, with a UID that lives through the year."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lang Nghe//VN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Lễ hội các làng nghề"))
    for page in _festivals():
        if page.next_dates:
            calendar.add_component(_festival_event(page, *page.next_dates))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _festival_event(page: FestivalPage, first: date, last: date) -> Event:
    """The end of a whole-day event is the day after (RFC 5545 3.6.1)."""
    event = Event()
    event.add("uid", f"{page.translation_key}-{first.year}@lang-nghe")
    event.add("summary", page.title)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("dtstamp", page.last_published_at or timezone.now())
    event.add("location", page.place)
    event.add("description", page.description)
    event.add("url", absolute(page.url))
    event.add("transp", "TRANSPARENT")
    return event


class News(Feed[ArticlePage, None]):
    """The newest stories, by Atom (RFC 4287)."""

    feed_type = Atom1Feed
    link = reverse_lazy("news_feed")

    def title(self) -> str:
        return _("Chuyện làng")

    def subtitle(self) -> str:
        return _("Chuyện mới từ các làng nghề")

    def items(self) -> Any:
        pages = ArticlePage.objects.live().public().defer_streamfields()
        language = get_language() or "vi"
        return pages.filter(locale__language_code=language).order_by("-date", "-pk")[
            :30
        ]

    def item_title(self, item: ArticlePage) -> str:
        return str(item.title)

    def item_description(self, item: ArticlePage) -> str:
        return item.description

    def item_link(self, item: ArticlePage) -> str:
        return absolute(item.url)

    def item_pubdate(self, item: ArticlePage) -> Any:
        return item.first_published_at

    def item_updateddate(self, item: ArticlePage) -> Any:
        return item.last_published_at
