"""Packages from npm that tests read: other people's parsers and documents, fetched once, never committed."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

CACHE = Path("var/npm").absolute()


def package(name: str, version: str) -> Path:
    """The unpacked folder of a package; the test is skipped where npm or the network is missing."""
    folder = CACHE / f"{name.replace('/', '-').lstrip('@')}-{version}"
    if not (folder / "package").is_dir():
        fetch(f"{name}@{version}", folder)
    return folder / "package"


def fetch(spec: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"{spec} is not cached in var/npm and npm is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        [npm, "pack", "--silent", spec], cwd=folder, capture_output=True, timeout=60
    )
    archive = next(folder.glob("*.tgz"), None)
    if packed.returncode or archive is None:
        pytest.skip(f"{spec} is not cached in var/npm and the npm registry is away")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def node(script: str, text: str) -> str:
    """What a module script prints when `text` comes in; skipped where Node is missing."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("Node is not installed, so its parsers cannot read this back")
    done = subprocess.run(
        [program, "--input-type=module", "-e", script],
        input=text.encode(),
        capture_output=True,
        check=True,
        timeout=30,
    )
    return done.stdout.decode()
