"""Settings: secrets are never repeated, libpq options are kept, and what is made once is the same for all."""

import json
import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from secrets import token_hex

import pytest

from vungxanh.kit.sealing import written
from vungxanh.project import env
from vungxanh.project.env import Env, WrongSettings, postgresql


def test_options_of_the_address_reach_the_driver() -> None:
    made = postgresql("postgresql://u:p%40@h:5433/d?sslmode=verify-full&application_name=vx", pool_size=3)
    options = made["OPTIONS"]
    assert isinstance(options, dict)
    assert options["sslmode"] == "verify-full"
    assert options["application_name"] == "vx"
    assert (made["PASSWORD"], made["PORT"]) == ("p@", "5433")


@pytest.mark.parametrize("url", ["mysql://u:bimat@h/d", "postgresql://u:bimat@h:nan/d", "postgresql://u:bimat@h"])
def test_a_wrong_address_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    env.read.cache_clear()
    with pytest.raises(WrongSettings, match="VUNGXANH_DATABASE_URL") as told:
        env.read()
    assert "bimat" not in str(told.value)
    monkeypatch.undo()
    env.read.cache_clear()


def test_processes_that_start_at_once_agree_on_the_development_key(tmp_path: Path) -> None:
    code = "from vungxanh.project.env import Env; print(Env().signing_key())"
    environment = os.environ | {"VUNGXANH_VAR_DIR": str(tmp_path / "var"), "VUNGXANH_ENV": "dev"}
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({each.communicate()[0] for each in started}) == 1
    assert (tmp_path / "var" / "development.key").stat().st_mode & 0o077 == 0
    assert len(list((tmp_path / "var").iterdir())) == 1


@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_folder_or_address_is_one_that_was_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("VUNGXANH_VAR_DIR", "VUNGXANH_PUBLIC_URL"):
        monkeypatch.setenv(name, blank)
    given = Env()
    given.signing_key()
    assert (given.public_url, given.var_dir) == ("http://127.0.0.1:8000", Path("var"))
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_the_offset_of_the_demonstration_never_moves(tmp_path: Path) -> None:
    first = Env(var_dir=tmp_path).demonstration_offset()
    assert Env(var_dir=tmp_path).demonstration_offset() == first


PRODUCTION = {
    "VUNGXANH_ENV": "prod",
    "VUNGXANH_SECRET_KEY": "Hoa-sen-nở-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijk",
    "VUNGXANH_PUBLIC_URL": "https://a.gov.vn",
    "VUNGXANH_ALLOWED_HOSTS": '["a.gov.vn"]',
    "VUNGXANH_DATA_KEYS": written.fresh("k1"),
    "VUNGXANH_DIGEST_KEY": "Sông-Thu-Bồn-9876543210-zyxwvutsrqponmlkjihgfedcba-HỘI-AN",
}


def refusal(monkeypatch: pytest.MonkeyPatch, **changes: str) -> str:
    """What a production start says to these settings; empty when it starts."""
    for name, value in (PRODUCTION | changes).items():
        monkeypatch.setenv(name, value)
    env.read.cache_clear()
    try:
        env.read()
    except WrongSettings as wrong:
        return str(wrong)
    finally:
        monkeypatch.undo()
        env.read.cache_clear()
    return ""


@pytest.mark.parametrize("given", ["", "k1:bimat", "bimat", "made in development"])
def test_production_demands_its_own_key_of_personal_data(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert refusal(monkeypatch) == ""
    key = written.fresh("development") if given == "made in development" else given
    told = refusal(monkeypatch, VUNGXANH_DATA_KEYS=key)
    assert "VUNGXANH_DATA_KEYS" in told
    assert "bimat" not in told


@pytest.mark.parametrize("key", ["x" * 60, "ab" * 30, "abcdefghijklmno" * 4, "ngắn"])
def test_production_refuses_a_signing_key_that_can_be_guessed(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    assert "VUNGXANH_SECRET_KEY" in refusal(monkeypatch, VUNGXANH_SECRET_KEY=key)
    assert refusal(monkeypatch, VUNGXANH_SECRET_KEY=token_hex(32)) == ""


@pytest.mark.parametrize("key", ["", "x" * 60, "ngắn", PRODUCTION["VUNGXANH_SECRET_KEY"]])
def test_production_demands_a_key_of_digests_of_its_own(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    assert "VUNGXANH_DIGEST_KEY" in refusal(monkeypatch, VUNGXANH_DIGEST_KEY=key)
    assert refusal(monkeypatch, VUNGXANH_DIGEST_KEY=token_hex(32)) == ""


@pytest.mark.parametrize("key", [bytes(32), b"k" * 32, bytes(range(16)) * 2])
def test_production_refuses_a_data_key_that_can_be_guessed(monkeypatch: pytest.MonkeyPatch, key: bytes) -> None:
    given = f"{written.fresh('k2')},k1:{urlsafe_b64encode(key).decode()}"
    assert "VUNGXANH_DATA_KEYS" in refusal(monkeypatch, VUNGXANH_DATA_KEYS=given)


@pytest.mark.parametrize("host", [".", ".com", ".gov.vn", "*", "*.gov.vn", "", "vungxanh", "a..vn", "a.gov.vn/x"])
def test_production_names_each_host_in_full(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert refusal(monkeypatch, VUNGXANH_ALLOWED_HOSTS='["a.gov.vn", "localhost", "10.0.0.7"]') == ""
    assert "VUNGXANH_ALLOWED_HOSTS" in refusal(monkeypatch, VUNGXANH_ALLOWED_HOSTS=json.dumps([host, "a.gov.vn"]))


@pytest.mark.parametrize("environment", ["", "dev", "test"])
def test_the_settings_of_production_run_in_no_other_environment(tmp_path: Path, environment: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VUNGXANH_", "DJANGO_"))}
    asked = {"DJANGO_SETTINGS_MODULE": "vungxanh.project.settings.prod", "VUNGXANH_VAR_DIR": str(tmp_path / "var")}
    named = {"VUNGXANH_ENV": environment} if environment else {}
    code = "import django; django.setup()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | asked | named,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert "VUNGXANH_ENV" in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("given", ['{"notice": 30}', '{"notices": 1}', '{"audit": 30}', '{"uploads": 60}'])
def test_a_time_of_keeping_that_no_rule_has_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert refusal(monkeypatch, VUNGXANH_KEEP_DAYS='{"notices": 60}') == ""
    assert "VUNGXANH_KEEP_DAYS" in refusal(monkeypatch, VUNGXANH_KEEP_DAYS=given)


def test_the_development_key_of_personal_data_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = Env(var_dir=tmp_path).sealing_keys()
    assert Env(var_dir=tmp_path).sealing_keys() == first
    assert (tmp_path / "development-data.key").stat().st_mode & 0o077 == 0
