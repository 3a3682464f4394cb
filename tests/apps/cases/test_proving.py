"""What a case is without its positive: only positives of the same illness prove it, and it is what it was before."""

from datetime import timedelta
from typing import Any

import pytest

from tests.apps.cases.test_false_positives import HOUR, WRONG, a_positive, hand_in, says
from tests.apps.cases.test_merging import merge
from tests.apps.cases.test_one_illness import levels
from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_person, an_exposure, the_policies
from vungxanh.apps.cases.actions import cases, merging, sampling
from vungxanh.apps.cases.models import Case, CaseState, Classification, Person, Plan, Sample, SampleResult
from vungxanh.apps.exposure.models import LIVE, Upload
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """Keys are handed in by the clock."""
    the_policies()
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def corrected(sample: Sample, *, hours: int = 3) -> None:
    """The laboratory mistook the sample."""
    says(Sample.objects.get(pk=sample.pk), SampleResult.NEGATIVE, why=WRONG, at=NOW + hours * HOUR)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_second_positive_of_an_illness_that_is_over_proves_no_later_one() -> None:
    by, person, met = a_cdc_officer(), a_person(at=NOW - timedelta(days=80)), a_person()
    for ago in (60, 53):
        at = NOW - timedelta(days=ago)
        says(sampling.take(person, at.date(), by=by, at=at), SampleResult.POSITIVE, at=at)
    over = Case.objects.get(person=person)
    at = NOW - timedelta(days=46)
    cases.end(over, CaseState.RECOVERED, at.date(), version=over.version, by=by, at=at)
    an_exposure(person, met, by=by, started_at=NOW - timedelta(days=20))
    sample = a_positive(person)
    hand_in(person)
    corrected(sample)
    again = Case.objects.exclude(pk=over.pk).get()
    assert (again.classification, again.proved_by, again.sampled_on) == (Classification.SUSPECTED, None, None)
    assert levels(met) == [None]
    assert not Upload.objects.filter(state__in=LIVE).exists()


def test_a_later_illness_proves_none_that_was_over() -> None:
    by, person = a_cdc_officer(), a_person(at=NOW - timedelta(days=80))
    at = NOW - timedelta(days=60)
    first = sampling.take(person, at.date(), by=by, at=at)
    says(first, SampleResult.POSITIVE, at=at)
    over = Case.objects.get(person=person)
    cases.end(over, CaseState.RECOVERED, TODAY - timedelta(days=46), version=over.version, by=by, at=NOW)
    a_positive(person)
    second = sampling.take(person, TODAY, by=by, at=NOW)
    says(second, SampleResult.POSITIVE)
    corrected(first)
    assert fresh(over).classification == Classification.SUSPECTED


@pytest.mark.parametrize("onset_on", [TODAY - timedelta(days=3), None])
def test_a_probable_case_is_probable_again_and_holds_its_contacts(onset_on: Any) -> None:
    by = a_cdc_officer()
    case = a_case(by=by, classification=Classification.PROBABLE, onset_on=onset_on, at=NOW + timedelta(days=1))
    contact = a_person()
    an_exposure(case.person, contact, by=by)
    before = cases.known_of(fresh(case))
    sample = a_positive(case.person)
    assert fresh(case).classification == Classification.CONFIRMED
    corrected(sample)
    assert (cases.known_of(fresh(case)), fresh(case).proved_by) == (before, None)
    assert levels(contact) == [1]
    assert Plan.objects.get(person=contact).ended_on is None


def a_merge_of_a_suspicion_and_a_positive() -> tuple[Case, Case, Sample, Person, merging.Merge]:
    """The suspected case that is kept, the proved one, its sample, whom the proved one met, and the merge."""
    by, person, contact = a_cdc_officer(), a_person(), a_person()
    kept = a_case(by=by, classification=Classification.SUSPECTED)
    sample = a_positive(person)
    an_exposure(person, contact, by=by)
    return kept, Case.objects.get(person=person), sample, contact, merge(kept.person, person, by)


def test_a_correction_while_two_records_were_one_holds_when_they_are_two_again() -> None:
    kept, absorbed, sample, contact, made = a_merge_of_a_suspicion_and_a_positive()
    assert levels(contact) == [1]
    corrected(sample)
    assert levels(contact) == [None]
    merging.undo(made, by=a_cdc_officer(), at=NOW + 4 * HOUR)
    found = [(each.classification, each.state, each.proved_by) for each in (fresh(kept), fresh(absorbed))]
    assert found == [(Classification.SUSPECTED, CaseState.ACTIVE, None)] * 2
    assert levels(contact) == [None]


def test_without_a_correction_the_case_rests_on_its_positive_again() -> None:
    kept, absorbed, sample, contact, made = a_merge_of_a_suspicion_and_a_positive()
    merging.undo(made, by=a_cdc_officer(), at=NOW + 4 * HOUR)
    assert (fresh(kept).classification, fresh(kept).proved_by) == (Classification.SUSPECTED, None)
    assert (fresh(absorbed).classification, fresh(absorbed).proved_by) == (Classification.CONFIRMED, sample)
    assert levels(contact) == [1]
    corrected(sample, hours=5)
    assert levels(contact) == [None]


@pytest.mark.parametrize("wrong", [0, 1])
def test_of_two_proved_records_only_the_one_whose_positive_was_wrong_falls(wrong: int) -> None:
    people = [a_person(), a_person()]
    samples = [a_positive(people[0]), a_positive(people[1], at=NOW + HOUR)]
    for person in people:
        hand_in(person)
    own = [Case.objects.get(person=person) for person in people]
    made = merge(*people, a_cdc_officer())
    corrected(samples[wrong])
    assert fresh(own[0]).classification == Classification.CONFIRMED
    assert Upload.objects.filter(state__in=LIVE).count() == 2
    merging.undo(made, by=a_cdc_officer(), at=NOW + 4 * HOUR)
    right = 1 - wrong
    assert (fresh(own[wrong]).classification, fresh(own[wrong]).proved_by) == (Classification.SUSPECTED, None)
    assert (fresh(own[right]).classification, fresh(own[right]).proved_by) == (Classification.CONFIRMED, samples[right])
    assert [each.subject for each in Upload.objects.filter(state__in=LIVE)] == [people[right].subject]


def test_a_case_confirmed_otherwise_does_not_rest_on_the_positive_of_the_record_merged_into_it() -> None:
    by, person, contact = a_cdc_officer(), a_person(), a_person()
    kept = a_case(by=by)
    an_exposure(kept.person, contact, by=by)
    sample = a_positive(person)
    merge(kept.person, person, by)
    corrected(sample)
    assert fresh(kept).classification == Classification.CONFIRMED
    assert levels(contact) == [1]


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_probable_case_merged_with_a_positive_is_probable_without_it(*, is_kept: bool) -> None:
    by, person, contact = a_cdc_officer(), a_person(), a_person()
    probable = a_case(by=by, classification=Classification.PROBABLE)
    an_exposure(probable.person, contact, by=by)
    sample = a_positive(person)
    kept, absorbed = (probable.person, person) if is_kept else (person, probable.person)
    merge(kept, absorbed, by)
    corrected(sample)
    assert Case.objects.get(person=kept, state=CaseState.ACTIVE).classification == Classification.PROBABLE
    assert levels(contact) == [1]
