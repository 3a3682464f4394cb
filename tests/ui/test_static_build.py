import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


def test_every_sheet_and_module_refers_to_its_parts_by_hash(tmp_path: Path) -> None:
    storages: dict[str, Any] = settings.STORAGES | {
        "staticfiles": {"BACKEND": "vungxanh.project.storage.StaticStorage"}
    }
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    sheet = next((tmp_path / "ui/css").glob("ui.*.css")).read_text("utf-8")
    entry = next((tmp_path / "ui/js").glob("main.*.js")).read_text("utf-8")
    parts = [tmp_path / "ui/css" / name for name in re.findall(r'@import url\("([^"]+)"', sheet)]
    parts += [tmp_path / "ui/js" / name for name in re.findall(r'import"\./([^"]+)"', entry)]
    assert len(parts) > 20
    assert all(re.search(r"\.[0-9a-f]{12}\.(css|js)$", part.name) and part.is_file() for part in parts)
