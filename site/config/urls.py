from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from cms import feeds as cms_feeds
from cms import views as cms
from cms.sitemaps import SITEMAPS
from core import views as core
from orders.carrier_webhooks import carrier_webhook
from tourism import feeds as tourism_feeds

urlpatterns = [
    path("healthz", core.healthz),
    path("readyz", core.readyz),
    path("robots.txt", core.robots),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("things-to-do.json", tourism_feeds.things_to_do, name="things_to_do"),
    path("sw.js", core.service_worker, name="service_worker"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("octo/", include("tourism.octo.urls")),
    path("lich-khach/<str:token>.ics", tourism_feeds.host_calendar, name="host_ics"),
    path("webhooks/ghn/", carrier_webhook, {"carrier": "ghn"}),
    path("webhooks/viettel-post/", carrier_webhook, {"carrier": "vtp"}),
    path("", include("payments.urls")),
    path("", include("traceability.machine_urls")),
    path("epcis/", include("traceability.epcis.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
urlpatterns += i18n_patterns(
    path("_ui/", cms.style_guide, name="style_guide"),
    path(_("lang-nghe/<slug:slug>/"), cms.village, name="village"),
    path(_("su-kien/lich.ics"), cms_feeds.festivals_ics, name="festivals_ics"),
    path(_("tin-tuc/tin-moi.xml"), cms_feeds.News(), name="news_feed"),
    path(_("tim/"), cms.search, name="search"),
    path(_("chu-to/"), core.large_text, name="large_text"),
    path("", include("accounts.urls")),
    path("", include("orders.urls")),
    path("", include("catalog.urls")),
    path("", include("traceability.urls")),
    path("", include("tourism.urls")),
    path("", include("workspace.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler404 = "core.views.not_found"
