"""A backup says what it holds of tracing and leaves out, and until when it may be kept."""

import json
import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(bool(os.environ.get("VUNGXANH_TEST_DATABASE_URL")), reason="the folder is the same on both engines")
def test_a_backup_says_what_it_holds_and_leaves_out_and_names_nobody(tmp_path: Path) -> None:
    room = tmp_path / "var"
    history = room / "exposure" / "histories" / uuid4().hex
    for path, content in (
        (history, secrets.token_bytes(64)),
        (room / "exposure" / "published" / "index.json", b"{}"),
        (room / "exposure" / "segments" / "2020-08-16" / "49.parquet", b"PAR1"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("VUNGXANH_", "DJANGO_"))}
    environment = outside | {"VUNGXANH_VAR_DIR": str(room), "VUNGXANH_BIN": str(Path(sys.executable).parent)}
    bin_ = Path(sys.executable).with_name("vungxanh")
    subprocess.run([bin_, "migrate"], env=environment, cwd=ROOT, check=True, capture_output=True)
    command = ["sh", str(ROOT / "deploy" / "backup.sh"), str(tmp_path / "kept")]
    made = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    kept = Path(made.stdout.strip())
    manifest = json.loads((kept / "MANIFEST.json").read_text("utf-8"))
    listed = subprocess.run(["tar", "tf", kept / "exposure.tar"], capture_output=True, text=True, check=True).stdout
    assert f"exposure/histories/{history.name}" in listed.split()
    assert "exposure/published/index.json" in listed.split()
    assert "segments" not in listed
    assert set(manifest["left_out"]) == {"exposure/segments", "keys", "mail, static, logs"}
    assert set(manifest["parts"]) == {"audit-head", "database.sqlite3", "exposure.tar"}
    assert manifest["delete_after"] == (
        datetime.strptime(manifest["made_on"], "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=28)
    ).strftime("%Y-%m-%d")
    assert history.name not in (kept / "MANIFEST.json").read_text("utf-8")
