"""What phones handed in becomes people and exposures, once."""

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_person, an_exposure, the_policies
from tests.factories.org import a_province
from vungxanh.apps.cases.actions import from_phones, merging
from vungxanh.apps.cases.models import Alike, Exposure, Merge, Person, Plan, Release, Standing
from vungxanh.apps.exposure.queries.encounters import EncounterRow
from vungxanh.apps.exposure.queries.uploads import ContactDetails, ReportedEncounter
from vungxanh.core.tracing.risk import Class

pytestmark = pytest.mark.django_db
MINUTES = (20.0, 10.0, 0.0, 0.0)
START = NOW - timedelta(days=2)


def reported(case_person: Person, commune: str) -> ContactDetails:
    """What a contact says of themselves after their phone matched."""
    met = ReportedEncounter(case_person.subject, START, START + timedelta(minutes=30), MINUTES, -60, 12)
    return ContactDetails("Phan Thị Báo", "0905 111 222", "Tổ 4", commune, (met,))


def test_who_reports_stands_in_the_commune_they_named_as_f1_with_single_phone_evidence() -> None:
    a_province()
    case, there, subject = a_case(), a_commune(), uuid4()
    told = reported(case.person, there.code)
    for _twice in range(2):
        from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    person = Person.objects.get(subject=subject)
    assert (person.full_name, person.path) == ("Phan Thị Báo", there.path)
    row = Exposure.objects.get()
    assert (row.level, row.is_mutual, row.evidence, row.minutes) == ("high", False, "u1", list(MINUTES))
    assert Standing.objects.get(person=person).level == 1


def test_a_revoked_report_counts_for_nothing() -> None:
    a_province()
    case, subject = a_case(), uuid4()
    told = reported(case.person, a_commune().code)
    person = from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    assert from_phones.forget_upload("u1", "gửi nhầm", by=SYSTEM, at=NOW) == 1
    assert from_phones.forget_upload("u1", "gửi nhầm", by=SYSTEM, at=NOW) == 0
    assert not Standing.objects.filter(person=person).exists()
    assert Release.objects.get(person=person).cleared == "withdrawn"


def an_encounter(one: Person, other: object, level: Class = Class.HIGH) -> EncounterRow:
    """A meeting that both phones held."""
    end = START + timedelta(minutes=30)
    return EncounterRow(one.subject, other, START, end, MINUTES, -58, level, 0.005, True, "both")  # type: ignore[arg-type]


def test_strangers_found_by_comparison_get_a_pseudonym_at_the_province() -> None:
    province, case, stranger = a_province(), a_case(), uuid4()
    row = an_encounter(case.person, stranger)
    for _twice in range(2):
        from_phones.enter_encounters([row], by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    person = Person.objects.get(subject=stranger)
    assert (person.full_name, person.path) == ("", province.path)
    assert Exposure.objects.get().is_mutual
    assert Standing.objects.get(person=person).level == 1


def test_a_passing_meeting_makes_nobody() -> None:
    a_province()
    case = a_case()
    row = an_encounter(case.person, uuid4(), Class.LOW)
    assert from_phones.enter_encounters([row], by=SYSTEM, at=NOW, entropy=secrets.token_bytes) == 0
    assert Person.objects.count() == 1


def test_a_merged_record_is_not_brought_back() -> None:
    a_province()
    the_policies()
    case, kept, absorbed = a_case(), a_person(), a_person()
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    row = an_encounter(case.person, absorbed.subject)
    from_phones.enter_encounters([row], by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    assert Standing.objects.get(level=1).person == kept


def test_who_is_known_by_this_number_and_name_is_no_second_record() -> None:
    a_province()
    case, there = a_case(), a_commune()
    known = a_person(there, name="Phan Thị Báo", phone="+84 905 111 222", birth_year=1990)
    an_exposure(case.person, known)
    told, subject = reported(case.person, there.code), uuid4()
    for _twice in range(2):
        person = from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
        assert person == known
    assert list(Standing.objects.filter(level=1).values_list("person", flat=True)) == [known.pk]
    assert Plan.objects.filter(ended_on=None).get().person == known
    assert set(Exposure.objects.values_list("target", "origin")) == {(known.pk, "interview"), (known.pk, "ble")}
    assert not Alike.objects.exists()


def test_joining_a_report_is_undone_as_any_merge() -> None:
    a_province()
    case, there, subject = a_case(), a_commune(), uuid4()
    known = a_person(there, name="Phan Thị Báo", phone="0905111222")
    told = reported(case.person, there.code)
    from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    merging.undo(Merge.objects.get(kept=known), by=a_cdc_officer(), at=NOW)
    own = Person.objects.get(subject=subject)
    assert Exposure.objects.get().target == own
    assert Standing.objects.get(level=1).person == own
    assert from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes) == own


@pytest.mark.parametrize(
    "known",
    [
        [{"name": "Phan Thị Bảy", "phone": "0905111222"}],
        [{"name": "Phan Thị Bào", "phone": "0905111222"}] * 2,
    ],
)
def test_who_only_looks_like_somebody_is_a_record_that_an_officer_is_asked_about(known: list[dict[str, str]]) -> None:
    a_province()
    case, there, subject = a_case(), a_commune(), uuid4()
    others = [a_person(there, name=one["name"], phone=one["phone"]) for one in known]
    told = reported(case.person, there.code)
    own = from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    assert own not in others
    assert set(Alike.objects.filter(other=own).values_list("one", "path")) == {(one.pk, there.path) for one in others}


def test_a_report_after_a_merge_is_of_the_record_that_stayed() -> None:
    a_province()
    case, there, subject = a_case(), a_commune(), uuid4()
    told = reported(case.person, there.code)
    own = from_phones.enter_contact(subject, "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    kept = a_person(there, name="Người Khác")
    own.refresh_from_db()
    merging.merge(kept, own, versions=(kept.version, own.version), by=a_cdc_officer(), at=NOW)
    later = ReportedEncounter(case.person.subject, NOW - timedelta(hours=9), NOW - timedelta(hours=8), MINUTES, -60, 12)
    again = replace(told, encounters=(later,))
    assert from_phones.enter_contact(subject, "u2", again, by=SYSTEM, at=NOW, entropy=secrets.token_bytes) == kept
    assert Exposure.objects.get(evidence="u2").target == kept


def test_a_case_that_reports_to_have_met_itself_met_nobody() -> None:
    a_province()
    there = a_commune()
    case = a_case(a_person(there, name="Phan Thị Báo", phone="0905111222"))
    told = reported(case.person, there.code)
    for _twice in range(2):
        from_phones.enter_contact(uuid4(), "u1", told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    assert not Exposure.objects.filter(withdrawn_at=None).exists()
