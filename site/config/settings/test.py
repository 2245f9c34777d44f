"""The suite: SQLite in a file, or the PostgreSQL of TEST_DATABASE_URL."""

import os
import tempfile
from pathlib import Path

import dj_database_url

from .base import *

DEBUG = False
SECRET_KEY = "only-for-tests-" + "0" * 40
ALLOWED_HOSTS = ["*"]
if url := os.environ.get("TEST_DATABASE_URL"):
    DATABASES["default"] = dj_database_url.parse(url, conn_max_age=0)
else:
    # A file, as in real life: in memory, threads would share one connection's cache.
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="lang-nghe-media-"))
STORAGES["private"]["OPTIONS"]["location"] = tempfile.mkdtemp(prefix="lang-nghe-")
TRACE_LOG_KEY_FILE = Path(tempfile.mkdtemp(prefix="lang-nghe-key-")) / "trace-log.key"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TESTING = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {
    "default": {
        "BACKEND": "tests.tasks.NowOrLater",
        "ENQUEUE_ON_COMMIT": True,
    }
}
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "ERROR"
