#!/usr/bin/env python
import os
import sys
from pathlib import Path

# site/ is a plain folder, not a package: the name belongs to the standard library.
sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
