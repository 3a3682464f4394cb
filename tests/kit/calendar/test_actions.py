"""The working-day table is versioned: nothing already counted changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.calendar import seeded_calendar
from vungxanh.core.records.worktime import VIETNAM, DayKind, OutsideCalendar
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.calendar.actions import NamedDay, close_day, confirm_year, seed_calendar
from vungxanh.kit.calendar.models import CalendarVersion
from vungxanh.kit.calendar.queries import CalendarMissing, days_of, estimated_years, version_at, work_calendar
from vungxanh.kit.problems import Conflict, Invalid

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
STORM_AT = datetime(2020, 10, 27, 9, tzinfo=VIETNAM)


def received() -> datetime:
    return datetime(2020, 10, 26, 9, tzinfo=VIETNAM)


def test_the_seeded_calendar_counts_over_tet() -> None:
    seeded_calendar()
    due = work_calendar(received()).add(datetime(2020, 1, 20, 10, 15, tzinfo=VIETNAM), days=5)
    assert due == datetime(2020, 2, 3, 10, 15, tzinfo=VIETNAM)
    assert work_calendar(received()).is_working_day(date(2024, 5, 4))


def test_seeding_twice_makes_one_version() -> None:
    assert seeded_calendar() == seeded_calendar()
    assert CalendarVersion.objects.count() == 1
    assert Entry.objects.filter(verb="calendar.seed").count() == 1


def test_a_storm_moves_what_is_counted_after_it_and_not_before() -> None:
    seeded_calendar()
    close_day(date(2020, 10, 28), name="Bão số 9", source="CĐ 1470/CĐ-TTg", by=BY, at=STORM_AT)
    before, after = work_calendar(STORM_AT - timedelta(hours=1)), work_calendar(STORM_AT)
    assert before.add(received(), days=5).date() == date(2020, 11, 2)
    assert after.add(received(), days=5).date() == date(2020, 11, 3)


def test_a_unit_closed_by_itself_closes_no_other() -> None:
    seeded_calendar()
    close_day(date(2020, 7, 28), name="Phong tỏa", source="QĐ 1", by=BY, at=received(), unit_code="20551")
    assert work_calendar(received()).is_working_day(date(2020, 7, 28))
    assert not work_calendar(received(), "20551").is_working_day(date(2020, 7, 28))


def test_a_confirmed_year_replaces_the_estimate_and_later_seeding_keeps_it() -> None:
    seeded_calendar(2019, 2027)
    at = datetime(2026, 12, 1, tzinfo=UTC)
    assert estimated_years(at) == [2026, 2027]
    days = [NamedDay(date(2027, 2, 5), DayKind.HOLIDAY, "Tết Nguyên Đán")]
    confirm_year(2027, days, source="TB 1/TB-BNV", by=BY, at=at)
    assert estimated_years(at) == [2026]
    version = seed_calendar(range(2019, 2030), by=BY, at=at + timedelta(days=1))
    assert [(row.day, row.name) for row in days_of(version, [2027])] == [(date(2027, 2, 5), "Tết Nguyên Đán")]
    assert (version.first_year, version.last_year) == (2019, 2029)


def test_a_year_is_confirmed_only_with_its_own_days_and_a_source() -> None:
    seeded_calendar()
    stray = [NamedDay(date(2028, 1, 1), DayKind.HOLIDAY, "x")]
    with pytest.raises(Invalid):
        confirm_year(2027, stray, source="QĐ", by=BY, at=received())
    with pytest.raises(Invalid):
        confirm_year(2027, [], source=" ", by=BY, at=received())
    with pytest.raises(Conflict):
        confirm_year(2050, [], source="QĐ", by=BY, at=received())


@pytest.mark.parametrize("kinds", [[], [DayKind.CLOSURE], [DayKind.MAKE_UP]])
def test_a_year_without_any_holiday_is_not_confirmed(kinds: list[DayKind]) -> None:
    seeded_calendar()
    days = [NamedDay(date(2020, 2, 1), kind, "x") for kind in kinds]
    with pytest.raises(Invalid, match="ít nhất một ngày nghỉ lễ"):
        confirm_year(2020, days, source="QĐ", by=BY, at=received())
    assert CalendarVersion.objects.count() == 1


def test_a_date_before_the_first_version_uses_the_first() -> None:
    version = seeded_calendar()
    assert version_at(datetime(2000, 1, 1, tzinfo=UTC)) == version


def test_without_a_table_a_sentence_says_what_to_run() -> None:
    with pytest.raises(CalendarMissing, match="vungxanh calendar seed"):
        work_calendar(received())


def test_outside_its_years_the_calendar_refuses() -> None:
    seeded_calendar(2019, 2021)
    with pytest.raises(OutsideCalendar):
        work_calendar(received()).is_working_day(date(2022, 1, 3))


def test_the_calendar_is_built_once_a_version(django_assert_num_queries: object) -> None:
    seeded_calendar()
    assert work_calendar(received()) is work_calendar(received() + timedelta(hours=1))
