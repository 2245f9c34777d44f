"""In production a script imports the very version it was written with."""

import re

from django.conf import settings

from core.assets import HashedFiles


def test_scripts_import_each_other_under_hashed_names(tmp_path):
    source = settings.SITE / "static"
    names = [f"js/{path.name}" for path in (source / "js").glob("*.js")]
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((source / name).read_bytes())

    found = {}
    for name, hashed, _done in storage.post_process(
        {name: (storage, name) for name in names}
    ):
        assert not isinstance(hashed, Exception), (name, hashed)
        found.setdefault(name, hashed)  # the compressed one comes after

    said = (tmp_path / found["js/queue.js"]).read_text()
    imported = re.findall(r'from "\./([^"]+)"', said)
    assert len(imported) == 2
    for name in imported:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (tmp_path / "js" / name).exists()
