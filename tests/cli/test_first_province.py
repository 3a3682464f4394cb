"""The operator's guide, followed on an empty database in production: its last step is a person who administers."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.test_serve import PROGRAM, environment
from vungxanh.apps.org.actions.groups import DATA

pytestmark = pytest.mark.slow
HOST = "vungxanh.example.vn"
UNITS = str(DATA / "units-quang-nam-2020.csv")
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "operator.md"
SIGN_IN = """
import sys
from vungxanh.cli import start
start()
from django.test import Client
from django.urls import reverse
from tests.factories.signin import totp

path, password = sys.argv[1], "mot-mat-khau-dai-2026"
client = Client(headers={"host": "vungxanh.example.vn"})
client.get(path, secure=True)
client.post(path, {"password1": password, "password2": password}, secure=True)
client.post(reverse("account_login"), {"login": "quan.tri", "password": password}, secure=True)
page = reverse("org:administration")
before = client.get(page, secure=True, follow=True)
client.post(reverse("account_reauthenticate"), {"password": password}, secure=True)
client.get(reverse("mfa_activate_totp"), secure=True)
client.post(reverse("mfa_activate_totp"), {"code": totp(client.session["mfa.totp.secret"])}, secure=True)
after = client.get(page, secure=True)
asked_first = before.redirect_chain[-1][0] if before.redirect_chain else "-"
print(asked_first, after.status_code, reverse("org:import") in after.text)
"""

DECISIONS = """
from vungxanh.cli import start
start()
from vungxanh.apps.cases.models import Policy
print(*Policy.objects.values_list("decision", flat=True))
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a deployment that nobody has touched; on PostgreSQL with a database of its own."""
    url = os.environ.get("VUNGXANH_TEST_DATABASE_URL", "")
    if not url:
        yield environment(tmp_path)
        return
    import psycopg

    name = f"first_province_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield environment(tmp_path, VUNGXANH_DATABASE_URL=urlsplit(url)._replace(path=f"/{name}").geturl())
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _run(env: dict[str, str], *command: str, fails: bool = False) -> str:
    done = subprocess.run(command, env=env, cwd=GUIDE.parents[2], capture_output=True, text=True, check=False)
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout


def _administration(env: dict[str, str]) -> dict[str, str]:
    findings = json.loads(_run(env, PROGRAM, "doctor", "--json", fails=True))
    return next(finding for finding in findings if finding["name"] == "Quản trị")


def test_a_new_province_is_administered_after_the_commands_of_the_guide(empty: dict[str, str]) -> None:
    steps = (
        ("migrate",),
        ("calendar", "seed"),
        ("org", "import", UNITS),
        ("org", "groups"),
        ("accounts", "create", "quan.tri", "--name", "Quản Trị Tỉnh"),
        ("org", "appoint", "quan.tri", "49", "administrator", "--title", "Quản trị tỉnh"),
    )
    guide = re.sub(r"\s+", " ", GUIDE.read_text("utf-8"))
    places = [guide.index(f"`vungxanh {' '.join(step[:2])}") for step in steps]
    assert places == sorted(places), "the guide names the commands in this order"
    *_earlier, link = [_run(empty, PROGRAM, *step) for step in steps[:-1]]
    assert "vungxanh org appoint TÊN 49 administrator" in _administration(empty)["cure"]
    assert "Quản trị tỉnh, Tỉnh Quảng Nam" in _run(empty, PROGRAM, *steps[-1])
    assert _administration(empty)["verdict"] == "ok"
    _run(empty, sys.executable, "-m", "vungxanh.cli.prepare")
    said = _run(empty, sys.executable, "-c", SIGN_IN, urlsplit(link.strip()).path).split()
    assert said[1:] == ["200", "True"]
    assert said[0].endswith("/hai-lop/"), "production asks for the second factor first"
    assert "879/QĐ-BYT" in _run(empty, sys.executable, "-c", DECISIONS), "case work has rules to go by"
