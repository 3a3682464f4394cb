"""Counts by DuckDB are what counting by hand gives, and an officer's end at the officer's own area."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.exposure.graph.crowd import FIRST_DAY, MIDNIGHT, NOW, Person, hand_in, meet
from tests.apps.exposure.graph.stored import EPOCH_DAY, columns, holders, store, subject
from tests.core.tracing.networks import DAY
from tests.factories.org import a_province, a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.graph import reports, segments
from vungxanh.apps.exposure.models import Holder, Segment
from vungxanh.apps.exposure.queries import encounters
from vungxanh.core.tracing.graph import Contact
from vungxanh.core.tracing.risk import assess_minutes

pytestmark = pytest.mark.django_db

contacts = st.lists(
    st.builds(
        lambda pair, at: Contact(min(pair), max(pair), at),
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]),
        st.integers(0, 2 * DAY - 1),
    ),
    min_size=1,
    max_size=20,
)
spent = st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=20, max_size=20)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contacts, spent, st.dictionaries(st.integers(0, 5), st.sampled_from(("20500", "20503", "20398"))))
def test_days_classes_hours_and_the_matrix_are_those_counted_by_hand(
    met: list[Contact], minutes: list[tuple[int, int, int, int]], communes: dict[int, str]
) -> None:
    Segment.objects.all().delete()
    Holder.objects.all().delete()
    node_of, area = holders(6), a_province()
    edges = columns(met, node_of)
    for place, name in enumerate(("near", "close", "room", "far")):
        edges[name] = np.array([row[place] for row in minutes[: len(met)]], np.float32)
    days = edges["start_ms"] // 86_400_000
    paths = []
    for number in np.unique(days).tolist():
        of_day = {name: column[days == number] for name, column in edges.items()}
        paths.append(segments.path_of(store(number, area, of_day, run=f"{id(met)}").name))

    per_day, hours = Counter[tuple[int, str]](), Counter[int]()
    matrix = Counter[tuple[str, str]]()
    place_of = {node_of[person]: commune for person, commune in communes.items()}
    for row in range(len(met)):
        day = int(edges["start_ms"][row]) // 86_400_000
        near, close, room, far = (float(edges[name][row]) for name in ("near", "close", "room", "far"))
        risk = assess_minutes((near, close, room, far))
        per_day[day, risk.level] += 1
        hours[day] += int(near + close + room + far)
        ends = [place_of.get(int(edges[name][row])) for name in ("one", "other")]
        if ends[0] and ends[1]:
            matrix[min(ends), max(ends)] += risk.weighted_minutes / 60  # type: ignore[assignment]

    found = reports.per_day(paths)
    assert [segments.number_of(one.day) for one in found] == sorted(hours)
    for one in found:
        day = segments.number_of(one.day)
        assert (one.high, one.medium, one.low) == tuple(per_day[day, level] for level in ("high", "medium", "low"))
        assert (one.encounters, one.mutual) == (one.high + one.medium + one.low,) * 2
        assert one.hours == pytest.approx(hours[day] / 60)
    assert reports.matrix(paths, place_of) == pytest.approx(dict(matrix))


def test_of_no_files_and_of_nobody_there_is_nothing_to_tell() -> None:
    assert reports.per_day([]) == []
    assert reports.matrix([], {1: "20500"}) == {}
    assert encounters.of_subjects([subject(9)], FIRST_DAY, NOW) == []


def test_encounters_of_a_span_are_those_that_touch_it() -> None:
    store(EPOCH_DAY, a_province(), columns([Contact(0, 1, 600 * 60_000), Contact(0, 1, 900 * 60_000)], holders(2)))
    begin = datetime.fromtimestamp((EPOCH_DAY * DAY) // 1000 + 600 * 60, UTC)
    assert len(encounters.of_subjects([subject(0)], begin, begin + timedelta(minutes=1))) == 1
    assert len(encounters.of_subjects([subject(1)], begin, begin + timedelta(minutes=301))) == 2
    assert encounters.of_subjects([subject(0)], begin + timedelta(seconds=1), begin + timedelta(minutes=300)) == []


def test_an_officer_counts_the_own_area_only_and_the_province_all_of_it() -> None:
    place = a_small_province()
    a, b, c = Person("A"), Person("B"), Person("C")
    meet(a, b, MIDNIGHT, minutes=60)
    meet(b, c, MIDNIGHT + timedelta(hours=5), minutes=60)
    for person, commune in ((a, 0), (b, 1), (c, 2)):
        hand_in(person, place.communes[0], commune=place.communes[commune])
    process(at=NOW)
    dai_loc, hoi_an, province = (an_officer(Role.HEALTH_OFFICER, unit) for unit in (*place.districts, place.province))
    days = FIRST_DAY.date(), NOW.date()
    counted = {
        officer.unit.code: sum(one.encounters for one in encounters.per_day(officer, *days))
        for officer in (dai_loc, hoi_an, province)
    }
    assert counted == {dai_loc.unit.code: 1, hoi_an.unit.code: 0, province.unit.code: 2}
    assert encounters.matrix(dai_loc, *days).keys() == {("20500", "20503")}
    assert encounters.matrix(hoi_an, *days) == {}
    assert encounters.matrix(province, *days) == pytest.approx(
        {("20500", "20503"): 65 / 60, ("20398", "20503"): 65 / 60}
    )
