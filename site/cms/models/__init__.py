"""Pages: the stories. Facts live in the models they point at."""

from .articles import ArticleIndexPage, ArticlePage
from .base import BasePage, live_children
from .festivals import FestivalIndexPage, FestivalPage
from .policies import PolicyIndexPage, PolicyPage, Section
from .routes import RouteIndexPage, Stop, TourPage
from .villages import HomePage, VillageIndexPage, VillagePage, village_pages

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "BasePage",
    "FestivalIndexPage",
    "FestivalPage",
    "HomePage",
    "PolicyIndexPage",
    "PolicyPage",
    "RouteIndexPage",
    "Section",
    "Stop",
    "TourPage",
    "VillageIndexPage",
    "VillagePage",
    "live_children",
    "village_pages",
]
