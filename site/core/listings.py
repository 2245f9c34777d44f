"""How editors read rows: columns, filters, search, sheets, details."""

import codecs
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.coreutils import multigetattr

import django_filters

from vietnam.text import fold


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


class Cell(Column):
    """Long numbers in groups of three, as money is read; a year stays as it is."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        context = super().get_cell_context_data(instance, parent_context)
        if isinstance(raw := context["raw_value"], int) and abs(raw) >= 10_000:
            context["value"] = number_format(raw, force_grouping=True)
        return context


class Listing(SpreadsheetExportMixin):
    """Columns, filters and sheets as the office reads them.

    `labels` name the foreign keys and properties that have no Vietnamese name of their own; sheets
    carry words for choices, our own hours, and the mark Excel needs for Vietnamese letters. Rows that
    the columns name come with the query; `related` adds what those rows need to say their own names,
    `gathered` what a column counts.
    """

    labels: dict[str, Any] = {}
    related: tuple[str, ...] = ()
    gathered: tuple[str, ...] = ()
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

    def get_base_queryset(self) -> QuerySet[Any]:
        columns = {*self.list_display, *self.list_export}
        named = [
            field.name
            for field in self.model._meta.concrete_fields
            if field.is_relation and field.name in columns
        ]
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related(*named, *self.related).prefetch_related(
            *self.gathered
        )

    def _get_custom_column(
        self, field_name: str, column_class: Any = Cell, **kwargs: Any
    ) -> Any:
        column = super()._get_custom_column(field_name, column_class, **kwargs)
        column.label = self.labels.get(field_name, column.label)
        return column

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {field: shown(item, field) for field in self.list_export}

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterator[bytes]:
        yield codecs.BOM_UTF8
        yield from super().stream_csv(queryset)


class CodeIndexView(Listing, generic.IndexView):
    """A listing of many rows, found by their codes in the database."""


class SentIndexView(CodeIndexView):
    """What is read before it is shown: drafts are their writers' own, the office reads what was sent."""

    def get_base_queryset(self) -> QuerySet[Any]:
        found: Any = super().get_base_queryset()
        rows: QuerySet[Any] = found.sent()
        return rows


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

    def get_field_display_value(self, field_name: str = "", field: Any = None) -> Any:
        if not field_name:
            # Wagtail takes this very method for the display of a column named "field".
            return self.object.field  # type: ignore[attr-defined]
        value = super().get_field_display_value(field_name, field)  # type: ignore[misc]
        if isinstance(value, datetime):
            return timezone.localtime(value)
        if isinstance(value, bool):
            return _("Có") if value else _("Không")
        return "–" if value in (None, "") else value


class DetailsView(Details, generic.InspectView):
    """One row, read only."""
