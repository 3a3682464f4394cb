"""Codes and batches as a program sees them."""

from datetime import timedelta

import pytest

from tests.factories.api import Program
from tests.factories.exposure import a_batch, a_case, a_code, a_health_officer, hand_in
from tests.factories.org import a_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.models import Code, CodeDay, CodeKind
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def asked(**more):
    since = clock.day_of(clock.now()) - timedelta(days=3)
    return {"kind": "link", "since_on": since.isoformat()} | more


def test_a_program_issues_a_code_and_reads_its_text_once():
    program = Program(a_health_officer())
    answer = program.send("exposure/codes", **asked())
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    given = answer.json()
    assert given["sent"] is None
    assert hand_in(given["text"], at=clock.now()).subject == Code.objects.get().subject
    listed = program.get("exposure/codes")
    assert given["text"] not in listed.content.decode()
    assert [one["state"] for one in listed.json()["items"]] == ["claimed"]
    assert listed.json()["quota"]["issued"] == 1


def test_only_health_officers_issue_and_only_heads_extend():
    officer = a_health_officer()
    head = Program(an_officer(Role.LEADER, officer.unit))
    assert head.send("exposure/codes", **asked()).status_code == 403
    assert Program(an_officer()).get("exposure/codes").status_code == 403
    why = "Ổ dịch tại chợ trung tâm"
    assert Program(officer).send("exposure/quota/extend", more=5, why=why).status_code == 403
    assert head.send("exposure/quota/extend", more=5, why=why).json()["extra"] == 5
    assert CodeDay.objects.get().extra_why == why


def test_a_wrong_code_request_names_its_field():
    answer = Program(a_health_officer()).send("exposure/codes", **asked(kind="app", phone="12"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "phone"


def test_a_code_of_another_place_is_not_found():
    code = a_code(at=clock.now()).code
    elsewhere = Program(an_officer(Role.HEALTH_OFFICER))
    assert elsewhere.send(f"exposure/codes/{code.pk}/withdraw").status_code == 404
    here = Program(a_health_officer(code.unit))
    assert here.send(f"exposure/codes/{code.pk}/withdraw").json()["state"] == "withdrawn"


def test_uploads_are_revoked_by_subject():
    upload = a_case(at=clock.now())
    answer = Program(a_health_officer()).send(f"exposure/subjects/{upload.subject}/revoke", why="Mẫu bị nhầm")
    assert answer.json() == {"uploads": 1}


def test_a_case_that_waits_is_told_from_a_contact_and_confirmed():
    at = clock.now()
    upload = hand_in(a_code(CodeKind.APP, at=at).text, at=at)
    officer = Program(a_health_officer())
    (shown,) = officer.get("exposure/reports").json()
    assert (shown["id"], shown["kind"], shown["full_name"]) == (str(upload.pk), "case", "")
    assert officer.send(f"exposure/reports/{upload.pk}/confirm").json()["state"] == "accepted"
    assert officer.get("exposure/reports").json() == []


def test_an_operator_reads_and_withdraws_batches():
    at = clock.now()
    a_case(at=at)
    a_batch(at=at)
    operator = Program(an_officer(Role.TECHNICIAN, a_province()))
    assert [one["number"] for one in operator.get("exposure/batches").json()["items"]] == [1]
    waiting = operator.get("exposure/publication").json()
    assert waiting["due"]
    assert waiting["waiting"][0]["is_embargoed"] is True
    why = "Nhập nhầm danh sách ca"
    assert Program(a_health_officer()).send("exposure/batches/1/withdraw", why=why).status_code == 403
    assert operator.send("exposure/batches/1/withdraw", why=why).json()["withdrawn_at"]
