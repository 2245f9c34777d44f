"""Resellers, their contracts and keys, and what they sold, for editors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Ledger, Register, only
from core.deeds import Deed, LedgerWithDeeds
from core.listings import FoldedIndexView

from .models import Resale, Reseller, ResellerKey

only(ResellerKey, "view", "add")
only(Resale, "view")


class Resellers(Register):
    model = Reseller
    icon = "group"
    list_display = ["name", "contact_name", "email", "suspended_at"]
    list_filter = ["suspended_at"]
    list_export = [*list_display, "phone"]
    export_filename = "dai-ly"
    search_fields = ["name", "contact_name", "email"]
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("contact_name"), FieldPanel("phone")]),
            FieldPanel("email"),
            FieldPanel("hosts", widget=forms.CheckboxSelectMultiple),
            InlinePanel(
                "terms",
                panels=[
                    FieldPanel("commission_percent"),
                    FieldPanel("effective_from"),
                    FieldPanel("contract"),
                ],
                heading=_("Hợp đồng"),
                label=_("mức giữ lại"),
            ),
            FieldPanel("suspended_at"),
        ]
    )


class IssueView(generic.CreateView):
    """Making a key: its only showing is the message that follows."""

    raw = ""

    def save_instance(self) -> ResellerKey:
        wanted = self.form.cleaned_data
        key, self.raw = ResellerKey.issue(wanted["reseller"], is_test=wanted["is_test"])
        return key

    def get_success_message(self, instance: ResellerKey) -> str:
        told = _(
            "Khoá mới, chỉ hiện một lần, hãy chép ngay và gửi bằng đường kín: %(key)s"
        )
        return str(told % {"key": self.raw})


def retire(key: ResellerKey, *, by: Any) -> None:
    key.retire()


def revoke(key: ResellerKey, *, by: Any) -> None:
    key.revoke()


class ResellerKeys(LedgerWithDeeds):
    """Only a hash is kept, so a lost key is replaced: make one, then let the old one run out."""

    model = ResellerKey
    icon = "key"
    index_view_class = FoldedIndexView
    add_view_class = IssueView
    list_display = ["reseller", "beginning", "is_test", "made_at", "used_on", "expires_at", "revoked_at"]  # fmt: skip
    list_filter = ["reseller", "is_test", "revoked_at"]
    list_export = list_display
    export_filename = "khoa-dai-ly"
    search_fields = ["reseller__name", "beginning"]
    ordering = ["-made_at"]
    panels = [FieldPanel("reseller"), FieldPanel("is_test")]
    inspect_view_fields = list_display
    deeds = (
        Deed(
            "cho-het-han",
            _("Đã có khoá mới: cho khoá này dùng thêm 7 ngày"),
            retire,
            when=lambda key: key.works and key.expires_at is None,
            done=_("Khoá này dùng được thêm 7 ngày."),
        ),
        Deed(
            "thu-hoi",
            _("Khoá bị lộ: thu hồi ngay"),
            revoke,
            when=lambda key: key.works,
            done=_("Khoá này không dùng được nữa."),
        ),
    )


class Resales(Ledger):
    model = Resale
    icon = "clipboard-list"
    index_view_class = FoldedIndexView
    list_display = ["booking", "reseller", "reference", "retail", "is_test"]
    list_filter = ["reseller", "is_test"]
    list_export = [*list_display, "commission_percent"]
    export_filename = "dai-ly-da-ban"
    search_fields = ["booking__code", "reference", "reseller__name"]
    ordering = ["-pk"]
    labels = {"booking": _("Lượt đặt chỗ"), "is_test": _("để thử")}
    inspect_view_fields = [*list_export]


class Agents(ViewSetGroup):
    menu_label = _("Đại lý")
    menu_name = "agents"
    menu_icon = "group"
    menu_order = 225
    items = (Resellers, ResellerKeys, Resales)


hooks.register("register_admin_viewset", Agents)
