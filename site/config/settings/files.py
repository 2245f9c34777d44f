"""Where files lie: pictures everybody may see, the site's own, and photos few people may."""

from pathlib import Path
from typing import Any

ON_DISK = "django.core.files.storage.FileSystemStorage"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def storages(private: Path) -> dict[str, Any]:
    """`private` is never below MEDIA_URL: views show its files to whom they concern."""
    return {
        "default": {"BACKEND": ON_DISK},
        "staticfiles": {"BACKEND": PLAIN},
        "private": {"BACKEND": ON_DISK, "OPTIONS": {"location": private}},
    }
