"""What an act was given was read before the lock: by then the person may be merged into another record, or elsewhere.

No case, meeting, sample or decision ever hangs on a record that is another's by now, and nothing is filed where the
person was: the act says so, or is done where they are.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import at_once
from tests.factories.cases import NOW, TODAY, a_meeting, a_person
from vungxanh.apps.cases.actions import (
    cases,
    deciding,
    exposures,
    followup,
    interviewing,
    merging,
    ordering,
    people,
    sampling,
    self_reports,
)
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.models import (
    Case,
    Classification,
    Decision,
    Exposure,
    Order,
    Person,
    Plan,
    Sample,
    SampleResult,
    Standing,
)
from vungxanh.kit.problems import Conflict, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
ILL = Illness(onset_on=TODAY - timedelta(days=1), tested_on=TODAY - timedelta(days=1))
"""Told of nobody yet."""


def a_twin(scene: Outbreak) -> Person:
    """Chi's other record."""
    return a_person(scene.here, name="Đỗ Chi", phone="0905000004")


def merge(scene: Outbreak, twin: Person) -> None:
    """Chi's other record goes into Chi's."""
    kept, gone = Person.objects.get(pk=scene.chi.pk), Person.objects.get(pk=twin.pk)
    merging.merge(kept, gone, versions=(kept.version, gone.version), by=scene.cdc, at=NOW)


def met(twin: Person, scene: Outbreak) -> interviewing.Contact:
    """Mai says in an interview that she met somebody of whom there is a record."""
    known, at = Known(full_name="Đỗ Chi", phone="0905000004"), NOW - timedelta(days=2)
    return interviewing.Contact(known, scene.here, at, at + timedelta(hours=1), same_as=twin)


def act_on(twin: Person, name: str, scene: Outbreak) -> object:
    """One of the acts that an officer may do to a person."""
    by, at, entropy = scene.cdc, NOW, secrets.token_bytes
    acts: dict[str, Callable[[], object]] = {
        "case": lambda: cases.open_case(twin, ILL, by=by, at=at, entropy=entropy),
        "meeting": lambda: exposures.record_many([a_meeting(scene.mai, twin)], by=by, at=at),
        "met": lambda: interviewing.tell(scene.mai, [met(twin, scene)], draft="d", by=by, at=at, entropy=entropy),
        "asked": lambda: interviewing.tell(twin, [met(scene.an, scene)], draft="e", by=by, at=at, entropy=entropy),
        "sample": lambda: sampling.take(twin, TODAY, by=by, at=at),
        "level": lambda: deciding.set_level(twin, 1, why="sống cùng phòng", by=by, at=at),
        "record": lambda: people.change(twin, people.known_of(twin), scene.here, version=twin.version, by=by, at=at),
        "apart": lambda: merging.keep_apart(twin, scene.an, by=by, at=at),
    }
    return acts[name]()


def rows() -> tuple[int, ...]:
    """How much there is of what the acts write."""
    return tuple(kind.objects.count() for kind in (Case, Exposure, Sample, Decision, Standing, Plan))


@pytest.mark.parametrize("name", ["case", "meeting", "met", "asked", "sample", "level", "record", "apart"])
def test_nothing_is_written_of_a_record_that_is_another_s_by_now(name: str) -> None:
    scene = an_outbreak()
    twin = a_twin(scene)
    merge(scene, twin)  # `twin` is as it was read before
    before = rows()
    with pytest.raises(Conflict, match="vừa được gộp vào hồ sơ khác"):
        act_on(twin, name, scene)
    assert rows() == before


def test_the_result_of_a_sample_that_went_with_its_person_is_asked_for_again() -> None:
    scene = an_outbreak()
    twin = a_twin(scene)
    taken = sampling.take(twin, TODAY, by=scene.cdc, at=NOW)
    stale = Sample.objects.select_related("person").get(pk=taken.pk)
    merge(scene, twin)
    with pytest.raises(Conflict):
        sampling.result(stale, SampleResult.POSITIVE, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    now = Sample.objects.get(pk=taken.pk)
    assert (now.person_id, now.result) == (scene.chi.pk, SampleResult.WAITING)


def gone_elsewhere(scene: Outbreak) -> Person:
    """An as read before An went to the next commune."""
    stale = Person.objects.get(pk=scene.an.pk)
    followup.hand_on(Plan.objects.get(person=scene.an), scene.there, why="về quê", by=scene.cdc, at=NOW)
    return stale


def test_a_case_stands_where_its_person_is_now() -> None:
    scene = an_outbreak()
    made = cases.open_case(gone_elsewhere(scene), ILL, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    assert made.path == Person.objects.get(pk=scene.an.pk).path == scene.there.path
    assert Standing.objects.get(person=scene.an).path == scene.there.path


def test_who_went_elsewhere_is_no_longer_in_the_hands_of_those_they_left() -> None:
    scene = an_outbreak()
    stale = gone_elsewhere(scene)
    with pytest.raises(NotFound):
        sampling.take(stale, TODAY, by=scene.nurse, at=NOW)
    with pytest.raises(NotFound):
        people.change(stale, people.known_of(stale), scene.here, version=stale.version, by=scene.nurse, at=NOW)


def test_an_order_is_drafted_where_the_person_is_now_and_only_while_it_is_asked() -> None:
    scene = an_outbreak()
    stale = list(Plan.objects.filter(person=scene.an))
    gone_elsewhere(scene)
    (made,) = ordering.draft(stale, batch=uuid4(), by=scene.cdc, at=NOW)
    assert made.path == scene.there.path
    ordering.revoke([made], why="ghi lại", by=scene.cdc, at=NOW)
    case = Case.objects.get()
    wrong = replace(cases.known_of(case), classification=Classification.NOT_A_CASE)
    cases.change(case, wrong, version=case.version, why="sai mẫu", by=scene.cdc, at=NOW)
    assert not ordering.draft(stale, batch=uuid4(), by=scene.cdc, at=NOW)


def test_a_batch_of_orders_is_drafted_once_however_often_it_is_sent() -> None:
    scene = an_outbreak()
    batch, plans = uuid4(), list(Plan.objects.filter(person=scene.an))
    first, again = (ordering.draft(plans, batch=batch, by=scene.cdc, at=NOW) for _twice in range(2))
    assert [row.pk for row in first] == [row.pk for row in again] == [Order.objects.get().pk]


def test_what_somebody_tells_of_themselves_stands_where_they_are_now() -> None:
    scene = an_outbreak()
    self_reports.make_link(Plan.objects.get(person=scene.an), "t" * 32, by=scene.nurse, at=NOW)
    gone_elsewhere(scene)
    assert self_reports.tell("t" * 32, symptoms=["fever"], temperature=None, at=NOW).path == scene.there.path


@pytest.mark.django_db(transaction=True)
def test_a_case_is_opened_while_the_record_goes_into_another() -> None:
    """Whoever comes first: the case is the kept record's, or it is refused and there is none."""
    scene = an_outbreak()
    twin = a_twin(scene)

    def opens() -> bool:
        try:
            cases.open_case(twin, ILL, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
        except Conflict:
            return False
        return True

    _none, is_open = at_once(partial(merge, scene, twin), opens)
    assert list(Case.objects.exclude(pk=scene.case.pk).values_list("person", flat=True)) == [scene.chi.pk] * is_open
    assert not Standing.objects.filter(person=twin).exists()
