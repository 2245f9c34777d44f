"""What buyers say, for editors: read, kept, taken down with a reason, put back."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from core.admin import only
from core.deeds import Deed, LedgerWithDeeds
from core.duties import Duty, duty

from . import reviewing
from .models import Review

only(Review, "view")


class Reviews(LedgerWithDeeds):
    model = Review
    icon = "comment"
    list_display = ["product", "rating", "author_name", "written_at", "standing"]
    list_filter = ["rating", "written_at", "reported_at", "removed_at"]
    list_export = [*list_display, "text", "reply", "report", "removed_reason"]
    export_filename = "danh-gia"
    search_fields = ["author_name", "text", "product__search_text"]
    ordering = ["-written_at"]
    labels = {
        "product": _("Sản phẩm"),
        "purchase_code": _("Mã đơn"),
        "standing": _("Tình trạng"),
    }
    inspect_view_fields = [
        "product", "rating", "author_name", "text", "written_at", "purchase_code", "reply",
        "replied_at", "reported_at", "report", "kept_at", "removed_at", "removed_reason",
        "removed_by",
    ]  # fmt: skip
    deeds = (
        Deed(
            "de-nguyen",
            _("Để nguyên"),
            reviewing.keep,
            when=lambda review: review.waits_for_editor,
            done=_("Đã báo người làm."),
            asks=_("Vì sao để nguyên, người làm đọc câu này"),
        ),
        Deed(
            "go",
            _("Gỡ nhận xét"),
            reviewing.take_down,
            when=lambda review: not review.removed_at,
            done=_("Đã gỡ; lý do hiện ở trang hàng, người làm được báo."),
            asks=_("Lý do gỡ, ai cũng đọc được"),
        ),
        Deed(
            "hien-lai",
            _("Cho hiện lại"),
            reviewing.put_back,
            when=lambda review: bool(review.removed_at),
            asks=_("Vì sao cho hiện lại"),
        ),
    )


def reviews_to_look_at(request: HttpRequest) -> Duty | None:
    url = f"{reverse('review:index')}?rating=&ordering=-reported_at"
    label = _("nhận xét người làm báo")
    return duty(request, label, Review.objects.reported(), url)


hooks.register("register_editor_duty", reviews_to_look_at)
