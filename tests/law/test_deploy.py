"""What stands in deploy/ keeps its secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.law import tree

SAID = '#!/bin/sh\necho "$*|$PGPASSWORD"\n'


@pytest.mark.parametrize(
    ("url", "address", "password"),
    [
        ("postgresql://vx:p%40s%27s@db:5432/vx?sslmode=require", "postgresql://vx@db:5432/vx?sslmode=require", "p@s's"),
        ("postgresql://vx@/vx?host=/run/postgresql", "postgresql://vx@/vx?host=/run/postgresql", ""),
        ("postgresql:///vx", "postgresql:///vx", ""),
    ],
)
def test_the_database_password_is_not_on_a_command_line(tmp_path: Path, url: str, address: str, password: str) -> None:
    (tmp_path / "python").symlink_to(sys.executable)
    show = tmp_path / "show"
    show.write_text(SAID)
    show.chmod(0o755)
    script = f'set -eu; bin={tmp_path}; . {tree.ROOT}/deploy/database.sh; "{show}" "$database"'
    environment = {"PATH": os.environ["PATH"], "VUNGXANH_DATABASE_URL": url}
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{address}|{password}\n"
    for name in ("backup.sh", "restore.sh"):
        text = (tree.ROOT / "deploy" / name).read_text("utf-8")
        assert "deploy/database.sh" in text
        assert '"$VUNGXANH_DATABASE_URL"' not in text
