"""What every register of the editors' admin shares: slugs, money, forms, read-only rules."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import InlinePanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import SlugInput
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from vietnam.forms import VndField
from vietnam.text import slugify

from .listings import CodeIndexView, DetailsView, FoldedIndexView

# The browser proposes slugs before the server sees them: fold the letters there as well.
LETTERS = (
    ("[àáạảãâầấậẩẫăằắặẳẵÀÁẠẢÃÂẦẤẬẨẪĂẰẮẶẲẴ]", "a"),
    ("[èéẹẻẽêềếệểễÈÉẸẺẼÊỀẾỆỂỄ]", "e"),
    ("[ìíịỉĩÌÍỊỈĨ]", "i"),
    ("[òóọỏõôồốộổỗơờớợởỡÒÓỌỎÕÔỒỐỘỔỖƠỜỚỢỞỠ]", "o"),
    ("[ùúụủũưừứựửữÙÚỤỦŨƯỪỨỰỬỮ]", "u"),
    ("[ỳýỵỷỹỲÝỴỶỸ]", "y"),
    ("[đĐ]", "d"),
    ("[\u0300-\u036f]", ""),
)


def vnd_field(**kwargs: Any) -> VndField:
    """Money is the only PositiveBigIntegerField of the house, and people type it as 60.000.

    Nothing is a price here (a small child, a pick-up); who wants a least price has a CHECK.
    """
    limits = ("min_value", "max_value")
    return VndField(
        minimum=0, **{key: kwargs[key] for key in kwargs if key not in limits}
    )


register_form_field_override(
    models.PositiveBigIntegerField, override={"form_class": vnd_field}
)
register_form_field_override(
    models.SlugField,
    override={"widget": SlugInput(formatters=[list(pair) for pair in LETTERS])},
)


class FollowedEditView(generic.EditView):
    """Tells the hook `after_edit_register`, so that upper apps can follow a new name."""

    def run_after_hook(self) -> Any:
        return self.run_hook("after_edit_register", self.request, self.object)


def free_slug(model: type[models.Model], text: str, taken_by: Any = None) -> str:
    """The slug of `text`, with -2, -3 … while another row has it."""
    longest = getattr(model._meta.get_field("slug"), "max_length", 50)
    base = slugify(text)[: longest - 4].strip("-")
    others = model._default_manager.exclude(pk=taken_by)
    slug, number = base, 1
    while others.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


class TranslatedForm(WagtailAdminModelForm):
    """Vietnamese is the source: what the model wants is wanted in Vietnamese, and only there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if name.endswith("_vi"):
                original = self._meta.model._meta.get_field(name.removesuffix("_vi"))
                self.fields[name].required = not original.blank


class SluggedForm(TranslatedForm):
    """An empty slug is made from the Vietnamese name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("slug") and cleaned.get("name_vi"):
            cleaned["slug"] = free_slug(
                self._meta.model, cleaned["name_vi"], self.instance.pk
            )
        return cleaned


class RowsPanel(InlinePanel):
    """An inline panel whose rows are checked by a form of ours, and together by `rows`."""

    def __init__(
        self,
        relation_name: str,
        *,
        row_form: type[Any],
        rows: type[BaseChildFormSet] = BaseChildFormSet,
        **kwargs: Any,
    ) -> None:
        super().__init__(relation_name, **kwargs)
        self.row_form = row_form
        self.rows = rows

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs = super().clone_kwargs()
        return {**kwargs, "row_form": self.row_form, "rows": self.rows}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.row_form
        options["formsets"][self.relation_name]["formset"] = self.rows
        return options


class LimitedPolicy(ModelPermissionPolicy):
    """Only these actions, for everybody: what is written once is not edited, not even by the owner."""

    def __init__(self, model: type[models.Model], actions: Sequence[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(
            super().user_has_permission(user, action)
        )

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        allowed = self.actions.intersection(actions)
        return bool(allowed) and bool(super().user_has_any_permission(user, allowed))


def only(model: type[models.Model], *actions: str) -> None:
    """Allow editors these actions and no others; call it above the viewsets."""
    register_permission_policy(model, LimitedPolicy(model, actions), exact_class=True)


class KeptDeleteView(generic.DeleteView):
    """Says kindly that something still leans on the row, also where the index of references is late."""

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except (ProtectedError, RestrictedError) as error:
            kinds = {str(row._meta.verbose_name) for row in error.args[1]}
            messages.error(
                self.request,
                _("Không xoá được “%(name)s”: còn %(kinds)s dùng đến.")
                % {"name": self.object, "kinds": ", ".join(sorted(kinds))},
            )
            return HttpResponseRedirect(self.get_success_url())


class Register(ModelViewSet):
    """One table as editors see it: listing, search, filters, export, details.

    Saves of rows that hold no picture are no news for Wagtail's index of references: each would be
    a task for the worker, an order makes dozens.
    """

    add_to_reference_index = False
    index_view_class = FoldedIndexView
    edit_view_class = FollowedEditView
    delete_view_class = KeptDeleteView
    inspect_view_class = DetailsView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    labels: dict[str, Any] = {}
    related: tuple[str, ...] = ()
    gathered: tuple[str, ...] = ()
    panels_form: type[WagtailAdminModelForm] = TranslatedForm

    def get_edit_handler(self) -> Any:
        if panels := getattr(self, "panels", None):
            handler = ObjectList(panels, base_form_class=self.panels_form)
            return handler.bind_to_model(self.model)
        return super().get_edit_handler()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "labels": self.labels}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_index_view_kwargs(**kwargs),
            "export_headings": self.labels,
            "related": self.related,
            "gathered": self.gathered,
        }


class Ledger(Register):
    """Rows that people look at and never change; pair it with `only(model, "view")`."""

    index_view_class = CodeIndexView
    exclude_form_fields: tuple[str, ...] = ()
