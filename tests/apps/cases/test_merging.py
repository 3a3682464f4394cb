"""Merging keeps every edge and is undone to the row; duplicates are asked about once, within reach."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q

from tests.factories.cases import (
    NOW,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_meeting,
    a_person,
    an_exposure,
    the_policies,
)
from vungxanh.apps.cases.actions import deciding, exposures, followup, merging
from vungxanh.apps.cases.models import (
    Case,
    Check,
    DecidedSource,
    Decision,
    Exposure,
    Merge,
    Person,
    Plan,
    Release,
    Ring,
    Sample,
    Standing,
)
from vungxanh.apps.cases.queries.duplicates import like, like_person
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
DERIVED = ("id", "derived_at", "updated_at", "version")


def merge(kept: Person, absorbed: Person, by: Officer) -> Merge:
    for person in (kept, absorbed):
        person.refresh_from_db()
    return merging.merge(kept, absorbed, versions=(kept.version, absorbed.version), by=by, at=NOW)


def table(model: Any, *without: str) -> list[dict[str, Any]]:
    """Every row, for comparing."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in without]
    return sorted((row for row in model.objects.values(*names)), key=repr)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that a merge touches, without when it was touched."""
    exact = {model.__name__: table(model) for model in (Exposure, Case, Ring, Decision, DecidedSource)}
    derived = {model.__name__: table(model, *DERIVED) for model in (Standing, Plan)}
    people = {"Person": table(Person, "updated_at", "version", "phone", "full_name", "facts", "address", "citizen_id")}
    checks = {"Check": table(Check, "id"), "Sample": table(Sample, "id"), "Release": table(Release, "id")}
    return exact | derived | people | checks


def test_every_edge_goes_over_and_both_sources_stay() -> None:
    by = a_cdc_officer()
    one, other = a_case(by=by).person, a_case(by=by).person
    first, second = a_person(), a_person()
    an_exposure(one, first, by=by)
    an_exposure(other, second, by=by)
    merge(first, second, by)
    assert {row.source_id for row in Exposure.objects.filter(target=first)} == {one.pk, other.pk}
    assert Standing.objects.get(person=first).sources == 2
    assert not Standing.objects.filter(person=second).exists()
    assert Entry.objects.filter(verb="cases.person.merge").exists()


def test_undoing_puts_back_every_row() -> None:
    by = a_cdc_officer()
    ill = a_case(by=by).person
    first, second = a_person(), a_person()
    an_exposure(ill, first, by=by)
    an_exposure(ill, second, by=by)
    an_exposure(ill, second, by=by, started_at=NOW - timedelta(days=1))
    an_exposure(first, second, by=by)
    check = Check.objects.filter(plan__person=second, day=TODAY).first()
    assert check
    followup.check(check, followup.Outcome.WELL, by=by, at=NOW)
    deciding.change_days(
        second, quarantine_until=TODAY + timedelta(days=20), why="ở cùng người cao tuổi", by=by, at=NOW
    )
    before = everything()
    made = merge(first, second, by)
    assert everything() != before
    merging.undo(made, by=by, at=NOW)
    after = everything()
    for name in before:
        assert after[name] == before[name], name


def test_the_same_meeting_told_of_both_counts_once() -> None:
    by = a_cdc_officer()
    ill = a_case(by=by).person
    first, second = a_person(), a_person()
    an_exposure(ill, first, by=by)
    an_exposure(ill, second, by=by)
    merge(first, second, by)
    rows = Exposure.objects.filter(target=first)
    assert rows.count() == 2
    assert rows.filter(withdrawn_at=None).count() == 1


def test_a_meeting_of_the_two_records_with_each_other_counts_for_nothing_and_comes_back() -> None:
    by = a_cdc_officer()
    first = a_case(by=by).person
    second = a_person()
    between = an_exposure(first, second, by=by)
    made = merge(first, second, by)
    between.refresh_from_db()
    assert between.withdrawn_at is not None
    merging.undo(made, by=by, at=NOW)
    between.refresh_from_db()
    assert between.withdrawn_at is None
    assert Standing.objects.get(person=second).level == 1


def test_a_merged_meeting_told_again_is_the_same_row() -> None:
    by = a_cdc_officer()
    ill = a_case(by=by).person
    first, second = a_person(), a_person()
    an_exposure(ill, second, by=by)
    merge(first, second, by)
    exposures.record(a_meeting(ill, first), by=by, at=NOW)
    assert Exposure.objects.filter(Q(source=first) | Q(target=first)).count() == 1


def test_two_running_cases_become_one_and_two_again() -> None:
    by = a_cdc_officer()
    one, other = a_case(by=by), a_case(by=by)
    contact = a_person()
    an_exposure(other.person, contact, by=by)
    made = merge(one.person, other.person, by)
    assert Standing.objects.get(person=contact).case == one
    assert set(Case.objects.filter(person=one.person)) == {one, other}
    merging.undo(made, by=by, at=NOW)
    other.refresh_from_db()
    assert (other.person_id == one.person_id, other.state) == (False, "active")
    assert Standing.objects.get(person=contact).case == other


def test_a_check_that_was_done_takes_the_place_of_the_one_due() -> None:
    by = a_cdc_officer()
    ill = a_case(by=by).person
    first, second = a_person(), a_person()
    an_exposure(ill, first, by=by)
    an_exposure(ill, second, by=by)
    done = Check.objects.filter(plan__person=second, day=TODAY).first()
    assert done
    followup.check(done, followup.Outcome.WELL, by=by, at=NOW)
    merge(first, second, by)
    assert list(
        Check.objects.filter(plan__person=first, day=TODAY, number=done.number).values_list("pk", "outcome")
    ) == [(done.pk, "well")]


def test_people_of_two_places_need_an_officer_over_both() -> None:
    here, there = a_commune(), a_commune()
    one, other = a_person(here), a_person(there)
    district = a_health_officer(here.parent)  # type: ignore[arg-type]
    assert district.unit.level == Level.DISTRICT
    the_policies()
    with pytest.raises(NotFound):
        merge(one, other, district)
    with pytest.raises(NotAllowed):
        merge(one, a_person(here), a_health_officer(here))
    merge(one, other, a_cdc_officer())


def test_a_record_cannot_be_merged_with_itself_twice_or_when_stale() -> None:
    by = a_cdc_officer()
    one, other = a_person(), a_person()
    the_policies()
    with pytest.raises(Invalid):
        merge(one, one, by)
    with pytest.raises(Conflict):
        merging.merge(one, other, versions=(one.version, other.version + 1), by=by, at=NOW)
    made = merge(one, other, by)
    with pytest.raises(Conflict):
        merge(one, other, by)
    merging.undo(made, by=by, at=NOW)
    with pytest.raises(Conflict):
        merging.undo(made, by=by, at=NOW)


def test_an_earlier_merge_waits_for_the_later_one_to_be_undone() -> None:
    by = a_cdc_officer()
    one, other, third = a_person(), a_person(), a_person()
    the_policies()
    first = merge(one, other, by)
    second = merge(third, one, by)
    other.refresh_from_db()
    assert other.merged_into == third
    with pytest.raises(Conflict):
        merging.undo(first, by=by, at=NOW)
    merging.undo(second, by=by, at=NOW)
    merging.undo(first, by=by, at=NOW)
    assert not Person.objects.exclude(merged_into=None).exists()


def test_a_candidate_is_found_by_phone_or_name_with_reasons() -> None:
    by = a_cdc_officer()
    known = a_person(name="Nguyễn Thị Bích Đào", phone="0905123456", birth_year=1988)
    found = like(by, Identity("Nguyen Thi Bich Dao", year=1988))
    assert [one.person for one in found] == [known]
    assert {"tên gần giống, khác dấu", "cùng năm sinh"} == {reason.vi for reason in found[0].likeness.reasons}
    assert like(by, Identity("Nguyễn Thị Bích", phone="+84905123456"), besides=[known.pk]) == []


def test_people_of_elsewhere_and_merged_records_are_no_candidates() -> None:
    here = a_commune()
    known = a_person(name="Võ Văn Tám", birth_year=1970)
    asked = Identity("Võ Văn Tám", year=1970)
    assert like(a_health_officer(here), asked) == []
    by = a_cdc_officer()
    the_policies()
    merge(a_person(name="Khác Hẳn"), known, by)
    assert like(by, asked) == []


def test_who_is_said_to_be_somebody_else_is_not_asked_about_again() -> None:
    by = a_cdc_officer()
    one, other = (a_person(name="Võ Văn Tám", birth_year=1970) for _number in range(2))
    assert [each.person for each in like_person(by, one)] == [other]
    for pair in ((one, other), (other, one)):
        merging.keep_apart(*pair, by=by, at=NOW)
    assert like_person(by, one) == like_person(by, other) == []


def test_a_record_is_not_its_own_duplicate() -> None:
    assert like_person(a_cdc_officer(), a_person(name="Võ Văn Tám", birth_year=1970, phone="0905123456")) == []
