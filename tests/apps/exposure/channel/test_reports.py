"""A contact's own report, real, forged or chaff."""

import json
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.apps.exposure.channel.test_channel import a_published_case, send
from tests.factories.exposure import a_case, a_contact_body, a_health_officer, a_waiting_report
from tests.factories.org import a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions.contacts import MOST, confirm, refuse
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Attempts, Upload, UploadKind, UploadState
from vungxanh.apps.exposure.queries.reports import waiting_reports
from vungxanh.apps.exposure.queries.uploads import contact_of
from vungxanh.core.tracing.tracefile import read_rows
from vungxanh.kit import clock
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Conflict, NotAllowed

pytestmark = pytest.mark.django_db
PERSON = {"full_name": "Trần Văn Nam", "phone": "0905222333", "address": ""}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def announced():
    return [one for one in DBTaskResult.objects.all() if "ContactReported" in str(one.args_kwargs)]


def test_a_contacts_own_report_waits_and_counts_only_when_a_health_officer_confirms_it():
    upload, key = a_published_case()
    assert send(a_contact_body([(key, 40)]), "reports").status_code == 202
    report = Upload.objects.get(kind=UploadKind.CONTACT)
    assert report.state == UploadState.WAITING
    assert contact_of(report.pk) is None
    assert not announced()
    confirm(report, by=a_health_officer(), at=clock.now())
    confirm(report, by=a_health_officer(), at=clock.now())
    assert len(announced()) == 1
    report.refresh_from_db()
    details = contact_of(report.pk)
    assert (details.full_name, details.phone, details.commune_code) == ("Trần Văn Nam", "0905 222 333", "20335")
    assert [one.case_subject for one in details.encounters] == [upload.subject]
    assert details.encounters[0].max_rssi == -60
    assert len(list(read_rows(histories.opened(report)))) == 3
    raw = (histories.folder() / report.history_name).read_bytes()
    assert b"29ABD013" not in raw


def test_two_reports_of_one_number_are_one_person():
    _upload, key = a_published_case()
    for slot in (40, 50):
        send(a_contact_body([(key, slot)], phone="0905222333" if slot == 40 else "+84 905 222 333"), "reports")
    reports = Upload.objects.filter(kind=UploadKind.CONTACT)
    assert reports.count() == 2
    assert len({one.subject for one in reports}) == 1


def test_a_report_that_heard_no_published_key_is_answered_alike_and_not_kept():
    now = clock.now()
    _upload, key = a_published_case()
    waiting = a_case(at=now).keys.order_by("starts_at")[1]
    forged = json.loads(a_contact_body([(key, 40)]))
    forged["met"][0]["rows"][0][1] = "00" * 12
    bodies = [
        a_contact_body([(waiting, 40)]),
        json.dumps(forged).encode(),
        a_contact_body([(key, 40)], chaff=True),
    ]
    answers = [send(body, "reports") for body in bodies]
    real = send(a_contact_body([(key, 40)]), "reports")
    assert {(one.status_code, one.content) for one in [*answers, real]} == {(202, real.content)}
    assert Upload.objects.filter(kind=UploadKind.CONTACT).count() == 1


def test_a_published_key_said_of_another_day_was_not_heard():
    """Its identifiers moved by a day are what anybody writes who has read the batch."""
    _upload, key = a_published_case()
    key.starts_at -= timedelta(days=1)
    send(a_contact_body([(key, 40)]), "reports")
    assert not Upload.objects.filter(kind=UploadKind.CONTACT).exists()


def test_rows_an_hour_beside_the_identifier_do_not_count():
    _upload, key = a_published_case()
    body = json.loads(a_contact_body([(key, 40)]))
    for row in body["met"][0]["rows"]:
        row[3] += 3_600_000
    send(json.dumps(body).encode(), "reports")
    assert not Upload.objects.filter(kind=UploadKind.CONTACT).exists()


def test_a_report_of_what_was_taken_back_is_not_kept():
    upload, key = a_published_case()
    revoke(upload, "Mẫu bị nhầm", by=a_health_officer(), at=clock.now())
    assert send(a_contact_body([(key, 40)]), "reports").status_code == 202
    assert not Upload.objects.filter(kind=UploadKind.CONTACT).exists()


def test_a_report_of_a_case_taken_back_meanwhile_is_not_confirmed():
    upload, key = a_published_case()
    report = a_waiting_report(key, at=clock.now())
    revoke(upload, "Mẫu bị nhầm", by=a_health_officer(), at=clock.now())
    with pytest.raises(Conflict):
        confirm(report, by=a_health_officer(), at=clock.now())


def test_what_is_refused_leaves_no_name_and_no_row(django_capture_on_commit_callbacks):
    _upload, key = a_published_case()
    report = a_waiting_report(key, at=clock.now())
    path = histories.folder() / report.history_name
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        refuse(report, "Gọi không có người này", by=a_health_officer(), at=clock.now())
    report.refresh_from_db()
    assert (report.state, report.contact, report.history_name) == (UploadState.REFUSED, "", "")
    assert not path.exists()
    with pytest.raises(Conflict):
        confirm(report, by=a_health_officer(), at=clock.now())


def test_a_report_is_for_the_officers_of_the_commune_it_names():
    here = a_small_province()
    _upload, key = a_published_case()
    district, other = (an_officer(Role.HEALTH_OFFICER, unit) for unit in here.districts)
    commune = an_officer(Role.HEALTH_OFFICER, here.communes[1])
    province = an_officer(Role.HEALTH_OFFICER, here.province)
    report = a_waiting_report(key, at=clock.now(), person=PERSON | {"commune": here.communes[1].code})
    nowhere = a_waiting_report(key, at=clock.now(), person=PERSON | {"commune": "99999"})
    seen = {who: {one.upload for one in waiting_reports(who)} for who in (district, other, commune, province)}
    assert list(seen.values()) == [{report}, set(), {report}, {report, nowhere}]
    told = {one.user_id for one in Notice.objects.filter(kind="exposure.report")}
    assert told >= {who.user.pk for who in (district, commune, province)}
    assert other.user.pk not in told
    for stranger in (other, an_officer(Role.LEADER, here.communes[1])):
        with pytest.raises(NotAllowed):
            confirm(report, by=stranger, at=clock.now())
        with pytest.raises(NotAllowed):
            refuse(report, "Không phải", by=stranger, at=clock.now())
    with pytest.raises(NotAllowed):
        confirm(nowhere, by=commune, at=clock.now())


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"consent": {}},
        {"person": {"full_name": "A"}},
        {"met": []},
        {"met": [{"key": "00", "time_start": 0, "rows": []}]},
        {"padding": "1"},
        {"more": 1},
        {"person": {"full_name": "A\nB", "phone": "", "address": "", "commune": ""}},
    ],
)
def test_a_report_of_another_form_is_refused(change):
    _upload, key = a_published_case()
    assert send(json.dumps(json.loads(a_contact_body([(key, 40)])) | change).encode(), "reports").status_code == 422
    assert not Upload.objects.filter(kind=UploadKind.CONTACT).exists()


def test_one_address_reports_only_so_often():
    _upload, key = a_published_case()
    bodies = [a_contact_body([(key, slot)]) for slot in range(21)]
    assert [send(body, "reports").status_code for body in bodies] == [202] * 20 + [429]


def test_a_household_of_the_new_internet_and_a_phone_report_only_so_often():
    _upload, key = a_published_case()
    sent = [
        send(a_contact_body([(key, slot)]), "reports", REMOTE_ADDR=f"2001:db8::{slot + 1:x}").status_code
        for slot in range(21)
    ]
    assert sent == [202] * 20 + [429]
    phone = [
        send(a_contact_body([(key, slot)], device="ab" * 16), "reports", REMOTE_ADDR=f"203.0.113.{slot}").status_code
        for slot in range(30, 36)
    ]
    assert phone == [202] * 5 + [429]


def test_when_reports_are_too_many_for_the_realm_the_province_hears_of_it():
    officer, now = a_health_officer(), clock.now()
    _upload, key = a_published_case()
    window = now.replace(minute=0, second=0, microsecond=0)
    Attempts.objects.create(scope="rep-all", digest="realm", window=window, count=MOST["rep-all"] - 1)
    sent = [
        send(a_contact_body([(key, slot)]), "reports", REMOTE_ADDR=f"203.0.113.{slot}").status_code for slot in range(4)
    ]
    assert sent == [202, 429, 429, 429]
    assert Notice.objects.filter(user=officer.user, kind="exposure.alarm").count() == 1
