"""Conditions with as many values as there are, in one parameter."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.factories.cases import a_person
from vungxanh.apps.cases.models import Person
from vungxanh.kit.among import among

pytestmark = pytest.mark.django_db


def found(column: str, values: Iterable[Any]) -> set[int]:
    return set(Person.objects.filter(among(column, values)).values_list("pk", flat=True))


def test_text_keys_foreign_keys_and_uuids_are_found_by_value() -> None:
    one, other, third = (a_person() for _each in range(3))
    third.merged_into = one
    third.save()
    assert found("pseudonym", {one.pseudonym, third.pseudonym, "NG-?", "x" * 500, "a'b\"{},\\"}) == {one.pk, third.pk}
    assert found("pk", (key for key in (other.pk, 0))) == {other.pk}
    assert found("merged_into_id", [one.pk]) == {third.pk}
    assert found("merged_into__commune_id", [one.commune_id]) == {third.pk}
    assert found("subject", [other.subject.hex]) == {other.pk}


def test_nothing_is_among_none_and_what_is_empty_in_the_column_is_among_nothing() -> None:
    one = a_person()
    assert found("pk", []) == set()
    assert found("merged_into_id", [one.pk]) == set()
    assert not Person.objects.filter(~among("pk", [one.pk])).exists()


def test_it_joins_other_conditions_and_serves_updates_and_deletions() -> None:
    one, other = a_person(), a_person()
    either = Q(among("pk", [one.pk])) | Q(among("pseudonym", [other.pseudonym])) & ~Q(pseudonym="")
    assert Person.objects.filter(either).count() == 2
    assert Person.objects.filter(among("commune__code", [one.commune.code]), pk=one.pk).update(address="x") == 1
    assert Person.objects.filter(among("pk", [one.pk])).delete()[0] == 1


def test_more_values_than_a_database_takes_parameters_are_one() -> None:
    one = a_person()
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert found("pk", range(one.pk, one.pk + 300_000)) == {one.pk}
    assert len(told) == 1
