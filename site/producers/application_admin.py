"""The officer's desk: papers of an application side by side, and what can be said about them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wagtail import hooks

from core.deeds import Deed, DeedsView
from core.duties import Duty, duty

from . import hand_making, suspending, verifying
from .history import deeds_about
from .models import VERIFICATION_MOVES, Paper, Producer, Verification
from .paper_files import opened

MAY_DECIDE = "producers.change_producer"


def _can(to: Verification, producer: Producer) -> bool:
    return to in VERIFICATION_MOVES[Verification(producer.verification)]


def _followed(verb: Any, producer: Producer, **facts: Any) -> None:
    """Upper apps hear of it as of a saved form: buyers with open orders are told."""
    verb(producer, **facts)
    for hook in hooks.get_hooks("after_edit_register"):
        hook(None, producer)


WHAT_LACKS = gettext_lazy("Còn thiếu gì? (nhà sản xuất đọc câu này)")
WHY = gettext_lazy("Vì sao? (nhà sản xuất đọc câu này)")
DEEDS = (
    Deed(
        "xac-minh",
        gettext_lazy("Xác minh"),
        verifying.verify,
        partial(_can, Verification.VERIFIED),
    ),
    Deed(
        "xac-minh-tai-cho",
        gettext_lazy("Xác minh vì đã xem giấy tận nơi"),
        verifying.verify_in_person,
        partial(_can, Verification.VERIFIED),
        asks=gettext_lazy("Đã xem giấy gì, ở đâu?"),
    ),
    Deed(
        "can-them",
        gettext_lazy("Xin thêm giấy tờ"),
        verifying.ask_for_more,
        partial(_can, Verification.NEEDS_MORE),
        asks=WHAT_LACKS,
    ),
    Deed(
        "tu-choi",
        gettext_lazy("Từ chối hồ sơ"),
        verifying.reject,
        partial(_can, Verification.REJECTED),
        asks=WHY,
    ),
    Deed(
        "bao-tam-ngung",
        gettext_lazy("Báo trước 5 ngày rồi tạm ngừng"),
        suspending.give_notice,
        lambda producer: producer.suspended_at is None,
        asks=WHY,
    ),
    Deed(
        "go-khan-cap",
        gettext_lazy("Gỡ ngay (khẩn cấp)"),
        partial(_followed, suspending.take_down),
        lambda producer: not producer.is_suspended,
        asks=WHY,
    ),
    Deed(
        "ban-lai",
        gettext_lazy("Bỏ tạm ngừng"),
        suspending.lift,
        lambda producer: producer.suspended_at is not None,
        asks=WHY,
    ),
    Deed(
        "rut-tu-lam",
        gettext_lazy("Rút dấu “tự làm”"),
        hand_making.take_away,
        lambda producer: not hand_making.is_lost(producer),
        asks=WHY,
    ),
    Deed(
        "xet-lai-tu-lam",
        gettext_lazy("Xét lại dấu “tự làm”"),
        hand_making.give_back,
        hand_making.is_lost,
        asks=WHY,
    ),
)


class ApplicationView(DeedsView):
    """A maker with his papers and what was said about him so far."""

    template_name = "admin/application.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decided = self.object.verification == Verification.VERIFIED
        return {
            **super().get_context_data(**kwargs),
            "papers": self.object.papers.all(),
            "may_decide": self.request.user.has_perm(MAY_DECIDE),
            "open": not decided,
            "missing": verifying.missing(self.object),
            "history": deeds_about(self.object)[:30],
        }


def _paper(request: HttpRequest, code: str) -> Paper:
    if not request.user.has_perm(MAY_DECIDE):
        raise PermissionDenied
    return get_object_or_404(Paper.objects.select_related("producer"), code=code)


@require_GET
def show_paper(request: HttpRequest, code: str) -> FileResponse:
    return opened(_paper(request, code), by=request.user)


@require_POST
def decide_paper(request: HttpRequest, code: str) -> HttpResponse:
    paper = _paper(request, code)
    refused = request.POST.get("viec") == "tra-lai"
    because = request.POST.get("note", "") if refused else None
    try:
        verifying.decide_paper(paper, by=request.user, refuse_because=because)
        messages.success(request, _("Đã ghi lại."))
    except verifying.CannotMove as error:
        messages.error(request, str(error))
    return redirect(reverse("producer:inspect", args=[paper.producer_id]))


def paper_urls() -> list[Any]:
    return [
        path("giay-to/<str:code>/", show_paper, name="paper"),
        path("giay-to/<str:code>/quyet/", decide_paper, name="decide_paper"),
    ]


def applications(request: HttpRequest) -> Duty | None:
    waiting = Producer.objects.filter(verification=Verification.PENDING)
    url = f"{reverse('producer:index')}?verification={Verification.PENDING}"
    label = gettext_lazy("hồ sơ nhà sản xuất chờ xác minh")
    return duty(request, label, waiting, url)


def helping_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="producers", codename="help_producer"
    )


hooks.register("register_admin_urls", paper_urls)
hooks.register("register_editor_duty", applications)
hooks.register("register_permissions", helping_permission)
