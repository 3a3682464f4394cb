"""Rows written at once are those that the models would have written."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from tests.factories.cases import NOW, TODAY, a_commune, a_person
from vungxanh.apps.cases.models import Exposure, Person
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
            "expires_on": TODAY,
        }
        for each in range(3)
    ]
    bulk.insert(Person, rows)
    people = list(Person.objects.all())
    assert {(one.full_name, one.entered_at, one.expires_on, one.version, one.birth_year) for one in people} == {
        ("Trần\tVăn\nA \\N", NOW, TODAY, 1, None)
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
