"""What stands in deploy/ keeps its secrets."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
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


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="SYSTEMD IS NOT INSTALLED: units are not checked")
def test_systemd_understands_every_line_of_the_units(tmp_path: Path) -> None:
    for unit in (tree.ROOT / "deploy" / "systemd").iterdir():
        text = re.sub(r"(?m)^(Exec\w+)=/opt/vungxanh/\S+", r"\1=/bin/true", unit.read_text("utf-8"))
        assert "/opt/" not in text
        (tmp_path / unit.name).write_text(text)
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="CADDY IS NOT INSTALLED: its file is not checked")
def test_caddy_understands_its_file(tmp_path: Path) -> None:
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(tree.ROOT / "deploy" / "Caddyfile")]
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_s_log_keeps_no_link_and_no_cookie() -> None:
    # Debian's Caddy (2.6) wants the filters within `fields`; newer ones take both.
    text = (tree.ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    fields = text.rpartition("fields {")[2].partition("}")[0]
    for kept_out in ("request>uri regexp /dat-lai/", "request>headers>Cookie delete", "Authorization delete"):
        assert kept_out in fields


@pytest.mark.skipif(shutil.which("caddy") is None, reason="CADDY IS NOT INSTALLED: its log is not read")
def test_caddy_s_log_has_no_address_of_whoever_asks_for_keys_or_reports(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (tree.ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    text = text.replace("vungxanh.example.gov.vn", f"http://127.0.0.1:{port}").replace("{\n", "{\n\tadmin off\n", 1)
    (tmp_path / "Caddyfile").write_text(text.replace("127.0.0.1:8000", "127.0.0.1:1"), "utf-8")
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    command = ["caddy", "run", "--config", "Caddyfile"]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, cwd=tmp_path, env=home, stderr=log) as caddy:
        try:
            for path in ("/exposure/v1/index.json", "/exposure/v1/uploads", "/truy-vet/"):
                assert _answer_of(port, path) == 502  # nothing stands behind it: that is told, with the request
        finally:
            caddy.terminate()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines() if line.startswith("{")]
    asked = [line["request"] for line in lines if "request" in line]
    of_phones = [one for one in asked if one["uri"].startswith("/exposure/")]
    assert {one["uri"] for one in asked} >= {"/truy-vet/", "/exposure/v1/uploads"}
    assert not [one for one in of_phones if {"remote_ip", "client_ip", "remote_port", "headers"} & set(one)]
    assert [one for one in asked if one["uri"] == "/truy-vet/" and one.get("remote_ip") == "127.0.0.1"]


def _answer_of(port: int, path: str) -> int:
    """The status of an answer, as soon as somebody listens."""
    for _try in range(100):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asked.request("GET", path, headers={"User-Agent": "a phone"})
            return asked.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            asked.close()
    raise AssertionError("caddy never listened")
