"""A ring is opened after seeing what it means, and let go again."""

from datetime import timedelta

import pytest

from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import rings
from vungxanh.apps.cases.actions.cases import change
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Classification, Person, Plan, Release, Ring, Standing
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def a_chain(by: Officer) -> tuple[Case, Person, Person]:
    """A case, its contact of three days ago, and whom that one met a day later."""
    ill, near, far = a_person(), a_person(), a_person()
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by, started_at=NOW - timedelta(days=3))
    an_exposure(near, far, by=by, started_at=NOW - timedelta(days=2))
    return case, near, far


def test_f2_are_nobody_until_the_ring_is_opened() -> None:
    by = a_cdc_officer()
    case, near, far = a_chain(by)
    assert set(Standing.objects.values_list("person", "level")) == {(case.person_id, 0), (near.pk, 1)}
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    assert Standing.objects.get(person=far).level == 2
    assert Plan.objects.get(person=far).place == "home"


def test_the_preview_counts_people_communes_and_hours() -> None:
    by = a_cdc_officer()
    case, _near, far = a_chain(by)
    seen = foreseen(case, 2, on=NOW)
    assert [one.person for one in seen.people] == [far.pk]
    assert seen.by_commune == {far.commune_id: 1}
    assert seen.officer_hours > 0
    assert 0 < seen.expected_infections < 1


def test_a_ring_that_grew_since_it_was_seen_is_not_opened() -> None:
    by = a_cdc_officer()
    case, near, _far = a_chain(by)
    an_exposure(near, a_person(), by=by, started_at=NOW - timedelta(days=1))
    with pytest.raises(Conflict):
        rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    assert not Standing.objects.filter(level=2).exists()


def test_rings_are_opened_one_after_the_other() -> None:
    by = a_cdc_officer()
    case, *_ = a_chain(by)
    with pytest.raises(Conflict):
        rings.open_ring(case, 3, people_seen=0, by=by, at=NOW)


def test_closing_a_ring_releases_who_is_held_by_nothing_else() -> None:
    by = a_cdc_officer()
    case, near, far = a_chain(by)
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    rings.close_ring(case, 2, by=by, at=NOW)
    assert not Standing.objects.filter(person=far).exists()
    assert Release.objects.get(person=far).cleared == "withdrawn"
    assert Release.objects.get(person=near).cleared == ""


def test_a_commune_opens_no_ring_and_another_district_does_not_even_see_the_case() -> None:
    case, *_ = a_chain(a_cdc_officer())
    with pytest.raises(NotAllowed):
        rings.open_ring(case, 2, people_seen=1, by=a_health_officer(case.person.commune), at=NOW)
    with pytest.raises(NotFound):
        rings.open_ring(case, 2, people_seen=1, by=a_health_officer(a_commune()), at=NOW)


def test_an_excluded_case_has_no_ring_to_open() -> None:
    by = a_cdc_officer()
    case, *_ = a_chain(by)
    no = Illness(Classification.NOT_A_CASE, onset_on=case.onset_on, tested_on=case.tested_on)
    change(case, no, version=case.version, why="sửa theo phiếu điều tra", by=by, at=NOW)
    with pytest.raises(Conflict, match="loại trừ"):
        rings.open_ring(case, 2, people_seen=0, by=by, at=NOW)
    assert not Ring.objects.exists()


def test_a_ring_that_is_not_open_is_not_closed() -> None:
    by = a_cdc_officer()
    case, *_ = a_chain(by)
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    for level in (1, 3):
        with pytest.raises(Conflict):
            rings.close_ring(case, level, by=by, at=NOW)
    rings.close_ring(case, 2, by=by, at=NOW)
    with pytest.raises(Conflict):
        rings.close_ring(case, 2, by=by, at=NOW)
