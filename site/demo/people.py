"""Who works behind the shops: an officer who verifies, a grandchild who helps, a maker still applying."""

from datetime import timedelta

from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from accounts.models import User
from producers.models import Membership, Producer, Role, Verification, Village
from vietnam.phones import parse_phone

OFFICERS = "Cán bộ xác minh"
MAY = (
    ("wagtailadmin", "access_admin"),
    ("producers", "view_producer"),
    ("producers", "change_producer"),
    ("producers", "help_producer"),
    ("producers", "view_membership"),
)
"""docs/operations.md explains each."""


def load_people() -> None:
    officers_group()
    load_helper()
    load_applicant()


def officers_group() -> Group:
    group, _new = Group.objects.get_or_create(name=OFFICERS)
    for app, codename in MAY:
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return group


def load_helper() -> None:
    maker = Producer.objects.filter(memberships__role=Role.OWNER).order_by("pk").first()
    user, _new = User.objects.get_or_create(
        phone=parse_phone("0912 000 301"),
        defaults={"full_name": "Nguyễn Hoài Nam (minh hoạ)"},
    )
    Membership.objects.get_or_create(
        user=user,
        producer=maker,
        defaults={"role": Role.HELPER, "called": "Cháu Nam"},
    )


def load_applicant() -> None:
    """His papers are missing, and an officer has said which."""
    name = "Hộ ông Tư làm mật (minh hoạ)"
    applicant, _new = Producer.objects.get_or_create(
        slug="ho-ong-tu-minh-hoa",
        defaults={
            "name_vi": name,
            "name_en": "Ông Tư’s honey (illustration)",
            "kind": "household",
            "village": Village.objects.order_by("pk").first(),
            "contact_name": "Lê Văn Tư",
            "phone": parse_phone("0912 000 302"),
            "commune_code": "12271",
            "makes": "mật ong nhãn",
            "makes_food": True,
            "applied_at": timezone.now() - timedelta(days=2),
            "verification": Verification.NEEDS_MORE,
            "verification_note": "Bác chụp giúp cháu hai mặt căn cước.",
            "is_demo": True,
        },
    )
    user, _new = User.objects.get_or_create(
        phone=applicant.phone, defaults={"full_name": applicant.contact_name}
    )
    Membership.objects.get_or_create(
        user=user, producer=applicant, defaults={"called": applicant.contact_name}
    )
