"""Records that may be one person are found when a key is written, and asked about until somebody has said."""

import secrets
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.cases import (
    NOW,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_person,
    an_exposure,
    the_policies,
)
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import erasing, followup, merging, people
from vungxanh.apps.cases.actions.pairing import look
from vungxanh.apps.cases.models import Alike, Person, Plan
from vungxanh.apps.cases.queries import alike
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db
TAM = {"name": "Võ Văn Tám", "phone": "0905123456"}


def asked(officer: Officer) -> list[tuple[int, int]]:
    return [(pair.one_id, pair.other_id) for pair in alike.pairs(officer).items]


def change(person: Person, by: Officer, **known: object) -> None:
    person.refresh_from_db()
    assert person.commune
    told = people.Known(full_name=person.full_name, **known)  # type: ignore[arg-type]
    people.change(person, told, person.commune, version=person.version, by=by, at=NOW)


def test_a_new_record_of_a_known_number_and_name_is_asked_about_where_both_stand() -> None:
    here, beside = a_commune(), a_commune()
    one, other = a_person(here, **TAM), a_person(here, **TAM)
    far = a_person(beside, **TAM)
    assert asked(a_health_officer(here)) == [(one.pk, other.pk)]
    assert asked(a_health_officer(beside)) == []
    assert set(asked(a_cdc_officer())) == {(one.pk, other.pk), (one.pk, far.pk), (other.pk, far.pk)}


def test_a_family_on_one_telephone_is_not_asked_about() -> None:
    here = a_commune()
    for name in ("Võ Văn Tám", "Trần Thị Hoa", "Lê Bình"):
        a_person(here, name=name, phone="0905123456")
    assert not Alike.objects.exists()


def test_a_number_corrected_asks_and_corrected_again_does_not() -> None:
    by = a_cdc_officer()
    one, other = a_person(**TAM), a_person(name="Võ Văn Tám", phone="0905999999")
    assert asked(by) == []
    change(other, by, phone="0905123456")
    assert asked(by) == [(one.pk, other.pk)]
    change(other, by, phone="0905999999")
    assert asked(by) == []


def merged(one: Person, other: Person, by: Officer) -> None:
    the_policies()
    merging.merge(one, other, versions=(one.version, other.version), by=by, at=NOW)


def told_apart(one: Person, other: Person, by: Officer) -> None:
    merging.keep_apart(other, one, by=by, at=NOW)


@pytest.mark.parametrize("answer", [merged, told_apart])
def test_whatever_is_said_of_a_pair_ends_the_question(answer: Callable[[Person, Person, Officer], None]) -> None:
    by = a_cdc_officer()
    one, other = a_person(**TAM), a_person(**TAM)
    answer(one, other, by)
    look([one.pk, other.pk], at=NOW)
    assert asked(by) == []


def test_a_merge_undone_asks_again() -> None:
    by = a_cdc_officer()
    the_policies()
    one, other, third = (a_person(**TAM) for _number in range(3))
    made = merging.merge(one, other, versions=(one.version, other.version), by=by, at=NOW)
    assert asked(by) == [(one.pk, third.pk)]
    merging.undo(made, by=by, at=NOW)
    assert set(asked(by)) == {(one.pk, other.pk), (one.pk, third.pk), (other.pk, third.pk)}


def test_a_pair_follows_its_people_to_another_place() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    one, other = a_person(here, **TAM), a_person(here, **TAM)
    an_exposure(a_case(by=by).person, one, by=by)
    followup.hand_on(Plan.objects.get(person=one), there, why="chuyển nhà", by=by, at=NOW)
    assert asked(a_health_officer(here)) == asked(a_health_officer(there)) == []
    assert asked(by) == [(one.pk, other.pk)]


def test_nothing_is_asked_of_who_was_erased() -> None:
    one = a_person(**TAM)
    a_person(**TAM)
    erasing._erase([one], NOW)
    assert not Alike.objects.exists()


def test_leaders_are_asked_nothing() -> None:
    here = a_commune()
    for _twice in range(2):
        a_person(here, **TAM)
    leader = an_officer(role=Role.LEADER, unit=here)
    assert alike.count(leader) == 0
    assert alike.count(a_health_officer(here)) == 1
    with pytest.raises(NotAllowed):
        alike.pairs(leader)


def test_many_records_are_looked_at_in_as_many_queries_as_few() -> None:
    place, counts = a_commune(), []
    for count in (3, 12):
        made = []
        for number in range(count):
            known = people.Known(full_name="Võ Văn Tám", phone=f"09051{count:02}{number:03}", birth_year=1980)
            made.append(people.make(known, place, at=NOW, entropy=secrets.token_bytes).pk)
        Alike.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            look(made, at=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Alike.objects.exists()
