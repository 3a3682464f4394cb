"""Whose officers a person, their codes and what they handed in concern: those over the place, and nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.api import Program
from tests.factories.exposure import AT, a_batch, a_case, a_code, a_health_officer, hand_in, reported, some_keys
from tests.factories.org import a_small_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions.codes import withdraw
from vungxanh.apps.exposure.actions.quotas import extend_quota
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Code, DayKey, Upload, UploadState
from vungxanh.apps.exposure.queries.codes import codes_of
from vungxanh.apps.org.models import Level
from vungxanh.kit import clock
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db
FOUR_HOURS = timedelta(hours=4)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


@pytest.fixture
def here():
    return a_small_province()


def over(unit):
    return an_officer(Role.HEALTH_OFFICER, unit)


def test_a_person_is_used_only_by_officers_over_the_place_of_their_first_code(here):
    subject = uuid4()
    a_code(by=over(here.communes[0]), subject=subject)
    for other in (here.communes[1], here.districts[1], here.communes[2]):
        with pytest.raises(NotAllowed):
            a_code(by=over(other), subject=subject)
    assert a_code(by=over(here.districts[0]), subject=subject)
    assert a_code(by=over(here.province), subject=subject)
    assert Code.objects.filter(subject=subject).count() == 3


def test_a_code_of_the_province_stands_where_the_person_is(here):
    subject = uuid4()
    code = a_code(by=a_health_officer(), subject=subject, place=here.communes[1]).code
    assert code.place == here.communes[1]
    assert a_code(by=over(here.communes[1]), subject=subject)
    with pytest.raises(NotAllowed):
        a_code(by=over(here.districts[1]), subject=uuid4(), place=here.communes[1])


def test_a_centre_below_the_health_department_works_for_its_district(here):
    centre = a_unit("Trung tâm Y tế Huyện Đại Lộc", level=Level.SERVICE, parent=here.departments[1])
    own, far = over(centre), over(here.districts[1])
    code = a_code(by=own).code
    assert code.place == here.districts[0]
    assert list(codes_of(own)) == [code]
    assert not codes_of(far).exists()
    with pytest.raises(NotAllowed):
        withdraw(code, by=far, at=AT)
    assert withdraw(code, by=over(here.districts[0]), at=AT).withdrawn_at
    head = an_officer(Role.LEADER, centre)
    assert extend_quota(centre, more=1, why="Ổ dịch tại chợ, 60 ca", by=head, at=AT).extra == 1


def test_only_officers_over_the_place_revoke(here):
    upload = hand_in(a_code(by=over(here.communes[0])).text)
    assert upload.place == here.communes[0]
    for of in (upload, upload.subject):
        with pytest.raises(NotAllowed):
            revoke(of, "Mẫu bị nhầm", by=over(here.districts[1]), at=AT)
    assert Upload.objects.get().state == UploadState.ACCEPTED
    assert revoke(upload.subject, "Mẫu bị nhầm", by=over(here.districts[0]), at=AT) == [upload]


def test_programs_have_no_more_rights(here):
    now = clock.now()
    code = a_code(by=over(here.communes[0]), at=now)
    upload = hand_in(code.text, at=now)
    stranger = Program(over(here.districts[1]))
    path = f"exposure/subjects/{upload.subject}/revoke"
    assert stranger.send(path, why="Mẫu bị nhầm").status_code == 403
    asked = {"kind": "link", "since_on": clock.day_of(now).isoformat()}
    assert stranger.send("exposure/codes", **asked, subject=str(upload.subject)).status_code == 403
    assert stranger.send("exposure/codes", **asked, place=here.communes[0].code).status_code == 403
    assert stranger.get("exposure/codes").json()["items"] == []
    assert stranger.send(f"exposure/codes/{code.code.pk}/withdraw").status_code == 404
    upload.refresh_from_db()
    assert upload.state == UploadState.ACCEPTED


def test_what_was_taken_back_by_mistake_is_handed_in_again_and_goes_out_again():
    keys = reported(some_keys(seed=77))
    subject, officer = uuid4(), a_health_officer()
    first = hand_in(a_code(subject=subject, by=officer).text, keys)
    a_batch(at=AT)
    out = {key.key for key in first.keys.filter(batch__isnull=False)}
    assert out
    revoke(first, "Phòng xét nghiệm báo nhầm", by=officer, at=AT)
    assert a_batch(at=AT + FOUR_HOURS, seed=2)
    assert DayKey.objects.filter(key__isnull=False, revoked_in__isnull=False).count() == len(out)
    second = hand_in(a_code(subject=subject, by=officer, at=AT + FOUR_HOURS).text, keys, at=AT + FOUR_HOURS)
    assert {key.key for key in second.keys.all()} == {key.key for key in DayKey.objects.all()}
    third = a_batch(at=AT + 2 * FOUR_HOURS, seed=3)
    assert out <= {key.key for key in second.keys.filter(batch=third)}


def test_a_key_in_force_stays_with_whom_it_came_with():
    keys = reported(some_keys(seed=78))
    first = hand_in(a_code().text, keys)
    second = hand_in(a_code().text, keys)
    assert first.keys.exists()
    assert not second.keys.exists()
    assert a_case().keys.exists()
