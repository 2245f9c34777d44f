import site
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_site_is_a_folder_and_the_standard_module_keeps_its_name():
    assert not (ROOT / "site" / "__init__.py").exists()
    assert hasattr(site, "getsitepackages")


def test_no_file_has_a_name_that_says_nothing():
    empty_names = {"utils", "helpers", "common", "misc", "services", "managers"}
    ours = [
        p
        for folder in ("site", "catalog", "traceability", "tourism")
        for p in (ROOT / folder).rglob("*.py")
    ]

    assert not [p for p in ours if p.stem in empty_names]


def test_settings_files_stay_under_two_hundred_lines():
    for path in (ROOT / "site" / "config" / "settings").glob("*.py"):
        assert len(path.read_text().splitlines()) < 200, path
