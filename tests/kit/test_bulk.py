"""Rows written at once are those that the models would have written."""

import gc
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.cases import NOW, TODAY, a_commune, a_person
from vungxanh.apps.cases.models import Check, Exposure, Person, Plan
from vungxanh.kit import bulk

pytestmark = pytest.mark.django_db


def test_sealed_dated_and_default_columns_are_as_bulk_create_makes_them() -> None:
    place = a_commune()
    rows = [
        {
            "pseudonym": f"NG-{each}",
            "full_name": "Trần\tVăn\nA \\N",
            "birth_year": None,
            "commune_id": place.pk,
            "path": place.path,
            "entered_at": NOW,
            "updated_at": NOW,
        }
        for each in range(3)
    ]
    bulk.insert(Person, rows)
    people = list(Person.objects.all())
    assert {(one.full_name, one.entered_at, one.version, one.birth_year) for one in people} == {
        ("Trần\tVăn\nA \\N", NOW, 1, None)
    }
    assert len({one.subject for one in people}) == 3
    assert all(isinstance(one.subject, uuid.UUID) for one in people)


def test_json_and_foreign_keys_are_written_and_constraints_hold() -> None:
    one, other = a_person(), a_person()
    row = {
        "source_id": one.pk,
        "target_id": other.pk,
        "started_at": NOW,
        "ended_at": NOW,
        "minutes": [1.5, 2],
        "level": "high",
        "origin": "interview",
        "row_key": "k",
        "recorded_by": "system:tests",
        "recorded_at": NOW,
    }
    bulk.insert(Exposure, [row])
    assert Exposure.objects.get().minutes == [1.5, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Exposure, [row])


def test_each_row_gets_its_own_value() -> None:
    people = [a_person() for _each in range(3)]
    bulk.update_one(Person, "merged_into", [(people[0].pk, people[2].pk), (people[1].pk, people[2].pk)])
    assert set(Person.objects.filter(merged_into=people[2])) == set(people[:2])
    bulk.update_one(Person, "merged_into", [])


def test_others_columns_get_one_value_for_all_and_rows_not_named_stay() -> None:
    one, other = a_person(), a_person()
    bulk.update_one(Person, "birth_year", [(one.pk, 1950)], address="", facts="{}")
    one.refresh_from_db()
    assert (one.birth_year, one.facts) == (1950, "{}")
    assert not Person.objects.get(pk=other.pk).facts


def test_the_same_rows_are_written_under_each_owner_with_its_own_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_OWNERS", 2)
    plans = [a_plan_of(a_person()) for _each in range(3)]
    left_out = a_plan_of(a_person())
    rows = [{"number": number, "day": TODAY + timedelta(day)} for day in range(2) for number in (1, 2)]
    bulk.insert_under(Check, "plan", [plan.pk for plan in plans], rows, copied=("path",))
    for plan in plans:
        held = Check.objects.filter(plan=plan).values_list("day", "number", "path", "outcome", "symptoms", "by", "at")
        found = [[*each] for each in held.order_by("day", "number")]
        assert found == [[row["day"], row["number"], plan.path, "due", [], None, None] for row in rows]
    assert not left_out.checks.exists()
    bulk.insert_under(Check, "plan", [], rows, copied=("path",))
    bulk.insert_under(Check, "plan", [left_out.pk], [], copied=("path",))
    assert Check.objects.count() == 12
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_under(Check, "plan", [plans[0].pk], rows[:1], copied=("path",))


def a_plan_of(person: Person) -> Plan:
    whose = {"person": person, "path": person.path, "unit": person.commune}
    return Plan.objects.create(**whose, level=1, found_on=TODAY, starts_on=TODAY, ends_on=TODAY, updated_at=NOW)


def test_the_collector_is_still_until_the_last_is_done_and_goes_on_as_it_was() -> None:
    assert gc.isenabled()
    with bulk.uncollected():
        with pytest.raises(KeyError), bulk.uncollected():
            raise KeyError
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with bulk.uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
