from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from cms import views as cms
from core import views as core
from orders.carrier_webhooks import carrier_webhook

urlpatterns = [
    path("healthz", core.healthz),
    path("readyz", core.readyz),
    path("robots.txt", core.robots),
    path("sw.js", core.service_worker, name="service_worker"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("webhooks/ghn/", carrier_webhook, {"carrier": "ghn"}),
    path("webhooks/viettel-post/", carrier_webhook, {"carrier": "vtp"}),
    path("", include("payments.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
urlpatterns += i18n_patterns(
    path("_ui/", cms.style_guide, name="style_guide"),
    path(_("lang-nghe/<slug:slug>/"), cms.village, name="village"),
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
