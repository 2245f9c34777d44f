"""Who works for a maker: asked in by phone number, let go with effect at once."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core import outbox
from core.outbox import Reader

from .history import write_down
from .models import Membership, Producer, Role, Verification

MEMBERS_AT_MOST = 20


class CannotChange(ValueError):
    """Why it cannot be done, in a sentence for the owner."""


@transaction.atomic
def invite(
    producer: Producer, *, phone: str, called: str, role: str, by: Any
) -> Membership:
    """Whoever signs in with this number works here from now on; no e-mail is needed."""
    locked = Producer.objects.select_for_update().get(pk=producer.pk)
    if locked.verification != Verification.VERIFIED:
        raise CannotChange(_("Khi hồ sơ được xác minh, bạn mới thêm được người."))
    if locked.memberships.count() >= MEMBERS_AT_MOST:
        raise CannotChange(_("Gian hàng đã có nhiều người rồi. Hãy bỏ bớt trước."))
    user, _new = get_user_model()._default_manager.get_or_create(
        phone=phone, defaults={"password": make_password(None)}
    )
    member, created = Membership.objects.get_or_create(
        user=user, producer=producer, defaults={"role": role, "called": called}
    )
    if not created:
        raise CannotChange(_("Số này đã ở trong danh sách."))
    _write_down(member, gettext_noop("thêm người cùng làm"), by)
    title = gettext_lazy("Bạn được thêm vào một gian hàng, hãy đăng nhập bằng số này")
    outbox.put(
        f"invited:{member.pk}:{int(member.added_at.timestamp())}",
        Reader(phone=phone),
        "to_maker",
        {"producer": producer, "title": title, "text": "", "path": ""},
    )
    return member


@transaction.atomic
def remove(member: Membership, *, by: Any) -> None:
    """At once, also in the middle of a form. Raises CannotChange for the last owner."""
    _keep_an_owner(member)
    _write_down(member, gettext_noop("bỏ người cùng làm"), by)
    Membership.objects.filter(pk=member.pk).delete()


@transaction.atomic
def change_role(member: Membership, role: str, *, by: Any) -> None:
    if role != Role.OWNER:
        _keep_an_owner(member)
    Membership.objects.filter(pk=member.pk).update(role=role)
    member.role = role
    _write_down(member, gettext_noop("đổi vai trò người cùng làm"), by)


def _keep_an_owner(member: Membership) -> None:
    Producer.objects.select_for_update().get(pk=member.producer_id)
    owners = Membership.objects.filter(producer=member.producer_id, role=Role.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        raise CannotChange(_("Gian hàng phải còn ít nhất một chủ."))


def _write_down(member: Membership, what: str, by: Any) -> None:
    note = f"{member.called} ({member.get_role_display()})"
    write_down(member.producer, what, by=by, note=note)
