"""Settings: secrets are never repeated, libpq options are kept, and what is made once is the same for all."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_the_offset_of_the_demonstration_never_moves(tmp_path: Path) -> None:
    first = Env(var_dir=tmp_path).demonstration_offset()
    assert Env(var_dir=tmp_path).demonstration_offset() == first


PRODUCTION = {
    "VUNGXANH_ENV": "prod",
    "VUNGXANH_SECRET_KEY": "s" * 60,
    "VUNGXANH_PUBLIC_URL": "https://a.gov.vn",
    "VUNGXANH_ALLOWED_HOSTS": '["a.gov.vn"]',
    "VUNGXANH_DATA_KEYS": written.fresh("k1"),
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


@pytest.mark.parametrize("given", ['{"notice": 30}', '{"notices": 1}', '{"audit": 30}'])
def test_a_time_of_keeping_that_no_rule_has_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert refusal(monkeypatch, VUNGXANH_KEEP_DAYS='{"notices": 60}') == ""
    assert "VUNGXANH_KEEP_DAYS" in refusal(monkeypatch, VUNGXANH_KEEP_DAYS=given)


def test_the_development_key_of_personal_data_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = Env(var_dir=tmp_path).sealing_keys()
    assert Env(var_dir=tmp_path).sealing_keys() == first
    assert (tmp_path / "development-data.key").stat().st_mode & 0o077 == 0
