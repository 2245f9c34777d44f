import re

from django.conf import settings
from django.contrib.staticfiles import finders

import pytest

NAMED = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
USED = sorted(
    {
        name
        for template in (settings.SITE / "templates").rglob("*.html")
        for name in NAMED.findall(template.read_text())
    }
)


@pytest.mark.parametrize("name", USED)
def test_every_file_a_template_names_is_there(name):
    # In production a missing one stops the whole page.
    assert finders.find(name)
