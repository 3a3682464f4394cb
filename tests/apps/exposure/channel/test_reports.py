"""A contact's own report, real, forged or chaff."""

import json

import pytest

from tests.apps.exposure.channel.test_channel import a_published_case, send
from tests.factories.exposure import a_case, a_contact_body, a_health_officer
from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Upload, UploadKind
from vungxanh.apps.exposure.queries.uploads import contact_of
from vungxanh.core.tracing.tracefile import read_rows
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def test_a_contacts_own_report_is_kept_and_says_which_case():
    upload, key = a_published_case()
    assert send(a_contact_body([(key, 40)]), "reports").status_code == 202
    report = Upload.objects.get(kind=UploadKind.CONTACT)
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
