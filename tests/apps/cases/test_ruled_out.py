"""Who was ruled out hands in nothing: open codes are withdrawn, what waits is refused, nothing is published."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.factories import exposure
from tests.factories.api import at_once
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_person
from tests.factories.org import a_province
from vungxanh.apps.cases.actions import cases, merging
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, CaseState, Classification, Person
from vungxanh.apps.exposure import subjects
from vungxanh.apps.exposure.actions.contacts import confirm
from vungxanh.apps.exposure.actions.uploads import CodeExpired, CodeWrong
from vungxanh.apps.exposure.models import LIVE, Code, CodeKind, DayKey, Upload, UploadState
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
YES = Illness(Classification.CONFIRMED, onset_on=NOW.date() - timedelta(days=3), tested_on=NOW.date())
NO = replace(YES, classification=Classification.NOT_A_CASE)


def judged(case: Case, illness: Illness, minutes: int = 1) -> Case:
    current = Case.objects.get(pk=case.pk)
    return cases.change(
        current,
        illness,
        version=current.version,
        why="sửa theo phiếu điều tra",
        by=a_cdc_officer(),
        at=NOW + minutes * MINUTE,
    )


def a_code(case: Case, kind: CodeKind = CodeKind.LINK, minutes: int = 0) -> exposure.Given:
    return exposure.a_code(kind, subject=case.person.subject, at=NOW + minutes * MINUTE)


def a_waiting_upload(case: Case) -> Upload:
    upload = exposure.hand_in(a_code(case, CodeKind.APP).text, kind=CodeKind.APP, at=NOW)
    assert upload.state == UploadState.WAITING
    return upload


def published() -> bool:
    exposure.a_batch(at=NOW + 5 * HOUR)
    return DayKey.objects.filter(batch__isnull=False).exists()


@pytest.mark.parametrize("kind", [CodeKind.LINK, CodeKind.VOICE])
def test_an_open_code_is_withdrawn_and_its_keys_are_never_published(kind: CodeKind) -> None:
    case = a_case()
    given, others = a_code(case, kind), exposure.a_code(at=NOW)
    judged(case, NO)
    assert Code.objects.get(pk=given.code.pk).withdrawn_at == NOW + MINUTE
    assert Code.objects.get(pk=others.code.pk).withdrawn_at is None
    with pytest.raises(CodeWrong) as told:
        exposure.hand_in(given.text, at=NOW + 2 * MINUTE)
    assert not isinstance(told.value, CodeExpired)
    assert not published()


def test_who_types_it_hears_what_everybody_hears_of_a_wrong_code(settings: LazySettings) -> None:
    settings.CLOCK_OFFSET = NOW + 2 * MINUTE - clock.machine_now()
    case = a_case()
    given = a_code(case)
    judged(case, NO)
    keys = exposure.some_keys(at=NOW)
    answers = [
        Client().post("/exposure/v1/uploads", exposure.a_body(text, keys), content_type="application/json")
        for text in (given.text, given.text[:-1] + ("0" if given.text[-1] != "0" else "1"))
    ]
    assert answers[0].status_code >= 400
    assert [(one.status_code, one.content) for one in answers] == [(answers[0].status_code, answers[0].content)] * 2


def test_what_waits_is_refused_and_nobody_can_confirm_it() -> None:
    case = a_case()
    waiting = a_waiting_upload(case)
    judged(case, NO)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.keys.count()) == (UploadState.REFUSED, 0)
    with pytest.raises(Conflict):
        confirm(waiting, by=exposure.a_health_officer(), at=NOW + 2 * MINUTE)
    assert not published()


def test_a_code_that_was_given_at_the_same_moment_is_none() -> None:
    case = a_case()
    given = a_code(case)
    judged(case, NO)
    Code.objects.filter(pk=given.code.pk).update(withdrawn_at=None)  # as one stands that came in between
    with pytest.raises(CodeWrong):
        exposure.hand_in(given.text, at=NOW + 2 * MINUTE)
    assert Code.objects.get(pk=given.code.pk).claimed_at is None
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ruled_out_while_they_hand_in_and_nothing_of_them_stands() -> None:
    """Whichever comes first: what was let in is taken back, or the code is none any more."""

    def hand_in(text: str) -> None:
        with suppress(CodeWrong):
            exposure.hand_in(text, at=NOW + MINUTE)

    for _again in range(4):
        case = a_case()
        text = a_code(case).text
        at_once(partial(judged, case, NO), partial(hand_in, text))
        assert Case.objects.get(pk=case.pk).turned_negative
        assert not Upload.objects.filter(subject=case.person.subject, state__in=LIVE).exists()


def test_what_came_to_wait_at_the_same_moment_is_not_confirmed() -> None:
    case, other = a_case(), a_case()
    waiting = a_waiting_upload(other)
    judged(case, NO)
    Upload.objects.filter(pk=waiting.pk).update(subject=case.person.subject)
    with pytest.raises(Conflict):
        confirm(waiting, by=exposure.a_health_officer(), at=NOW + 2 * MINUTE)
    assert Upload.objects.get().state == UploadState.WAITING
    assert not published()


def test_who_is_ruled_out_is_given_no_code_and_a_case_again_a_new_one() -> None:
    case = a_case()
    before = exposure.hand_in(a_code(case).text, at=NOW)
    old = a_code(case)
    judged(case, NO)
    with pytest.raises(Conflict):
        a_code(case, minutes=2)
    judged(case, YES, minutes=3)
    with pytest.raises(CodeWrong):
        exposure.hand_in(old.text, at=NOW + 4 * MINUTE)
    upload = exposure.hand_in(a_code(case, minutes=4).text, at=NOW + 5 * MINUTE)
    before.refresh_from_db()
    assert (before.state, upload.state) == (UploadState.REVOKED, UploadState.ACCEPTED)
    assert published()
    assert set(DayKey.objects.filter(batch__isnull=False).values_list("upload", flat=True)) == {upload.pk}


def test_whom_nobody_knows_and_who_is_no_case_yet_hand_in_as_ever() -> None:
    person = a_person()
    for subject in (uuid4(), person.subject):
        assert not subjects.is_ruled_out(subject)
        assert exposure.hand_in(exposure.a_code(subject=subject, at=NOW).text, at=NOW).state == UploadState.ACCEPTED


def test_the_last_illness_decides() -> None:
    person = a_person()
    first = a_case(person)
    cases.end(first, CaseState.RECOVERED, NOW.date(), version=first.version, by=a_cdc_officer(), at=NOW)
    assert not subjects.is_ruled_out(person.subject)
    again = a_case(person, at=NOW + MINUTE)
    assert not subjects.is_ruled_out(person.subject)
    judged(again, NO, minutes=2)
    assert subjects.is_ruled_out(person.subject)


def test_a_case_that_stood_twice_was_not_ruled_out() -> None:
    a_province()
    kept, twin = a_case().person, a_case(at=NOW + MINUTE).person
    own = Case.objects.get(person=kept)
    merged(kept, twin)
    assert Case.objects.filter(classification=Classification.NOT_A_CASE).count() == 1
    assert not subjects.is_ruled_out(twin.subject)
    own.refresh_from_db()
    cases.end(own, CaseState.RECOVERED, NOW.date(), version=own.version, by=a_cdc_officer(), at=NOW)
    assert not subjects.is_ruled_out(twin.subject)
    judged(own, NO)
    assert subjects.is_ruled_out(twin.subject)
    assert subjects.is_ruled_out(kept.subject)


def merged(kept: Person, twin: Person) -> None:
    for person in (kept, twin):
        person.refresh_from_db()
    merging.merge(kept, twin, versions=(kept.version, twin.version), by=a_cdc_officer(), at=NOW + MINUTE)
