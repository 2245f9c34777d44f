"""The readers' desk: what waits, what it changes side by side, approve or turn down with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.admin import only
from core.deeds import Deed, DeedsView, LedgerWithDeeds
from core.listings import SentIndexView

from . import moderating
from .models import ProductVersion
from .version_words import changes

only(ProductVersion, "view")

REASONS = {
    "photos": _("Ảnh mờ, tối, hoặc không phải món hàng này"),
    "words": _("Lời kể chưa rõ hoặc nói quá sự thật"),
    "health": _("Không được nói chữa bệnh"),
    "category": _("Chọn sai nhóm hàng"),
    "packs": _("Gói hoặc cân nặng chưa rõ"),
    "law": _("Hàng cần giấy tờ mới được bán"),
}


class ReasonsForm(forms.Form):
    """Ticked or written: the maker reads it and mends it."""

    why = forms.MultipleChoiceField(
        label=_("Vì sao chưa đạt"),
        choices=REASONS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more = forms.CharField(
        label=_("Nói thêm, sửa thế nào"), max_length=300, required=False
    )


def turn_down(version: ProductVersion, *, by: Any, why: list[str], more: str) -> None:
    said = [str(REASONS[one]) for one in why] + ([more] if more else [])
    moderating.reject(version, by=by, reason=". ".join(said))


class CompareView(DeedsView):
    template_name = "admin/product_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "changes": changes(self.object),
        }


class Versions(LedgerWithDeeds):
    model = ProductVersion
    icon = "history"
    index_view_class = SentIndexView
    inspect_view_class = CompareView
    list_display = ["name", "producer", "state", "made_by", "sent_at", "decided_by"]
    list_filter = ["state", "producer", "sent_at"]
    list_export = [*list_display, "reason"]
    export_filename = "ban-san-pham"
    search_fields = ["producer__name_vi", "product__search_text"]
    ordering = ["-sent_at"]
    related = ("product",)
    labels = {"name": _("Hàng"), "product": _("Sản phẩm")}
    inspect_view_fields = [
        "producer",
        "product",
        "state",
        "made_by",
        "sent_at",
        "decided_by",
        "decided_at",
        "reason",
    ]
    deeds = (
        Deed(
            "duyet",
            _("Duyệt, cho bán"),
            moderating.approve,
            when=lambda version: version.is_waiting,
            done=_("Đã duyệt. Khách thấy ngay."),
        ),
        Deed(
            "chua-dat",
            _("Chưa đạt, báo người làm"),
            turn_down,
            when=lambda version: version.is_waiting,
            done=_("Đã báo người làm cùng lý do."),
            form=ReasonsForm,
        ),
    )
