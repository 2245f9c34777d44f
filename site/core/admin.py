"""What every register of the editors' admin shares: search, slugs, money, read-only rules, duties."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from modelcluster.forms import BaseChildFormSet
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import InlinePanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import SlugInput
from wagtail.coreutils import multigetattr
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

import django_filters

from vietnam.forms import VndField
from vietnam.text import fold, slugify

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


def contains(query: str, texts: Iterable[Any]) -> bool:
    """True when every word of the folded `query` begins a word of the folded texts."""
    folded = f" {fold(' '.join(str(text) for text in texts if text))}"
    return all(f" {word}" in folded for word in query.split())


class Filters(WagtailFilterSet):
    """Days are asked for from one to another; a single exact moment finds nothing."""

    @classmethod
    def filter_for_lookup(
        cls, field: models.Field[Any, Any], lookup_type: str
    ) -> tuple[type, dict[str, Any]]:
        if isinstance(field, models.DateField) and lookup_type == "exact":
            return django_filters.DateFromToRangeFilter, {
                "widget": DateRangePickerWidget
            }
        found: tuple[type, dict[str, Any]] = super().filter_for_lookup(
            field, lookup_type
        )
        return found


def shown(item: Any, field: str) -> Any:
    display = getattr(item, f"get_{field}_display", None)
    return display() if display else multigetattr(item, field)


class Listing(SpreadsheetExportMixin):
    """Columns, filters and sheets as the office reads them.

    `labels` name the foreign keys and properties that have no Vietnamese name of their own; sheets
    carry words for choices, our own hours, and the mark Excel needs for Vietnamese letters.
    """

    labels: dict[str, Any] = {}
    base_filterset_class = Filters
    custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        datetime: {
            SpreadsheetExportMixin.FORMAT_XLSX: timezone.make_naive,
            SpreadsheetExportMixin.FORMAT_CSV: lambda at: (
                f"{timezone.localtime(at):%d/%m/%Y %H:%M}"
            ),
        },
    }

    def _get_custom_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        column = super()._get_custom_column(field_name, *args, **kwargs)
        column.label = self.labels.get(field_name, column.label)
        return column

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {field: shown(item, field) for field in self.list_export}

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterator[bytes]:
        yield codecs.BOM_UTF8
        yield from super().stream_csv(queryset)


class CodeIndexView(Listing, generic.IndexView):
    """A listing of many rows, found by their codes in the database."""


class FoldedIndexView(Listing, generic.IndexView):
    """A listing where “nhan long” finds “nhãn lồng”; it reads all rows, so for small tables."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_searching:
            return queryset
        query = fold(self.search_query)
        rows = queryset.values_list("pk", *self.search_fields)
        return queryset.filter(
            pk__in=[pk for pk, *texts in rows if contains(query, texts)]
        )


class Details:
    """Facts in our words and our hours (the template's `localize` would show UTC)."""

    labels: dict[str, Any] = {}

    def get_field_label(self, field_name: str, field: Any) -> Any:
        return self.labels.get(field_name) or super().get_field_label(field_name, field)  # type: ignore[misc]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)  # type: ignore[misc]
        if isinstance(value, datetime):
            return timezone.localtime(value)
        if isinstance(value, bool):
            return _("Có") if value else _("Không")
        return "–" if value in (None, "") else value


class DetailsView(Details, generic.InspectView):
    """One row, read only."""


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


class Register(ModelViewSet):
    """One table as editors see it: listing, search, filters, export, details."""

    index_view_class = FoldedIndexView
    edit_view_class = FollowedEditView
    inspect_view_class = DetailsView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    labels: dict[str, Any] = {}

    def get_edit_handler(self) -> Any:
        if panels := getattr(self, "panels", None):
            return ObjectList(panels, base_form_class=TranslatedForm).bind_to_model(
                self.model
            )
        return super().get_edit_handler()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "labels": self.labels}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_index_view_kwargs(**kwargs),
            "export_headings": self.labels,
        }


class Ledger(Register):
    """Rows that people look at and never change; pair it with `only(model, "view")`."""

    index_view_class = CodeIndexView
    exclude_form_fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """So many things wait for an editor, behind this link."""

    label: str | Promise
    count: int
    url: str


def duty(
    request: HttpRequest, label: str | Promise, found: QuerySet[Any], url: str
) -> Duty | None:
    """A duty of those who may see what was found; nobody else hears of it."""
    policy = policy_registry.get_by_type(found.model)
    if not policy.user_has_any_permission(request.user, {"view", "change"}):
        return None
    return Duty(label, found.count(), url)


def duties(request: HttpRequest) -> list[Duty]:
    """What every app's `register_editor_duty` hook found, without the empty ones."""
    found = [hook(request) for hook in hooks.get_hooks("register_editor_duty")]
    return [one for one in found if one and one.count]
