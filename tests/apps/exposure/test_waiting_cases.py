"""Six digits that are bound to no number let in what waits for a health officer."""

from datetime import timedelta

import pytest

from tests.apps.exposure.test_batches import what_phones_read
from tests.factories.exposure import AT, a_batch, a_code, a_health_officer, a_province, hand_in, reported
from tests.factories.org import a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions.contacts import confirm, refuse
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import CodeKind, DayKey, Holder, Upload, UploadState
from vungxanh.apps.exposure.queries import alerts
from vungxanh.apps.exposure.queries.reports import report_of, waiting_reports
from vungxanh.apps.org.models import Level
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Conflict, NotAllowed
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROW = b"29ABD013B41C90269332AB5D\t9C25DF2D9861B31897EA3028\t-63\t1596887252275\n"
PHONE = "0905123456"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def a_waiting_case(keys=None, *, by=None, at=AT, **more):
    return hand_in(a_code(CodeKind.APP, by=by, at=at, **more).text, keys, kind=CodeKind.APP, at=at, history=ROW)


def announced():
    return Entry.objects.filter(verb="exposure.report.confirm")


def published():
    return set(DayKey.objects.filter(batch__isnull=False).values_list("upload", flat=True))


def test_until_it_is_confirmed_it_is_published_compared_and_told_to_nobody_but_who_issued_the_code():
    officer = a_health_officer()
    upload = a_waiting_case(by=officer)
    assert upload.state == UploadState.WAITING
    assert (upload.keys.exists(), upload.history_rows) == (True, 1)
    a_batch(at=AT + HOUR)
    assert not published()
    process(at=AT)
    assert not Holder.objects.exists()
    assert not announced()
    assert alerts.per_day(clock.day_of(AT), clock.day_of(AT))[clock.day_of(AT)].cases == 0
    assert list(Notice.objects.values_list("user_id", flat=True)) == [officer.user.pk]


def test_confirmed_it_is_a_report_like_any_other():
    officer = a_health_officer()
    upload = a_waiting_case(by=officer)
    (shown,) = waiting_reports(officer)
    assert shown.is_case
    confirm(report_of(officer, upload.pk).upload, by=officer, at=AT + HOUR)
    confirm(upload, by=officer, at=AT + HOUR)
    upload.refresh_from_db()
    assert (upload.state, len(announced())) == (UploadState.ACCEPTED, 1)
    process(at=AT)
    assert Holder.objects.filter(subject=upload.subject).exists()
    assert upload.expires_on == hand_in(a_code(by=officer).text).expires_on
    a_batch(at=AT + 8 * HOUR)
    assert upload.pk in published()
    assert not waiting_reports(officer)


def test_refused_its_keys_and_history_go_at_once():
    officer = a_health_officer()
    upload = a_waiting_case(by=officer)
    assert list(histories.folder().iterdir())
    refuse(upload, "Máy của người bệnh báo mã sai", by=officer, at=AT)
    upload.refresh_from_db()
    assert (upload.state, upload.history_name) == (UploadState.REFUSED, "")
    assert not upload.keys.exists()
    assert not list(histories.folder().iterdir())
    assert not announced()


def test_only_health_officers_of_the_place_confirm():
    upload = a_waiting_case()
    other = an_officer(Role.HEALTH_OFFICER, a_unit(level=Level.DISTRICT, parent=a_province()))
    for officer in (other, a_health_officer(role=Role.LEADER)):
        with pytest.raises(NotAllowed):
            confirm(upload, by=officer, at=AT)


def test_nobody_confirms_and_it_is_deleted_as_what_a_phone_sent_by_itself():
    upload = a_waiting_case()
    expire(Moments(AT + 3 * DAY - HOUR, AT + 3 * DAY - HOUR))
    assert Upload.objects.filter(pk=upload.pk).exists()
    expire(Moments(AT + 5 * DAY, AT + 5 * DAY))
    assert not Upload.objects.exists()
    assert not DayKey.objects.exists()
    assert not list(histories.folder().iterdir())


def test_keys_that_come_again_with_a_bound_code_are_of_that_report():
    officer, keys = a_health_officer(), reported()
    first = a_waiting_case(keys, by=officer)
    again = hand_in(a_code(CodeKind.APP, by=officer, phone=PHONE).text, keys, phones=frozenset({keyed.of_phone(PHONE)}))
    assert again.state == UploadState.ACCEPTED
    assert again.keys.count() == DayKey.objects.count() > 0
    with pytest.raises(Conflict):
        confirm(first, by=officer, at=AT)


def test_who_was_taken_back_stays_so_while_they_wait():
    """Their published keys come in again: until somebody has confirmed them, phones are told that they are void."""
    officer, keys = a_health_officer(), reported()
    before = hand_in(a_code(by=officer).text, keys)
    a_batch(at=AT + 8 * HOUR)
    assert published() == {before.pk}
    told = set(DayKey.objects.filter(batch__isnull=False).values_list("pk", flat=True))
    revoke(before, "Xét nghiệm nhầm", by=officer, at=AT + 9 * HOUR)
    waiting = a_waiting_case(keys, by=officer, at=AT + 9 * HOUR, subject=before.subject)
    a_batch(at=AT + 17 * HOUR)
    assert not DayKey.objects.filter(pk__in=told, revoked_in=None).exists()
    confirm(waiting, by=officer, at=AT + 18 * HOUR)
    a_batch(at=AT + 27 * HOUR)
    assert DayKey.objects.filter(pk__in=told, revoked_in=None, upload=waiting).exists()


def test_what_was_taken_back_is_told_even_when_nobody_confirms_the_report_that_brought_it_again():
    """Their published keys came again with digits that nobody confirmed: what waited goes, the revocation does not."""
    officer, keys = a_health_officer(), reported()
    before = hand_in(a_code(by=officer).text, keys)
    a_batch(at=AT + 8 * HOUR)
    told = set(DayKey.objects.filter(batch__isnull=False).values_list("pk", flat=True))
    revoke(before, "Xét nghiệm nhầm", by=officer, at=AT + 9 * HOUR)
    waiting = a_waiting_case(keys, by=officer, at=AT + 9 * HOUR, subject=before.subject)
    assert set(waiting.keys.values_list("pk", flat=True)) > told
    expire(Moments(AT + 5 * DAY, AT + 5 * DAY))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.history_name) == (UploadState.REFUSED, "")
    assert set(waiting.keys.values_list("pk", flat=True)) == told
    assert not list(histories.folder().iterdir())
    a_batch(at=AT + 5 * DAY)
    assert not DayKey.objects.filter(pk__in=told, revoked_in=None).exists()
    assert {row.key.key.hex() for row in what_phones_read(AT + 5 * DAY)[1][2].rows if row.revoked} >= {
        key.key for key in DayKey.objects.filter(pk__in=told)
    }
    expire(Moments(AT + 40 * DAY, AT + 40 * DAY))
    assert not Upload.objects.exists()
