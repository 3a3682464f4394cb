"""What is known of somebody, corrected: whatever levels and days rest on is derived again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.factories.cases import a_case, a_cdc_officer, a_commune, a_person, an_exposure
from vungxanh.apps.cases.actions import people
from vungxanh.apps.cases.models import Derivation, Plan
from vungxanh.kit.clock import VIETNAM

pytestmark = pytest.mark.django_db

AT = datetime(2022, 1, 10, 9, tzinfo=VIETNAM)
"""Under the policy that lets the vaccinated go sooner."""


def test_the_vaccinated_leave_sooner_as_soon_as_it_is_known() -> None:
    by, commune = a_cdc_officer(), a_commune()
    case = a_case(a_person(commune, at=AT), by=by, at=AT, onset_on=AT.date() - timedelta(days=3))
    near = a_person(commune, at=AT)
    an_exposure(case.person, near, by=by, at=AT, started_at=AT - timedelta(days=2))
    before = Plan.objects.get(person=near).quarantine_ends_on
    assert before is not None
    near = people.complete(near, people.Known(is_vaccinated=True), by=by, at=AT)
    assert Plan.objects.get(person=near).quarantine_ends_on == before - timedelta(days=3)
    run = Derivation.objects.latest("id")
    assert run.cause["vi"] == "thông tin đã tiêm đủ được sửa"
    corrected = replace(people.known_of(near), is_vaccinated=False)
    people.change(near, corrected, commune, version=near.version, by=by, at=AT)
    assert Plan.objects.get(person=near).quarantine_ends_on == before


def test_a_corrected_name_derives_nothing() -> None:
    by, commune = a_cdc_officer(), a_commune()
    near = a_person(commune)
    an_exposure(a_case(by=by).person, near, by=by)
    runs = Derivation.objects.count()
    near.refresh_from_db()
    people.change(near, people.Known(full_name="Lê Thị Hoa"), commune, version=near.version, by=by, at=AT)
    assert Derivation.objects.count() == runs
