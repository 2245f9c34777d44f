"""Pages of a list that never answer with an error: page=0 and page=999999 are read kindly."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


class CountedPaginator(Paginator[Any]):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: QuerySet[Any], per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self._count = count

    @property
    def count(self) -> int:
        return self._count


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    per_page: int,
    count: int | None = None,
) -> Page[Any]:
    """The page asked for by `?trang=`; the nearest one that exists."""
    paginator = (
        Paginator(rows, per_page)
        if count is None
        else CountedPaginator(rows, per_page, count)
    )
    return paginator.get_page(request.GET.get("trang"))


def without_page(request: HttpRequest) -> str:
    """The query string but for the page, ready to be continued."""
    params = request.GET.copy()
    params.pop("trang", None)
    return params.urlencode()
