"""What crosses the shelves: one search for everything, and the style guide."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from catalog import listing
from catalog.views import cards as product_cards
from core.http import HttpRequest
from tourism.models import Experience
from tourism.views import cards as experience_cards
from vietnam.text import fold

from .models import ArticlePage, VillagePage


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    wish = listing.Wish.read(request.GET)
    context = {
        "wish": wish,
        "products": [],
        "villages": [],
        "experiences": [],
        "articles": [],
    }
    if wish.query:
        goods, read_as = listing.found(wish, today)
        words = fold(read_as).split()
        context |= {
            "read_as": read_as,
            "products": product_cards(listing.narrowed(goods, wish, today))[:8],
            "villages": [
                page for page in _villages() if _has(words, _village_words(page))
            ],
            "experiences": [
                e for e in _experiences() if _has(words, f"{e.name} {e.summary}")
            ],
            "articles": [a for a in _articles() if _has(words, f"{a.title} {a.lead}")],
        }
    return render(request, "cms/search.html", context)


def village(request: HttpRequest, slug: str) -> HttpResponse:
    """A village straight from its address: one query where Wagtail's walk down the tree takes nine."""
    pages = (
        VillagePage.objects.live().public().filter(locale__language_code=_language())
    )
    page = get_object_or_404(pages.select_related("village__photo", "photo"), slug=slug)
    response: HttpResponse = page.serve(request)
    return response


def _has(words: list[str], text: str) -> bool:
    folded = f" {fold(text)}"
    return all(f" {word}" in folded for word in words)


def _villages() -> list[VillagePage]:
    pages = VillagePage.objects.live().filter(locale__language_code=_language())
    return list(pages.defer_streamfields().select_related("village__photo"))


def _village_words(page: VillagePage) -> str:
    village = page.village
    return f"{village.name_vi} {village.name_en} {village.craft} {village.old_place}"


def _experiences() -> list[Experience]:
    return list(
        experience_cards(Experience.objects.live().with_card_facts(timezone.now()))
    )


def _articles() -> list[ArticlePage]:
    pages = ArticlePage.objects.live().filter(locale__language_code=_language())
    return list(pages.defer_streamfields().select_related("photo"))


def _language() -> str:
    return get_language() or "vi"


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; for staff, and while developing."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    from .style_guide import samples

    return render(request, "cms/style_guide.html", samples())
