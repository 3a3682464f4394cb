"""`vungxanh audit`."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.factories.org import a_unit
from vungxanh.cli.audit import audit as command
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import guard

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 8, 4, tzinfo=UTC)


def write(count: int) -> None:
    for _ in range(count):
        audit.record("thử.ghi", by=SystemActor("thử"), on=None, at=AT)


def tamper(*statements: str) -> None:
    guard.disarm(connection)
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


@pytest.fixture(autouse=True)
def guarded() -> None:
    guard.arm(connection)


def test_a_sound_chain_exits_0_with_its_head() -> None:
    write(3)
    head = CliRunner().invoke(command, ["head"]).output.strip()
    done = CliRunner().invoke(command, ["verify", "--head", head])
    assert done.exit_code == 0
    assert f"3 dòng, đầu chuỗi {head}" in done.output


def test_a_removed_last_entry_exits_1_and_is_named() -> None:
    write(3)
    tamper("DELETE FROM audit_entry WHERE seq = 3")
    done = CliRunner().invoke(command, ["verify", "--json"])
    report = json.loads(done.output)
    assert done.exit_code == 1
    assert not report["ok"]
    assert [(breach["seq"], breach["kind"]) for breach in report["breaches"]] == [(3, "removed"), (None, "unguarded")]


def test_a_changed_entry_is_named_in_words() -> None:
    write(3)
    tamper("UPDATE audit_entry SET actor_name = 'Người khác' WHERE seq = 2")
    done = CliRunner().invoke(command, ["verify"])
    assert done.exit_code == 1
    assert "✗ dòng 2 đã bị sửa" in done.output
    assert "các trigger đã mất" in done.output


def test_a_log_that_was_emptied_with_its_head_exits_1() -> None:
    a_unit()
    write(3)
    tamper("DELETE FROM audit_entry", "DELETE FROM audit_head")
    assert CliRunner().invoke(command, ["guard"]).exit_code == 0
    done = CliRunner().invoke(command, ["verify"])
    assert done.exit_code == 1
    assert "✗ nhật ký trống" in done.output
    assert "✓" not in done.output


def test_a_log_without_its_triggers_exits_1_though_the_chain_is_whole() -> None:
    write(3)
    guard.disarm(connection)
    done = CliRunner().invoke(command, ["verify"])
    assert done.exit_code == 1
    assert "các trigger đã mất (audit_entry_no_" in done.output
    guard.arm(connection)
    assert CliRunner().invoke(command, ["verify"]).exit_code == 0


def test_an_empty_log_of_a_database_without_anything_is_sound() -> None:
    done = CliRunner().invoke(command, ["verify"])
    assert (done.exit_code, done.output.startswith("✓ 0 dòng")) == (0, True)


def test_the_check_speaks_vietnamese_unless_english_is_asked_for() -> None:
    write(1)
    assert "1 dòng" in CliRunner().invoke(command, ["verify"]).output
    assert CliRunner().invoke(command, ["verify", "--lang", "en"]).exit_code == 0
    assert CliRunner().invoke(command, ["verify", "--lang", "fr"]).exit_code == 2


@pytest.mark.parametrize("noted", ["3", "x:y", "3:abc"])
def test_a_noted_head_that_is_none_is_refused(noted: str) -> None:
    assert CliRunner().invoke(command, ["verify", "--head", noted]).exit_code == 2
