"""Sheets and the changes that are entered for days to come leave each other whole."""

from datetime import date

import pytest

from tests.apps.org.sheets import (
    AT,
    BY,
    COMMUNES,
    DISTRICT,
    HEADER,
    LATER,
    exported,
    periods,
    planned,
    taken,
)
from vungxanh.apps.org.actions.changes import rename
from vungxanh.apps.org.models import Unit, UnitPeriod


@pytest.mark.django_db
def test_an_export_taken_in_again_undoes_no_planned_change() -> None:
    planned()
    before = periods("20500"), periods("20503")
    again = taken(exported())
    assert (again.changed, again.created, again.errors) == ([], [], [])
    assert (periods("20500"), periods("20503")) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "day"), [("Xã Ái Nghĩa", "Xã Khác", "16/09/2020"), ("Xã Đại Sơn", "Xã Khác", "17/09/2020")]
)
def test_a_row_before_a_planned_change_or_end_is_refused_with_its_day(old: str, new: str, day: str) -> None:
    planned()
    before = periods("20500"), periods("20503")
    outcome = taken(exported().replace(old, new))
    assert [error.field for error in outcome.errors] == ["row"]
    assert day in str(outcome.errors[0].message)
    assert (periods("20500"), periods("20503")) == before


@pytest.mark.django_db
def test_a_row_from_the_day_of_the_planned_change_on_corrects_it_or_comes_after_it() -> None:
    taken(COMMUNES)
    rename(Unit.objects.get(code="20500"), "Thị trấn Ái Nghĩa", on=LATER, by=BY, at=AT)
    row = HEADER + "20500,{},xã,commune,506,,\n"
    assert not taken(row.format("Thị trấn Mới"), on=LATER).errors
    assert not taken(row.format("Phường Mới"), on=date(2021, 1, 1)).errors
    assert [name for name, _start, _end in periods("20500")] == ["Xã Ái Nghĩa", "Thị trấn Mới", "Phường Mới"]
    assert [error.field for error in taken(row.format("Xã Khác")).errors] == ["row"]


@pytest.mark.django_db
def test_two_files_of_different_days_make_no_loop_ahead() -> None:
    bodies = DISTRICT + "a,Trung tâm A,đơn vị,service,49,,\nb,Trung tâm B,đơn vị,service,49,,\n"
    taken(bodies)
    assert not taken(HEADER + "a,Trung tâm A,đơn vị,service,b,,\n", on=date(2021, 1, 1)).errors
    outcome = taken(HEADER + "b,Trung tâm B,đơn vị,service,a,,\n", on=date(2020, 12, 1))
    assert [(error.row, error.field) for error in outcome.errors] == [(2, "parent")]
    assert "01/01/2021" in str(outcome.errors[0].message)
    assert UnitPeriod.objects.filter(code="b").count() == 1


@pytest.mark.django_db
def test_what_was_moved_away_ahead_may_take_its_former_parent_below_it_after_that_day() -> None:
    bodies = DISTRICT + "a,Trung tâm A,đơn vị,service,49,,\nb,Trung tâm B,đơn vị,service,a,,\n"
    taken(bodies)
    assert not taken(HEADER + "b,Trung tâm B,đơn vị,service,49,,\n", on=date(2021, 1, 1)).errors
    assert not taken(HEADER + "a,Trung tâm A,đơn vị,service,b,,\n", on=date(2021, 2, 1)).errors


@pytest.mark.django_db
def test_nothing_is_put_below_a_unit_that_ends() -> None:
    planned()
    outcome = taken(HEADER + "t1,Trạm y tế,trạm,service,20503,,\n")
    assert [(error.row, error.field) for error in outcome.errors] == [(2, "parent")]
    assert "17/09/2020" in str(outcome.errors[0].message)
