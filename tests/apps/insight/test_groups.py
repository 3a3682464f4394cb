"""The board and the figures of a directive put a unit's work into the same group."""

from collections import defaultdict

import pytest

from tests.apps.insight.making import NOW, spread
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.groups import group_of
from vungxanh.apps.work.queries.lists import Wanted, board_rows

pytestmark = pytest.mark.django_db
LOCAL = (Level.DISTRICT, Level.COMMUNE)


def a_case() -> Directive:
    """Service units and enterprises under the province, under a department with and without work, under a district."""
    seeded_calendar()
    small = a_small_province()
    idle = a_unit("Sở Không Việc", level=Level.DEPARTMENT, parent=small.province)
    hospital = a_unit("Bệnh viện tỉnh", level=Level.SERVICE, parent=small.departments[0])
    attached = [
        a_unit("Báo tỉnh", level=Level.SERVICE, parent=small.province),
        a_unit("Bưu điện tỉnh", level=Level.ENTERPRISE, parent=small.province),
        hospital,
        a_unit("Khoa khám bệnh", level=Level.SERVICE, parent=hospital),
        a_unit("Trung tâm của sở", level=Level.SERVICE, parent=idle),
        a_unit("Chốt kiểm soát", level=Level.SERVICE, parent=small.districts[0]),
        a_unit("Công ty môi trường", level=Level.ENTERPRISE, parent=small.districts[1]),
        a_unit("Trạm y tế xã", level=Level.SERVICE, parent=small.communes[0]),
    ]
    return spread([*small.departments, *small.districts, *small.communes, *attached], small.province, seed=3)


def on_the_board(officer: Officer) -> dict[Level, int]:
    """How many assignments each table of the board adds up to."""
    rows = board_rows(officer, Wanted(below=True), at=NOW)
    shown = {row.unit.path: row.unit.level for row in rows}
    sums: dict[Level, int] = defaultdict(int)
    for row in rows:
        sums[group_of(row.unit, shown, officer.unit)] += row.counts.total
    return dict(sums)


def in_the_figures(officer: Officer, directive: Directive) -> dict[Level, int]:
    found = figures(scope_for(officer, directive.pk, at=NOW))
    return {level: tally.counts.total for level, tally in found.levels.items()}


def test_the_province_reads_the_same_groups_on_both_pages() -> None:
    directive = a_case()
    officer = an_officer(Role.LEADER, Unit.objects.get(parent=None, level=Level.PROVINCE))
    board, counted = on_the_board(officer), in_the_figures(officer, directive)
    for level in set(Level) - set(LOCAL):
        assert board.get(level, 0) == counted.get(level, 0), level
    assert sum(board.get(level, 0) for level in LOCAL) == sum(counted.get(level, 0) for level in LOCAL)
    assert counted[Level.SERVICE] == Assignment.objects.filter(unit__name="Báo tỉnh").count()


def test_a_department_and_a_district_read_the_same_groups_on_both_pages() -> None:
    directive = a_case()
    for unit in (Unit.objects.get(name="Bệnh viện tỉnh").parent, Unit.objects.get(name="Chốt kiểm soát").parent):
        assert unit is not None
        officer = an_officer(Role.LEADER, unit)
        board, counted = on_the_board(officer), in_the_figures(officer, directive)
        if unit.level == Level.DISTRICT:
            # A commune's row takes in its health station.
            assert board == counted
            assert counted[Level.SERVICE] == Assignment.objects.filter(unit__name="Chốt kiểm soát").count()
        else:
            assert board == counted
            assert counted.keys() == {Level.DEPARTMENT, Level.SERVICE}


def test_what_stands_directly_under_the_reader_stands_for_itself() -> None:
    a_case()
    post = Unit.objects.get(name="Chốt kiểm soát")
    district = post.parent
    assert district is not None
    assert district.parent is not None
    shown = {district.path: district.level, post.path: post.level}
    assert group_of(post, shown, district) == Level.SERVICE
    assert group_of(post, shown, district.parent) == Level.DISTRICT
    assert group_of(district, shown, district.parent) == Level.DISTRICT
