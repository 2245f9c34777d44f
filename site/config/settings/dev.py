"""`make run`: one machine, no other service, e-mails and codes on the console."""

from .base import *

DEBUG = True
VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "only-for-development-" + "0" * 40
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
INTERNAL_IPS = ["127.0.0.1"]
