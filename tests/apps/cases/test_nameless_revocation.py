"""Who takes something back may name the very person it was handed in for: neither task, audit nor row keeps that."""

import json
import secrets
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.factories import exposure
from tests.factories.cases import NOW, SYSTEM, a_case, a_person
from tests.factories.org import a_province
from tests.factories.tasks import run_pending
from vungxanh.apps.cases.actions import from_phones
from vungxanh.apps.cases.models import Exposure, Person
from vungxanh.apps.exposure.actions.contacts import confirm, refuse
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import CodeKind, DayKey, Upload
from vungxanh.apps.exposure.queries.uploads import contact_of
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
NAME, HOME = "Nguyễn Thị Bí Mật", "Tổ 7 thôn Ẩn Danh"
SAID = f"Nhập nhầm cho bà {NAME}, {HOME}, gọi bà Mật 0905 987 654"
CLEAN = "Nhập nhầm cho bà …, …, gọi bà … …"
LATER = NOW + timedelta(hours=1)


def whys(verb: str) -> list[str]:
    return [json.loads(entry.data)["why"] for entry in Entry.objects.filter(verb=verb)]


def a_named_person() -> Person:
    return a_person(name=NAME, address=HOME, phone="0905 987 654")


def in_tasks() -> str:
    rows = DBTaskResult.objects.values_list("task_path", "args_kwargs", "traceback", "return_value")
    return json.dumps(list(rows), ensure_ascii=False, default=str)


def test_whom_the_code_was_for_is_not_named_by_the_audit_nor_by_a_task() -> None:
    person = a_case(a_named_person()).person
    exposure.hand_in(exposure.a_code(subject=person.subject, at=NOW).text, at=NOW)
    (upload,) = revoke(person.subject, SAID, by=exposure.a_health_officer(), at=LATER)
    assert whys("exposure.upload.revoke") == [CLEAN]
    assert Upload.objects.get(pk=upload.pk).revoked_why == CLEAN
    held = in_tasks()
    assert str(upload.pk) in held
    assert not [part for part in (NAME, "Bí Mật", "Nhập nhầm", "987 654", "Ẩn Danh") if part in held]


def test_nor_when_what_waits_is_refused() -> None:
    person = a_case(a_named_person()).person
    code = exposure.a_code(CodeKind.APP, subject=person.subject, at=NOW)
    upload = exposure.hand_in(code.text, kind=CodeKind.APP, at=NOW)
    refuse(upload, SAID, by=exposure.a_health_officer(), at=LATER)
    assert whys("exposure.report.refuse") == [CLEAN]


def test_a_merged_record_and_the_one_it_became_are_named_no_more_than_their_own() -> None:
    kept, absorbed = a_case(a_named_person()).person, a_person(name="Lê Văn Kín")
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    for number, subject in enumerate((kept.subject, absorbed.subject)):
        at = NOW + timedelta(minutes=number)
        exposure.hand_in(exposure.a_code(subject=subject, at=at).text, at=at)
        revoke(subject, f"Nhầm {NAME} với Lê Văn Kín", by=exposure.a_health_officer(), at=LATER)
    assert whys("exposure.upload.revoke") == ["Nhầm … với …"] * 2


def test_case_work_is_told_why_without_the_name() -> None:
    a_province()
    source = a_case().person
    exposure.hand_in(exposure.a_code(subject=source.subject, at=NOW).text, at=NOW)
    exposure.a_batch(at=NOW + timedelta(minutes=5))
    key = DayKey.objects.filter(batch__isnull=False).order_by("starts_at")[0]
    report = confirm(exposure.a_waiting_report(key, at=NOW), by=exposure.a_health_officer(), at=NOW)
    told = contact_of(report.pk)
    assert told is not None
    from_phones.enter_contact(report.subject, str(report.pk), told, by=SYSTEM, at=NOW, entropy=secrets.token_bytes)
    revoke(report, "anh Trần Văn Nam bấm nhầm", by=exposure.a_health_officer(), at=LATER)
    run_pending()
    assert set(Exposure.objects.values_list("withdrawn_why", flat=True)) == {"anh … bấm nhầm"}
