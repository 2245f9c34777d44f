from django.http import HttpRequest

from . import basket


def basket_count(request: HttpRequest) -> dict[str, int]:
    return {"basket_count": basket.count_in_cookie(request)}
