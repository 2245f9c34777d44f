"""Words and pictures as OCTO tells them (octo/content), in the language of the request."""

from collections.abc import Iterator, Sequence

from core.models import Picture
from core.structured import absolute
from tourism.models import Experience, Option

from .pricing import Row

JPEG = "width-1600|format-jpeg"


def of_product(experience: Experience, options: Sequence[Option]) -> Row:
    minutes = [option.duration_minutes for option in options] or [0]
    longest = max(minutes) if max(minutes) > min(minutes) else None
    return {
        "title": experience.name,
        "shortDescription": experience.summary or None,
        "description": experience.description or None,
        "features": list(_features(experience)),
        "faqs": [
            {"question": faq.question, "answer": faq.answer}
            for faq in experience.faqs.all()
        ],
        "media": [_media(experience.photo)] if experience.photo else [],
        "locations": list(_locations(experience)),
        "categoryLabels": [],
        "durationMinutesFrom": min(minutes),
        "durationMinutesTo": longest,
        "commentary": _commentary(experience),
    }


def of_option(option: Option) -> Row:
    """What is said of the product is not said again; resellers put both together."""
    return {
        "title": option.name or option.experience.name,
        "shortDescription": None,
        "description": None,
        "features": [_feature("CANCELLATION_TERM", option.policy.name)],
        "faqs": [],
        "media": [],
        "locations": [],
        "categoryLabels": [],
        "durationMinutesFrom": option.duration_minutes,
        "durationMinutesTo": None,
        "commentary": _commentary(option.experience),
    }


def _feature(kind: str, text: str) -> Row:
    return {"type": kind, "shortDescription": text}


def _features(experience: Experience) -> Iterator[Row]:
    texts = {
        "INCLUSION": experience.included,
        "PREARRIVAL_INFORMATION": experience.bring,
        "ADDITIONAL_INFORMATION": experience.rain_plan,
        "ACCESSIBILITY_INFORMATION": experience.access,
    }
    for kind, text in texts.items():
        if text:
            yield _feature(kind, text)
    for step in experience.steps.all():
        yield _feature("HIGHLIGHT", step.title)
    if experience.venue:
        for question, answer in experience.venue.access_facts:
            yield _feature("ACCESSIBILITY_INFORMATION", f"{question}: {answer}")


def _commentary(experience: Experience) -> list[Row]:
    return [{"format": "IN_PERSON", "language": code} for code in experience.speaks]


def _media(photo: Picture) -> Row:
    """JPEG, because OCTO knows no other format of photographs but PNG."""
    url = str(photo.get_rendition(JPEG).url)
    return {
        "src": absolute(url) if url.startswith("/") else url,
        "type": "image/jpeg",
        "rel": "COVER",
        "title": None,
        "caption": photo.default_alt_text,
        "copyright": photo.credit or None,
    }


def _locations(experience: Experience) -> Iterator[Row]:
    """Where guests are met; a place without coordinates cannot be told in OCTO."""
    if experience.lat is None or experience.lon is None:
        return
    venue = experience.venue
    yield {
        "title": experience.meeting_point,
        "shortDescription": None,
        "types": ["START"],
        "minutesTo": None,
        "minutesAt": None,
        "place": {
            "latitude": float(experience.lat),
            "longitude": float(experience.lon),
            "postalAddress": {
                "streetAddress": (venue.address if venue else "") or None,
                "addressLocality": None,
                "addressRegion": None,
                "postalCode": None,
                "addressCountry": "VN",
                "postOfficeBoxNumber": None,
            },
            "identifiers": dict.fromkeys(IDENTIFIERS),
            "sameAs": [],
        },
    }


IDENTIFIERS = (
    "googlePlaceId",
    "applePlaceId",
    "tripadvisorLocationId",
    "yelpPlaceId",
    "facebookPlaceId",
    "foursquarePlaceId",
    "baiduPlaceId",
    "amapPlaceId",
)
