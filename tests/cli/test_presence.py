"""Commands that find no data say where they looked, and leave nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_serve import PROGRAM, environment


def _asked(words: str, given: dict[str, str], room: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *words.split()], env=given, cwd=room, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", ["accounts list", "audit verify", "org show 49", "calendar show", "worker"])
def test_a_command_without_data_says_where_it_looked_and_makes_nothing(words: str, tmp_path: Path) -> None:
    given = {key: value for key, value in environment(tmp_path).items() if not key.startswith("VUNGXANH_")}
    done = _asked(words, given, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Lỗi: không có dữ liệu ở {tmp_path / 'var'}.")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    (tmp_path / "vungxanh.sqlite3").touch()
    done = _asked("accounts list --lang en", environment(tmp_path), tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: the database lacks tables.")


def test_mail_of_the_demonstration_goes_to_files_and_not_to_the_terminal(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    given = kept | {"VUNGXANH_ENV": "dev", "VUNGXANH_VAR_DIR": str(tmp_path)}
    given["DJANGO_SETTINGS_MODULE"] = "vungxanh.project.settings.dev"
    send = "from django.core.mail import send_mail; send_mail('Nhắc việc', 'x', None, ['a@example.org'])"
    done = subprocess.run(
        [sys.executable, "-c", send], env=given, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert "a@example.org" in "".join(file.read_text() for file in (tmp_path / "mail").iterdir())
