"""No unit ever stands below itself, and rows that say so hang nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.factories.org import a_small_province, a_unit
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.refresh import refresh_units, take_effect
from vungxanh.apps.org.models import Level, Unit, UnitPeriod
from vungxanh.apps.org.queries.directory import tree
from vungxanh.apps.org.queries.loops import first_loop, loop_in
from vungxanh.apps.org.queries.succession import lineage
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db

AT = datetime(2020, 7, 28, 8, tzinfo=UTC)
DAY = date(2020, 7, 28)
SOON, LATER = DAY + timedelta(1), DAY + timedelta(2)
BY = SystemActor("test")


def test_two_moves_entered_ahead_may_not_close_a_loop_on_any_later_day() -> None:
    small = a_small_province()
    one, other = small.communes[:2]
    changes.move(one, other, on=SOON, by=BY, at=AT)
    assert first_loop(LATER, through=[other.pk], given={other.pk: one.pk}) is not None
    with pytest.raises(Invalid) as refused:
        changes.move(other, one, on=LATER, by=BY, at=AT)
    assert refused.value.errors[0].field == "parent"
    assert first_loop(DAY) is None
    take_effect(by=BY, at=AT + timedelta(days=5))
    assert Unit.objects.get(pk=one.pk).path == f"{other.path}{one.code}/"


def test_a_move_before_one_entered_ahead_is_judged_on_the_later_day_too() -> None:
    small = a_small_province()
    one, other = small.districts
    changes.move(one, other, on=LATER, by=BY, at=AT)
    with pytest.raises(Invalid):
        changes.move(other, one, on=SOON, by=BY, at=AT)
    assert UnitPeriod.objects.filter(unit=other).count() == 1


def test_a_move_that_ends_before_the_other_begins_makes_no_loop() -> None:
    small = a_small_province()
    one, other = small.districts
    changes.move(one, other, on=SOON, by=BY, at=AT)
    changes.move(one, small.province, on=LATER, by=BY, at=AT)
    assert first_loop(SOON, through=[other.pk], given={other.pk: one.pk}) is not None
    assert first_loop(LATER, through=[other.pk], given={other.pk: one.pk}) is None
    changes.move(other, one, on=LATER, by=BY, at=AT)
    assert first_loop(DAY) is None


def test_a_unit_merges_into_none_of_those_below_it() -> None:
    small = a_small_province()
    district, _other = small.districts
    deeper = a_unit(level=Level.SERVICE, parent=small.communes[0])
    for below in (small.communes[0], deeper):
        with pytest.raises(Invalid) as refused:
            changes.merge([district], below, on=DAY, by=BY, at=AT)
        assert refused.value.errors[0].field == "into"
    assert UnitPeriod.objects.filter(ends_on=None, unit=district).exists()


def test_a_merger_that_would_close_a_loop_later_is_refused() -> None:
    small = a_small_province()
    one, other = small.districts
    changes.move(other, small.communes[0], on=LATER, by=BY, at=AT)
    with pytest.raises(Invalid):
        changes.merge([one], other, on=SOON, by=BY, at=AT)


def test_rows_that_loop_are_named_in_the_log_and_keep_their_places() -> None:
    small = a_small_province()
    one, other = small.districts
    refresh_units(DAY)
    paths = dict(Unit.objects.values_list("code", "path"))
    UnitPeriod.objects.filter(unit=one).update(parent=other)
    UnitPeriod.objects.filter(unit=other).update(parent=one)
    UnitPeriod.objects.filter(unit=small.communes[0]).update(name="Xã Khác")
    with capture_logs() as logs:
        assert [unit.name for unit in refresh_units(DAY)] == ["Xã Khác"]
    assert [set(line["codes"]) for line in logs if line["event"] == "org.loop"] == [{"503", "506"}]
    assert dict(Unit.objects.values_list("code", "path")) == paths
    loop = first_loop(DAY)
    assert loop is not None
    assert set(loop.units) == {one, other}
    assert tree(DAY)[0].unit == small.province


def test_ended_units_above_one_another_have_no_standing_unit_above() -> None:
    small = a_small_province()
    one, other = small.districts
    Unit.objects.filter(pk=one.pk).update(parent=other, ended_on=DAY)
    Unit.objects.filter(pk=other.pk).update(parent=one, ended_on=DAY)
    assert dict(lineage(DAY).above) == {}


def test_the_members_of_a_loop_are_told_without_those_that_lead_into_it() -> None:
    assert loop_in({1: 2, 2: 3, 3: 2, 4: None}, [4, 1]) == (2, 3)
    assert loop_in({1: 1}, [1]) == (1,)
    assert loop_in({1: 2, 2: None}, [1, 2]) == ()
