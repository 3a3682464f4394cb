"""`vungxanh doctor`: what it warns of."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.db import connection

from tests.factories.accounts import a_user
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import UnitPeriod
from vungxanh.cli import doctor, starting
from vungxanh.cli.audit import audit
from vungxanh.core.records.worktime import DayKind
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import guard
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.calendar.actions import NamedDay, confirm_year
from vungxanh.kit.calendar.queries import estimated_years
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.models import Delivery, DeliveryState, Notice
from vungxanh.kit.tasks.models import WorkerBeat

pytestmark = pytest.mark.django_db


def test_a_year_ahead_that_is_only_estimated_is_a_warning_until_confirmed() -> None:
    seeded_calendar()
    year = estimated_years(datetime.max.replace(tzinfo=UTC))[0]
    at = datetime(year - 1, 3, 1, tzinfo=UTC)
    assert doctor.working_days(at).verdict == "warn"
    new_year = NamedDay(datetime(year, 1, 1, tzinfo=UTC).date(), DayKind.HOLIDAY, "Tết Dương lịch")
    confirm_year(year, [new_year], source="TB 1", by=SystemActor("test"), at=at)
    assert doctor.working_days(at).verdict == "ok"


def test_notices_that_did_not_arrive_are_a_warning() -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    assert doctor.notices(at).verdict == "ok"
    notify([a_user().pk], kind="test", subject="Nhắc việc", body="", url="/", at=at, key="doctor:1")
    notice = Notice.objects.get()
    Delivery.objects.create(user=notice.user, notice=notice, sender="x", state=DeliveryState.FAILED, next_at=at)
    assert doctor.notices(at).verdict == "warn"


def test_https_without_a_trusted_proxy_is_a_warning_in_production(settings: LazySettings) -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    settings.SECURE_SSL_REDIRECT, settings.PUBLIC_URL, settings.TRUSTED_PROXIES = True, "https://a.gov.vn", 0
    assert doctor.proxies(at).verdict == "warn"
    settings.TRUSTED_PROXIES = 1
    assert doctor.proxies(at).verdict == "ok"


def test_a_worker_that_is_only_starting_is_no_failure(settings: LazySettings, tmp_path: Path) -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    settings.FILES_DIR = tmp_path / "files"
    assert doctor.worker(at).verdict == "fail"
    with starting.noted(tmp_path):
        assert "đang khởi động" in doctor.worker(at).found
        assert doctor.worker(at).verdict == "warn"
        os.utime(tmp_path / "run.pid", (1, 1))
        assert doctor.worker(at).verdict == "fail"
    assert doctor.worker(at).found == "không có tiến trình nào chạy"


def test_the_note_of_a_dead_process_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "run.pid").write_text("999999999")
    assert starting.running_for(tmp_path) is None


def test_a_worker_is_told_with_the_age_of_its_beat() -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    now = clock.machine_now()
    beat = WorkerBeat.objects.create(name="w", host="may-1", pid=7, threads=1, started_at=now, beat_at=now)
    assert (doctor.worker(at).verdict, "nhịp gần nhất" in doctor.worker(at).found) == ("ok", True)
    WorkerBeat.objects.filter(pk=beat.pk).update(beat_at=now - timedelta(minutes=5))
    assert doctor.worker(at).verdict == "fail"
    assert "im lặng 30" in doctor.worker(at).found


def test_a_missing_trigger_of_the_audit_log_is_a_failure_until_it_is_put_back() -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    guard.arm(connection)
    assert doctor.audit_guard(at).verdict == "ok"
    with connection.cursor() as cursor:
        on = " ON audit_head" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_head_only_grows{on}")
    found = doctor.audit_guard(at)
    assert (found.verdict, "audit_head_only_grows" in found.found) == ("fail", True)
    assert doctor.audit_guard in doctor.CHECKS
    assert "vungxanh audit guard" in found.cure
    assert "audit_head_only_grows" in CliRunner().invoke(audit, ["guard"]).output
    assert doctor.audit_guard(at).verdict == "ok"
    assert Entry.objects.get().verb == "audit.guard"


def test_only_an_administrator_of_the_province_today_satisfies_the_doctor() -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    assert doctor.people(at).cure == "vungxanh org import TỆP.csv"
    small = a_small_province()
    an_officer(Role.ADMINISTRATOR, small.districts[0])
    an_officer(Role.ADMINISTRATOR, small.province, starts_on=date(2020, 9, 1))
    an_officer(Role.ADMINISTRATOR, small.province, ends_on=date(2020, 7, 1))
    found = doctor.people(at)
    assert (found.verdict, "vungxanh org appoint TÊN 49 administrator" in found.cure) == ("fail", True)
    an_officer(Role.ADMINISTRATOR, small.province)
    assert doctor.people(at).verdict == "ok"


def test_units_that_stand_below_each_other_are_a_failure_that_names_them() -> None:
    at = datetime(2020, 7, 28, tzinfo=UTC)
    small = a_small_province()
    assert doctor.directory(at).verdict == "ok"
    first, second = small.districts
    UnitPeriod.objects.filter(unit=first).update(parent=second)
    UnitPeriod.objects.filter(unit=second).update(parent=first)
    found = doctor.directory(at)
    assert found.verdict == "fail"
    assert {name in found.found for name in (first.name, second.name)} == {True}
    assert doctor.directory in doctor.CHECKS
