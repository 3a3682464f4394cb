"""A decision says what differs from what holds, weighed against what the person is when it is written."""

from datetime import timedelta

import pytest

from tests.factories.cases import NOW, a_case
from vungxanh.apps.cases.actions import deciding
from vungxanh.apps.cases.models import Person, Standing
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.standing_json import from_json
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db


def test_a_day_that_holds_already_stays_with_the_policy(near: Person, by: Officer) -> None:
    held = from_json(Standing.objects.get(person=near).detail).plan
    later = held.last_day + timedelta(days=3)
    told = {"quarantine_until": held.quarantine_until, "monitoring_until": later}
    made = deciding.change_days(near, **told, why="ở xa", by=by, at=NOW)
    assert (made.quarantine_until, made.monitoring_until) == (None, later)
    with pytest.raises(Invalid):
        deciding.change_days(near, **told, why="ở xa", by=by, at=NOW)


def test_what_is_decided_is_weighed_against_what_the_person_is_by_then(near: Person, by: Officer) -> None:
    stale = Person.objects.get(pk=near.pk)
    a_case(near, by=by)
    with pytest.raises(Invalid, match="F0"):
        deciding.set_level(stale, 3, why="ngồi khác toa", by=by, at=NOW)
