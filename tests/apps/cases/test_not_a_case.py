"""Who turns out to be no case: their keys are revoked with the change, and phones learn it."""

import random
import secrets
from datetime import timedelta

import pytest

from tests.factories import exposure
from tests.factories.cases import NOW, SYSTEM, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import a_province
from vungxanh.apps.cases.actions import cases, from_phones
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Classification, Standing
from vungxanh.apps.exposure import contact_report, published
from vungxanh.apps.exposure.actions import batches, contacts, signing
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import Batch, DayKey, Upload, UploadKind, UploadState
from vungxanh.apps.exposure.queries.uploads import contact_of
from vungxanh.apps.org.models import Level
from vungxanh.core.exposure.batch import read_batch
from vungxanh.core.exposure.keyset import read_key_set
from vungxanh.kit.problems import Conflict

pytestmark = pytest.mark.django_db
NO = Illness(Classification.NOT_A_CASE, onset_on=NOW.date() - timedelta(days=3), tested_on=NOW.date())


def a_case_with_published_keys() -> Case:
    """A case whose keys are in the first batch."""
    case, by = a_case(), exposure.a_health_officer()
    code = exposure.a_code(by=by, subject=case.person.subject, at=NOW)
    exposure.hand_in(code.text, at=NOW)
    assert exposure.a_batch(at=NOW + timedelta(minutes=5))
    return case


def test_the_next_batch_takes_the_keys_back_and_contacts_are_free() -> None:
    case = a_case_with_published_keys()
    near = a_person()
    an_exposure(case.person, near)
    changed = cases.change(
        case, NO, version=case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW + timedelta(hours=1)
    )
    assert changed.turned_negative
    assert Upload.objects.get().state == UploadState.REVOKED
    assert not Standing.objects.filter(person=near).exists()
    later = NOW + timedelta(hours=5)
    signing.keep_keys((random.Random(1).randbytes(48), random.Random(2).randbytes(48)), at=later)
    second = batches.publish(chance=random.Random(3), at=later)
    assert second is not None
    out = DayKey.objects.filter(batch__isnull=False)
    assert out.count() > 1
    assert set(out.values_list("revoked_in", flat=True)) == {second.pk}
    document = (published.folder() / published.KEYS).read_bytes()
    trusted = read_key_set(document, None, now_s=int(later.timestamp())).signers
    told = read_batch(published.batch_path(second.number).read_bytes(), trusted)
    taken = {row.key.key.hex() for row in told.rows if row.revoked}
    assert {row.key for row in out} <= taken


def test_a_stale_change_revokes_nothing() -> None:
    case = a_case_with_published_keys()
    with pytest.raises(Conflict):
        cases.change(case, NO, version=case.version + 1, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW)
    assert Upload.objects.get().state == UploadState.ACCEPTED
    assert not Case.objects.get().turned_negative


def test_what_they_told_as_a_contact_of_another_case_stays() -> None:
    source = a_case_with_published_keys()
    key = DayKey.objects.filter(batch__isnull=False).order_by("starts_at")[0]
    a_province()
    report = contact_report.read_report(exposure.a_contact_body([(key, 2)]), now_s=int(NOW.timestamp()))
    upload = contacts.accept_contact(report, body_digest="b" * 64, by=Phone(), at=NOW, address="203.0.113.9")
    assert upload is not None
    contacts.confirm(upload, by=exposure.a_health_officer(), at=NOW)
    details = contact_of(upload.pk)
    assert details is not None
    contact = from_phones.enter_contact(
        upload.subject, str(upload.pk), details, by=SYSTEM, at=NOW, entropy=secrets.token_bytes
    )
    by = a_cdc_officer()
    case = a_case(contact, by=by)
    cases.change(case, NO, version=case.version, why="sửa theo phiếu điều tra", by=by, at=NOW)
    upload.refresh_from_db()
    assert (upload.kind, upload.state) == (UploadKind.CONTACT, UploadState.ACCEPTED)
    assert Standing.objects.get(person=contact).level == 1
    assert Case.objects.get(pk=source.pk).turned_negative is False


def test_a_district_officer_who_decides_needs_no_other_right() -> None:
    commune = a_commune()
    by = a_health_officer(commune.parent)
    assert commune.parent.level == Level.DISTRICT
    person = a_person(commune)
    case = a_case(person, by=by)
    code = exposure.a_code(by=by, subject=person.subject, at=NOW)
    exposure.hand_in(code.text, at=NOW)
    cases.change(case, NO, version=case.version, why="sửa theo phiếu điều tra", by=by, at=NOW)
    assert Upload.objects.get().state == UploadState.REVOKED
    exposure.a_batch(at=NOW + timedelta(minutes=1))
    assert not DayKey.objects.filter(batch__isnull=False).exists()
    assert Batch.objects.count() <= 1
