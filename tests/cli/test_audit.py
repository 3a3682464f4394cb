"""`vungxanh audit`."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection

from vungxanh.cli.audit import audit as command
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import guard

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 8, 4, tzinfo=UTC)


def write(count: int) -> None:
    for _ in range(count):
        audit.record("thử.ghi", by=SystemActor("thử"), on=None, at=AT)


def tamper(sql: str) -> None:
    guard.disarm(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)


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
    assert [breach["seq"] for breach in report["breaches"]] == [3]


def test_a_changed_entry_is_named_in_words() -> None:
    write(3)
    tamper("UPDATE audit_entry SET actor_name = 'Người khác' WHERE seq = 2")
    done = CliRunner().invoke(command, ["verify"])
    assert done.exit_code == 1
    assert "✗ dòng 2 đã bị sửa" in done.output
    assert "các trigger đã mất" in done.output


def test_the_check_speaks_vietnamese_unless_english_is_asked_for() -> None:
    write(1)
    assert "1 dòng" in CliRunner().invoke(command, ["verify"]).output
    assert CliRunner().invoke(command, ["verify", "--lang", "en"]).exit_code == 0
    assert CliRunner().invoke(command, ["verify", "--lang", "fr"]).exit_code == 2


@pytest.mark.parametrize("noted", ["3", "x:y", "3:abc"])
def test_a_noted_head_that_is_none_is_refused(noted: str) -> None:
    assert CliRunner().invoke(command, ["verify", "--head", noted]).exit_code == 2
