"""The site as in production, on this machine only: no TLS, no mail, its own database and folder."""

import os

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "only-for-the-kill-run-" + "0" * 40
ALLOWED_HOSTS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
BANK_WEBHOOK_SECRETS = {"sepay": [os.environ.get("SEPAY_SECRET", "")]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
