"""The figures of a directive are what one gets by counting row by row."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from tests.apps.insight.making import NOW, TEXTS, spread
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, a_unit, an_officer
from tests.factories.work import ISSUED_AT, an_assignment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.insight.queries.course import MOST_DAYS, course, working_days
from vungxanh.apps.insight.queries.figures import figures, fingerprint
from vungxanh.apps.insight.queries.late import late_items
from vungxanh.apps.insight.queries.scope import issued, scope_for
from vungxanh.apps.insight.queries.tallies import Tally
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import NotFound

pytestmark = pytest.mark.django_db


def a_leader(unit: Unit) -> Officer:
    """The head of the unit."""
    return an_officer(Role.LEADER, unit)


def a_case() -> tuple[Officer, int]:
    """A small province at work, with every odd row there is; its leader and the directive."""
    seeded_calendar()
    small = a_small_province()
    post = a_unit("Chốt kiểm soát (mẫu)", level=Level.SERVICE, parent=small.districts[0], sector="y tế")
    units = [*small.departments, *small.districts, *small.communes, post]
    directive = spread(units, small.province, seed=7)
    task = directive.tasks.get(position=1)
    last = directive.tasks.get(position=len(TEXTS))
    extra = a_unit("Xã Thêm", parent=small.districts[0])
    an_assignment(extra, task=task, state=State.TRANSFERRED)
    an_assignment(extra, task=last, role=TaskRole.INFORM)
    an_assignment(extra, task=directive.tasks.get(position=2), state=State.CLOSED, due_at=ISSUED_AT)
    an_assignment(extra, task=directive.tasks.get(position=3), state=State.REPORTED)
    an_assignment(extra, task=directive.tasks.get(position=4), state=State.DOING, due_at=NOW - timedelta(minutes=1))
    return a_leader(small.province), directive.pk


def counted_by_hand(rows: Iterable[Assignment], at: datetime) -> Counter[str]:
    """Every figure, one row at a time."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.state == State.TRANSFERRED or row.role == TaskRole.INFORM:
            continue
        found["total"] += 1
        found[row.state] += 1
        done = row.state in (State.REPORTED, State.ACCEPTED)
        if done and row.reported_at is not None:
            found["on_time" if row.due_at is None or row.reported_at <= row.due_at else "late_done"] += 1
        if row.state in (State.NOT_STARTED, State.DOING) and row.due_at is not None and row.due_at < at:
            found["late_open"] += 1
            found["late_idle"] += row.state == State.NOT_STARTED
    return found


def same(tally: Tally, rows: Iterable[Assignment]) -> bool:
    """Whether a tally is what hand counting gives."""
    hand = counted_by_hand(rows, NOW)
    names = ("total", "not_started", "doing", "reported", "accepted", "closed", "late_open", "on_time", "late_done")
    return {name: getattr(tally.counts, name) for name in names} | {"late_idle": tally.late_idle} == {
        name: hand[name] for name in (*names, "late_idle")
    }


def test_every_figure_equals_counting_row_by_row() -> None:
    leader, pk = a_case()
    found = figures(scope_for(leader, pk, at=NOW))
    rows = list(Assignment.objects.select_related("unit").filter(directive=pk))
    assert min(found.total.counts.late_open, found.total.counts.late_done, found.total.counts.closed) > 0
    assert same(found.total, rows)
    for line in found.units:
        assert same(line.tally, [row for row in rows if row.unit_id == line.unit.pk]), line.unit
    for line in found.tasks:
        assert same(line.tally, [row for row in rows if row.task_id == line.task.pk]), line.task
    for level, tally in found.levels.items():
        # The post is the district's: its work counts there.
        grouped = {Level.SERVICE: Level.DISTRICT}
        assert same(tally, [row for row in rows if grouped.get(Level(row.unit.level), row.unit.level) == level]), level
    assert Level.SERVICE not in found.levels
    assert len(found.districts) == 2
    for line in found.districts:
        assert same(line.tally, [row for row in rows if row.unit.path.startswith(line.unit.path)]), line.unit
    for sector, tally in found.sectors.items():
        local = {Level.DISTRICT, Level.COMMUNE, Level.PROVINCE}
        assert same(tally, [r for r in rows if r.unit.sector == sector and r.unit.level not in local]), sector


def test_the_parts_of_a_bar_add_up_to_the_base() -> None:
    leader, pk = a_case()
    found = figures(scope_for(leader, pk, at=NOW))
    for tally in (found.total, *(line.tally for line in found.units), *(line.tally for line in found.districts)):
        assert sum(tally.segments.values()) == tally.base
        assert min(tally.segments.values()) >= 0


def test_a_district_sees_itself_and_its_communes_only() -> None:
    leader, pk = a_case()
    district = Unit.objects.get(code="506")
    own = figures(scope_for(a_leader(district), pk, at=NOW))
    assert {line.unit.path.startswith(district.path) for line in own.units} == {True}
    assert own.sectors.keys() == {"y tế"}
    seen_from_above = figures(scope_for(leader, pk, at=NOW, unit_code="506"))
    assert own.total == seen_from_above.total
    (line,) = [line for line in figures(scope_for(leader, pk, at=NOW)).districts if line.unit == district]
    assert line.tally == own.total


def test_a_commune_sees_its_own_work_and_not_its_neighbours() -> None:
    _leader, pk = a_case()
    commune = a_leader(Unit.objects.get(code="20500"))
    assert [line.unit.code for line in figures(scope_for(commune, pk, at=NOW)).units] == ["20500"]
    for code in ("20503", "506", "49", "nowhere"):
        with pytest.raises(NotFound):
            scope_for(commune, pk, at=NOW, unit_code=code)


def test_who_has_no_part_in_a_directive_is_not_told_of_it() -> None:
    _leader, pk = a_case()
    stranger = a_leader(a_unit("Huyện Khác", level=Level.DISTRICT))
    assert not issued(stranger).exists()
    with pytest.raises(NotFound):
        scope_for(stranger, pk, at=NOW)


def test_the_course_ends_at_the_figures_and_never_falls() -> None:
    leader, pk = a_case()
    scope = scope_for(leader, pk, at=NOW)
    went, total = course(scope), figures(scope).total
    assert went.days[0] == date(2020, 7, 28)
    assert went.days[-1] == day_of(NOW)
    assert (went.assigned[-1], went.reported[-1], went.accepted[-1]) == (
        total.base,
        total.done,
        total.counts.accepted,
    )
    for line in (went.assigned, went.reported, went.accepted):
        assert list(line) == sorted(line)
    for day, reported in zip(went.days, went.reported, strict=True):
        rows = Assignment.objects.filter(directive=pk, state__in=[State.REPORTED, State.ACCEPTED])
        assert reported == sum(day_of(row.reported_at) <= day for row in rows if row.reported_at), day


def test_a_report_belongs_to_the_day_of_viet_nam_it_came_on() -> None:
    leader, pk = a_case()
    done = Assignment.objects.filter(directive=pk, state__in=[State.REPORTED, State.ACCEPTED])
    for moment, day in (("2020-08-03T16:59:59.999999Z", date(2020, 8, 3)), ("2020-08-03T17:00:00Z", date(2020, 8, 4))):
        done.update(reported_at=datetime.fromisoformat(moment))
        went = course(scope_for(leader, pk, at=NOW))
        assert next(d for d, n in zip(went.days, went.reported, strict=True) if n) == day


def test_the_course_skips_weekends_but_not_today() -> None:
    seeded_calendar()
    days = working_days(date(2020, 7, 31), date(2020, 8, 8), work_calendar(NOW))
    assert days == [date(2020, 7, 31), *(date(2020, 8, n) for n in (3, 4, 5, 6, 7)), date(2020, 8, 8)]
    assert working_days(date(2020, 7, 31), date(2020, 7, 31), work_calendar(NOW)) == [date(2020, 7, 31)]


def test_a_long_course_is_thinned_and_still_ends_today() -> None:
    leader, pk = a_case()
    went = course(scope_for(leader, pk, at=NOW + timedelta(days=400)))
    assert len(went.days) <= MOST_DAYS
    assert went.days[-1] == day_of(NOW + timedelta(days=400))
    assert went.working_days > 250


def test_the_late_list_has_the_longest_overdue_first() -> None:
    leader, pk = a_case()
    scope = scope_for(leader, pk, at=NOW)
    items = late_items(scope, limit=500).items
    assert len(items) == figures(scope).total.counts.late_open
    assert [item.assignment.sort_due_at for item in items] == sorted(item.assignment.sort_due_at for item in items)
    assert all(item.days is not None and item.days < 0 for item in items)
    assert len(late_items(scope, limit=2).items) == 2


def test_of_equally_late_work_the_earlier_task_stands_first_and_the_rest_is_counted() -> None:
    leader, pk = a_case()
    late = Assignment.objects.filter(directive=pk, state__in=[State.NOT_STARTED, State.DOING])
    late.update(due_at=ISSUED_AT + timedelta(days=1), sort_due_at=ISSUED_AT + timedelta(days=1))
    whole = late_items(scope_for(leader, pk, at=NOW), limit=500)
    places = [(item.assignment.task.position, item.assignment.unit.path) for item in whole.items]
    assert places == sorted(places)
    assert whole.others == 0
    cut = late_items(scope_for(leader, pk, at=NOW), limit=3)
    assert [item.assignment.pk for item in cut.items] == [item.assignment.pk for item in whole.items[:3]]
    assert cut.others == len(whole.items) - 3 > 0


def test_nothing_late_leaves_nothing_over() -> None:
    leader, pk = a_case()
    found = late_items(scope_for(leader, pk, at=ISSUED_AT - timedelta(days=30)))
    assert (found.items, found.others) == ([], 0)


def test_the_fingerprint_changes_with_a_row_and_with_the_passing_of_a_deadline() -> None:
    leader, pk = a_case()
    before = fingerprint(scope_for(leader, pk, at=NOW))
    assert fingerprint(scope_for(leader, pk, at=NOW)) == before
    assert fingerprint(scope_for(leader, pk, at=NOW + timedelta(days=30))) != before
    Assignment.objects.filter(directive=pk, state=State.DOING).update(updated_at=NOW)
    assert fingerprint(scope_for(leader, pk, at=NOW)) != before
