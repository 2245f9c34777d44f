"""What every installation shares. Reads top to bottom like a table of contents."""

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

import dj_database_url
from csp.constants import NONE, SELF

from .apps import INSTALLED_APPS as INSTALLED_APPS
from .carriers import *
from .files import storages
from .gateways import *
from .people import *

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site"
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.http.AdminPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.http.RedirectMiddleware",
    "core.http.AddressMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "core.context.site",
                "orders.context.basket_count",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "vietnam.templatetags.vietnam",
                "core.templatetags.ui",
                "workspace.templatetags.once",
            ],
        },
    }
]

# Database: SQLite in a file unless DATABASE_URL says otherwise
SQLITE = f"sqlite:///{VAR / 'db.sqlite3'}"
DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(default=SQLITE, conn_max_age=60)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOCAL = "django.core.cache.backends.locmem.LocMemCache"
CACHES: dict[str, Any] = {
    "default": {"BACKEND": LOCAL},
    # Wagtail keeps the sizes of pictures here, and forgets them when a picture changes.
    "renditions": {
        "BACKEND": LOCAL,
        "LOCATION": "renditions",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
if redis := os.environ.get("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis,
    }

TASKS: dict[str, Any] = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}
}

# Languages: Vietnamese is the source of every text, English complete
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "vi"
LOCALE_PATHS = [SITE / "locale"]
FORMAT_MODULE_PATH = ["vietnam.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [SITE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = storages(private=VAR / "private")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Wagtail
WAGTAIL_SITE_NAME = "Làng nghề"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_USER_EDIT_FORM = "accounts.wagtail_users.EditForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx"]

# What a page may load: only what this site serves
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # The card form answers with a redirect to the gateway's own page.
        "form-action": [SELF, STRIPE_API_BASE or "https://checkout.stripe.com"],
        "frame-ancestors": [SELF],
    }
}

# The transparency log: private keys as signed-note writes them, newest first
TRACE_LOG_KEYS = os.environ.get("TRACE_LOG_KEYS", "").split()
TRACE_LOG_KEY_FILE = os.environ.get("TRACE_LOG_KEY_FILE", VAR / "trace-log.key")
# Days scans are kept by the hour (to compare with the season a year ago; their sum and first hour stay),
# and days a form is remembered, so that a phone long without a network records a lot once.
SCAN_DETAIL_DAYS = int(os.environ.get("SCAN_DETAIL_DAYS", 400))
SENT_FORM_DAYS = int(os.environ.get("SENT_FORM_DAYS", 90))

# Messages
PHONE_MESSAGES = os.environ.get("PHONE_MESSAGES", "core.phone_messages.Console")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "lang-nghe@localhost")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
