"""`vungxanh retention`, and what the doctor says of it."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.factories.accounts import a_user
from vungxanh.cli import doctor
from vungxanh.cli.retention import retention as command
from vungxanh.core.records.retention import RULES
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def an_old_notice(days: int = 400) -> None:
    at = clock.now() - timedelta(days=days)
    notify([a_user().pk], kind="test", subject="Nhắc việc", body="", url="/", at=at, key=f"cu-{days}")


def test_a_dry_run_names_every_rule_and_deletes_nothing() -> None:
    an_old_notice()
    rows = {row["rule"]: row for row in json.loads(run("--dry-run", "--json"))}
    assert list(rows) == [rule.name for rule in RULES]
    assert (rows["notices"]["expired"], rows["notices"]["days"]) == (1, 365)
    assert "notices" in run("--dry-run")
    assert Notice.objects.count() == 1
    assert not Entry.objects.exists()


def test_a_run_deletes_what_the_dry_run_counted() -> None:
    an_old_notice()
    assert json.loads(run("--json")) == {"notices": 1}
    assert "0 dòng" in run()
    assert not Notice.objects.exists()


def test_the_doctor_warns_only_of_what_two_nights_have_missed() -> None:
    an_old_notice(366)
    assert doctor.retention(clock.now()).verdict == "ok"
    an_old_notice(368)
    assert doctor.retention(clock.now()).verdict == "warn"
