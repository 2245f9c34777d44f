"""Photos of a draft: added one by one, each once, put in order, taken out and put back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.models import Picture

from .drafting import keep, locked
from .models import ProductVersion

MOST = 8
Photo = dict[str, Any]


@transaction.atomic
def add(
    draft: ProductVersion, key: str, photo: ContentFile[bytes], *, by: Any
) -> ProductVersion:
    """Hang one more photo; the same `key` again changes nothing. Raises ValidationError above MOST."""
    row = locked(draft)
    photos: list[Photo] = row.content.get("photos", [])
    if key in [one["key"] for one in [*photos, *row.content.get("taken_out", [])]]:
        return row
    if len(photos) >= MOST:
        raise ValidationError(
            _("Mỗi mặt hàng treo được %(most)s ảnh. Hãy bỏ bớt một ảnh rồi thêm.")
            % {"most": MOST}
        )
    picture = Picture.objects.create(title=row.name, file=photo, uploaded_by_user=by)
    return keep(row, photos=[*photos, {"key": key, "picture": picture.pk}])


@transaction.atomic
def arrange(draft: ProductVersion, deed: str, key: str) -> ProductVersion:
    """`dau` makes a photo the first, `truoc` moves it one place up, `bo` takes it out, `lai` puts it back."""
    row = locked(draft)
    photos: list[Photo] = list(row.content.get("photos", []))
    out: list[Photo] = list(row.content.get("taken_out", []))
    if deed == "lai":
        return keep(row, photos=_with(photos, out, key), taken_out=_without(out, key))
    one = next((photo for photo in photos if photo["key"] == key), None)
    if one is None:
        return row
    place = photos.index(one)
    rest = _without(photos, key)
    if deed == "bo":
        return keep(row, photos=rest, taken_out=[one, *out][:MOST])
    place = 0 if deed == "dau" else max(place - 1, 0)
    return keep(row, photos=[*rest[:place], one, *rest[place:]])


def _without(photos: list[Photo], key: str) -> list[Photo]:
    return [photo for photo in photos if photo["key"] != key]


def _with(photos: list[Photo], out: list[Photo], key: str) -> list[Photo]:
    return [*photos, *[photo for photo in out if photo["key"] == key]]


def pictures_of(photos: list[Photo]) -> list[tuple[str, Picture]]:
    """Keys and pictures, in order; one that an editor deleted is left out."""
    found = Picture.objects.in_bulk([photo["picture"] for photo in photos])
    return [
        (photo["key"], found[photo["picture"]])
        for photo in photos
        if photo["picture"] in found
    ]
