import os
import sys
from pathlib import Path

from django.core.asgi import get_asgi_application

# site/ and the root are plain folders on the path, wherever the server was started.
sys.path[:0] = [str(Path(__file__).resolve().parents[n]) for n in (1, 2)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_asgi_application()
