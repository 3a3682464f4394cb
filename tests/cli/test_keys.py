"""`vungxanh keys`."""

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from tests.factories.accounts import a_user
from vungxanh.apps.accounts.models import User
from vungxanh.cli import doctor
from vungxanh.cli.accounts import accounts
from vungxanh.cli.keys import keys as command
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.sealing import written

pytestmark = pytest.mark.django_db
FIRST, SECOND = written.fresh("k1"), written.fresh("k2")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, list(arguments))
    return done.exit_code, done.output


def test_a_new_key_is_printed_ready_for_the_setting() -> None:
    code, text = run("new", "k7")
    assert code == 0
    assert list(written.parse(text.strip())) == ["k7"]
    assert run("new", "K 7")[0] == 1


def test_a_change_of_keys_from_the_first_to_the_second(settings: LazySettings) -> None:
    settings.DATA_KEYS = FIRST
    a_user(email="hanh@dailoc.gov.vn", phone="0905123456")
    assert doctor.personal_data(clock.now()).verdict == "ok"
    settings.DATA_KEYS = f"{SECOND},{FIRST}"
    assert doctor.personal_data(clock.now()).verdict == "warn"
    assert run("show")[1].splitlines() == ["k2\t0\tđang dùng", "k1\t2\tkhóa cũ"]
    code, text = run("rotate")
    assert code == 0
    assert "2 giá trị" in text
    told = [entry.details for entry in Entry.objects.filter(verb="keys.rotate").order_by("seq")]
    assert told == [
        {"key": "k2", "place": f"accounts_user.{name}", "values": 1, "given_up": 0} for name in ("email", "phone")
    ]
    settings.DATA_KEYS = SECOND
    assert doctor.personal_data(clock.now()).verdict == "ok"
    assert run("rotate")[0] == 0
    assert Entry.objects.filter(verb="keys.rotate").count() == 2


def test_a_lost_key_is_named_and_its_values_given_up_only_on_demand(settings: LazySettings) -> None:
    settings.DATA_KEYS = FIRST
    a_user(phone="0905123456")
    settings.DATA_KEYS = SECOND
    assert doctor.personal_data(clock.now()).verdict == "fail"
    row = User.objects.get()
    assert "k1\t1\tTHIẾU" in run("show")[1]
    assert f"accounts_user.phone id={row.pk}" in run("show")[1]
    for asked in (["list"], ["reset-link", row.username]):
        assert CliRunner().invoke(accounts, asked).exit_code == 0, asked
    code, text = run("rotate")
    assert code == 1
    assert f"accounts_user.phone id={row.pk}" in text
    assert "k1" in text
    assert run("rotate", "--forget-unreadable")[0] == 0
    assert doctor.personal_data(clock.now()).verdict == "ok"


def test_no_command_prints_a_held_key(settings: LazySettings) -> None:
    settings.DATA_KEYS = FIRST
    secret = FIRST.partition(":")[2]
    assert all(secret not in run(name)[1] for name in ("show", "rotate"))
