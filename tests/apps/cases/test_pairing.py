"""Records that may be one person are found when a key is written, and asked about until somebody has said."""

import secrets
from collections.abc import Callable
from importlib import import_module
from itertools import combinations

import pytest
from django.apps import apps
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
from vungxanh.apps.cases.actions import erasing, followup, merging, pairing, people
from vungxanh.apps.cases.actions.pairing import look
from vungxanh.apps.cases.models import Alike, Person, Plan, Sex, Uncompared
from vungxanh.apps.cases.queries import alike
from vungxanh.apps.cases.tasks import compare_older_records
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


def a_pair_in_doubt() -> tuple[Person, Person]:
    """One telephone and two names: too little alike to be found, and asked about by somebody who may not merge."""
    one, other = a_person(**TAM), a_person(name="Trần Thị Hoa", phone=TAM["phone"])
    assert not Alike.objects.exists()
    pairing.suggest(one, other, at=NOW)
    return one, other


@pytest.mark.parametrize(
    "told",
    [
        {"phone": TAM["phone"], "birth_year": 1980},
        {"phone": TAM["phone"], "sex": Sex.MALE},
        {"phone": TAM["phone"], "citizen_id": "049075000001"},
    ],
)
def test_what_somebody_asked_about_stays_asked_when_something_else_is_corrected(told: dict[str, object]) -> None:
    by = a_cdc_officer()
    one, other = a_pair_in_doubt()
    asked_first = Alike.objects.get()
    change(one, by, **told)
    change(other, by, phone=TAM["phone"], sex=Sex.FEMALE, birth_year=1950)
    assert asked(by) == [(one.pk, other.pk)]
    assert Alike.objects.get() == asked_first


def test_what_somebody_asked_about_is_over_when_what_spoke_for_it_is_corrected() -> None:
    by = a_cdc_officer()
    _one, other = a_pair_in_doubt()
    change(other, by, phone="0905999999")
    assert asked(by) == []


def test_what_somebody_asked_about_for_no_reason_of_the_records_waits_for_an_answer() -> None:
    by = a_cdc_officer()
    one, other = a_person(**TAM), a_person(name="Trần Thị Hoa", phone="0905999999")
    pairing.suggest(one, other, at=NOW)
    change(other, by, phone="0905888888", birth_year=1950)
    assert asked(by) == [(one.pk, other.pk)]
    told_apart(one, other, by)
    assert asked(by) == []


def test_a_merge_with_a_third_record_leaves_what_somebody_asked_about_the_one_that_stays() -> None:
    by = a_cdc_officer()
    one, other = a_pair_in_doubt()
    merged(one, a_person(**TAM), by)
    assert (one.pk, other.pk) in asked(by)
    merged(Person.objects.get(pk=one.pk), other, by)
    assert asked(by) == []


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


def from_before(*made: Person) -> None:
    """As an upgrade finds them: nobody has been compared."""
    Alike.objects.all().delete()
    import_module("vungxanh.apps.cases.migrations.0003_alike").leave_to_compare(apps, None)
    assert Uncompared.objects.get().last == max(person.pk for person in made)


def test_older_records_are_compared_after_an_upgrade_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_cdc_officer()
    one, other, third, fourth, apart = (a_person(**TAM) for _number in range(5))
    told_apart(one, apart, by)
    merged(third, fourth, by)
    from_before(apart)
    later = a_person(**TAM)
    assert not alike.is_complete()
    monkeypatch.setattr(pairing, "_BATCH", 2)
    assert pairing.compare_older(2, at=NOW) == 2
    assert (apart.pk, later.pk) in asked(by)
    assert not alike.is_complete()
    newest = asked(by)[0]
    compare_older_records.func()
    assert alike.is_complete()
    living = [one.pk, other.pk, third.pk, apart.pk, later.pk]
    assert set(asked(by)) == set(combinations(living, 2)) - {(one.pk, apart.pk)}
    assert newest in asked(by)
    compare_older_records.func()
    assert len(asked(by)) == 9


def test_others_may_write_between_two_batches_of_older_records(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [a_person(**TAM) for _number in range(5)]
    from_before(*made)
    reached: list[int] = []
    monkeypatch.setattr(pairing, "_BATCH", 2)
    monkeypatch.setattr(pairing, "rest", lambda: reached.append(Uncompared.objects.get().after))
    assert pairing.compare_older(10, at=NOW) == 5
    assert reached == [made[1].pk, made[3].pk], "after each batch but the last"


def test_a_new_installation_has_nothing_to_compare() -> None:
    import_module("vungxanh.apps.cases.migrations.0003_alike").leave_to_compare(apps, None)
    assert alike.is_complete()


def test_comparing_anew_finds_what_is_missing_and_keeps_what_is_known() -> None:
    by = a_cdc_officer()
    one, other, third = (a_person(**TAM) for _number in range(3))
    told_apart(one, third, by)
    kept = Alike.objects.get(one=one)
    Alike.objects.exclude(pk=kept.pk).delete()
    assert pairing.compare_anew() == 3
    assert pairing.compare_older(10, at=NOW) == 3
    assert set(asked(by)) == {(one.pk, other.pk), (other.pk, third.pk)}
    assert Alike.objects.get(one=one) == kept
