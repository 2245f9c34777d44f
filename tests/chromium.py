"""Prints the path of a Chromium for the browser tests; installs one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def installed() -> str | None:
    given = os.environ.get("CHROMIUM")
    found = given or next(
        (path for name in NAMES if (path := shutil.which(name))), None
    )
    cache = Path.home() / ".cache" / "ms-playwright"
    own = next(iter(sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)
    return found or (str(own) if own else None)


def install() -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "chromium"], check=False, **quiet)
    if not installed():
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            check=False,
            **quiet,
        )


if __name__ == "__main__":
    if not installed():
        install()
    path = installed()
    if not path:
        sys.exit(
            "No Chromium: install Debian's package `chromium` or run `playwright install chromium`."
        )
    print(path)  # noqa: T201
