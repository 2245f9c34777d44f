"""What makes a listing good, said kindly; nothing of it hinders sending."""

from typing import Any

from django.utils.translation import gettext as _

Content = dict[str, Any]


def advice(content: Content) -> list[tuple[bool, str]]:
    """Pairs of “is there” and what it is, most useful first."""
    text = {name: str(content.get(name) or "") for name in content}
    photos = content.get("photos", [])
    packs = content.get("packs", [])
    return [
        (len(photos) >= 3, _("Có ít nhất 3 ảnh: cả món, cận cảnh, và lúc đang làm")),
        (
            len(text.get("name_vi", "").split()) >= 3,
            _("Tên nói rõ là gì, ví dụ “Tinh bột nghệ vàng Chí Tân”"),
        ),
        (bool(text.get("summary_vi")), _("Có một câu giới thiệu")),
        (
            len(text.get("description_vi", "")) >= 80,
            _("Kể vài câu: ai làm, làm thế nào, ngon ở chỗ nào"),
        ),
        (bool(text.get("ingredients_vi")), _("Ghi thành phần, hoặc làm bằng gì")),
        (bool(text.get("storage_vi")), _("Ghi cách bảo quản")),
        (
            bool(packs) and all(pack["weight_g"] for pack in packs),
            _("Ghi cân nặng, để tính đúng phí giao"),
        ),
    ]
