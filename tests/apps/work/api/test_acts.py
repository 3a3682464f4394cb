"""Acts on assignments over HTTP: each on the version that was read."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.api import Program, body_of
from tests.factories.files import picture_bytes
from tests.factories.org import a_unit, an_officer
from tests.factories.work import a_scene, an_assignment, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, Stage
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.review import return_to
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_july_2020(settings):
    """The API asks the clock; these letters live in 2020, two days after issue."""
    settings.CLOCK_OFFSET = later(days=2) - clock.machine_now()


def one_of(row):
    """The address of an assignment."""
    return f"work/assignments/{row.pk}"


def do(program, row, act, **body):
    """Act on the record as it stands."""
    return program.send(f"{one_of(row)}/{act}", tag=program.tag(one_of(row)), **body)


def test_an_acceptance_never_takes_a_newer_report_than_was_read():
    scene = a_scene()
    row, giver = scene.assignment, Program(scene.giver)
    report_done(row, text="Đã xong.", by=scene.holder, at=later(hours=1))
    read = giver.tag(one_of(row))
    return_to(row, reason="Thiếu số liệu.", by=scene.giver, at=later(hours=2))
    report_done(row, text="Đã bổ sung.", by=scene.holder, at=later(hours=3))

    stale = giver.send(f"{one_of(row)}/accept", tag=read)
    assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")
    assert giver.send(f"{one_of(row)}/accept").status_code == 428
    assert giver.send(f"{one_of(row)}/accept", tag="*").status_code == 428
    assert scene.assignment.state == State.REPORTED
    assert do(giver, row, "accept", text="Tốt.").json()["state"] == "accepted"


@pytest.mark.parametrize("act", ["progress", "report", "acknowledge", "performer", "cascade", "transfer", "extension"])
def test_what_the_holder_does_needs_the_version(act):
    scene = a_scene()
    row, holder = scene.assignment, Program(scene.holder)
    bodies = {
        "performer": {"username": scene.holder.user.username},
        "transfer": {"to": scene.districts[1].code, "reason": "Nhầm."},
        "extension": {"until": "2020-08-14", "reason": "Mưa lũ."},
    }
    forms = {"progress": {"percent": "20"}, "report": {"text": "Xong."}}
    path, old = f"{one_of(row)}/{act}", f'"{row.pk}-{row.version + 1}"'
    if act in forms:
        answers = [holder.hand_in(path, **forms[act]), holder.hand_in(path, tag=old, **forms[act])]
    else:
        answers = [holder.send(path, **bodies.get(act, {})), holder.send(path, tag=old, **bodies.get(act, {}))]
    assert [answer.status_code for answer in answers] == [428, 412]
    assert scene.assignment.version == row.version


@pytest.mark.parametrize("act", ["accept", "return", "extension/decision", "close", "copy"])
def test_what_the_giver_does_needs_the_version(act):
    scene = a_scene()
    row, giver = scene.assignment, Program(scene.giver)
    bodies = {
        "return": {"reason": "x"},
        "close": {"reason": "x"},
        "extension/decision": {"granted": True},
        "copy": {"to": [scene.districts[1].code]},
    }
    path = f"{one_of(row)}/{act}"
    assert giver.send(path, **bodies.get(act, {})).status_code == 428
    assert giver.send(path, tag=f'"{row.pk}-77"', **bodies.get(act, {})).status_code == 412


def test_a_word_in_the_thread_needs_no_version_but_keeps_to_one():
    scene = a_scene()
    row, holder = scene.assignment, Program(scene.holder)
    read = holder.tag(one_of(row))
    assert holder.send(f"{one_of(row)}/comment", text="Đề nghị sớm.").status_code == 200
    assert holder.send(f"{one_of(row)}/comment", tag=read, text="Lần hai.").status_code == 412


def test_a_report_carries_evidence_that_its_readers_may_take():
    scene = a_scene()
    row, holder = scene.assignment, Program(scene.holder)
    photo = SimpleUploadedFile("loa.jpg", picture_bytes(), "image/jpeg")
    answer = holder.hand_in(f"{one_of(row)}/report", tag=holder.tag(one_of(row)), text="Đã xong.", files=[photo])

    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["percent"]) == ("reported", 100)
    kept = answer.json()["thread"][0]["files"][0]
    assert (kept["name"], kept["media_type"]) == ("loa.jpg", "image/jpeg")
    path = f"{one_of(row)}/evidence/{kept['id']}"
    taken = Program(scene.giver).get(path)
    assert len(body_of(taken)) == kept["size"]
    assert Program(scene.giver).get(path, held=taken["ETag"]).status_code == 304
    assert Program(an_officer(Role.CLERK)).get(path).status_code == 404
    assert Program(scene.giver).get(f"work/assignments/{row.pk + 1}/evidence/{kept['id']}").status_code == 404


def test_a_refused_file_changes_nothing():
    scene = a_scene()
    holder = Program(scene.holder)
    path = one_of(scene.assignment)
    bad = SimpleUploadedFile("a.exe", b"MZ" + bytes(200), "application/octet-stream")
    answer = holder.hand_in(f"{path}/report", tag=holder.tag(path), text="Đã xong.", files=[bad])

    assert 400 <= answer.status_code < 500
    assert scene.assignment.state == State.NOT_STARTED


def test_handing_down_answers_who_has_the_task_from_others():
    scene = a_scene()
    first, second = scene.communes[:2]
    an_assignment(first, task=scene.task)
    row, holder = scene.assignment, Program(scene.holder)
    giver = {"code": scene.giver.unit.code, "name": scene.giver.unit.name}

    offered = holder.get(f"work/assignments/{row.pk}/receivers?act=cascade").json()["items"]
    assert [(each["code"], each["held_from"]) for each in offered] == [(first.code, giver), (second.code, None)]
    made = do(holder, row, "cascade").json()
    assert made == {"made": 1, "skipped": 0, "held": [{"code": first.code, "name": first.name}]}
    assert do(holder, row, "cascade", units=[first.code]).json() == {"made": 1, "skipped": 0, "held": []}


def test_more_time_to_a_day_off_answers_the_day_it_means():
    scene = a_scene()
    row, holder = scene.assignment, Program(scene.holder)
    asked = do(holder, row, "extension", until="2020-08-15", reason="Mưa lũ.").json()
    assert asked["extension"]["new_due_at"].startswith("2020-08-17T")
    said = "Xin gia hạn đến 15/08/2020 là ngày nghỉ; hạn tính đến hết ngày 17/08/2020.\nMưa lũ."
    assert asked["thread"][-1]["text"] == said


def test_a_performer_from_elsewhere_is_refused_under_the_name_that_was_sent():
    scene = a_scene()
    stranger = an_officer(Role.OFFICER).user.username
    answer = do(Program(scene.holder), scene.assignment, "performer", username=stranger)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["username"]


def test_a_recurring_duty_answers_its_rhythm_and_period():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None, recurrence_detail="weekday=thu")
    found = Program(scene.holder).get(one_of(scene.assignment)).json()
    assert (found["recurrence"], found["recurrence_detail"]) == ("weekly", scene.assignment.recurrence_detail)
    assert found["period_label"] == scene.assignment.period_label != ""


def test_return_extension_and_the_other_acts():
    scene = a_scene()
    row, giver, holder = scene.assignment, Program(scene.giver), Program(scene.holder)
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))

    assert do(giver, row, "return", reason="Thiếu số liệu.").json()["state"] == "doing"
    assert do(holder, row, "extension", until="2020-08-14", reason="Mưa lũ.").json()["extension"]["reason"] == "Mưa lũ."
    assert do(giver, row, "extension/decision", granted=False).status_code == 422
    assert do(giver, row, "extension/decision", granted=True).json()["extension"] is None
    assert Assignment.objects.get(pk=row.pk).due_at.date() == date(2020, 8, 14)
    assert do(giver, row, "extension/decision", granted=True).status_code == 409
    assert do(holder, row, "cascade").json() == {"made": 2, "skipped": 0, "held": []}
    people = holder.get("work/people").json()["items"]
    assert [person["name"] for person in people] == [scene.holder.user.full_name]
    named = do(holder, row, "performer", username=people[0]["username"])
    assert named.json()["performer"] == scene.holder.user.full_name
    assert do(giver, row, "close", reason="Hết hiệu lực.").json()["state"] == "closed"
    assert do(giver, row, "accept").status_code == 409


def test_a_duty_is_copied_and_transferred_to_whom_the_api_names():
    scene = a_scene()
    row, giver, holder = scene.assignment, Program(scene.giver), Program(scene.holder)
    third = a_unit(level=Level.DISTRICT, parent=scene.districts[0].parent)
    may = giver.get(f"{one_of(row)}/receivers", act="copy").json()["items"]
    assert third.code in {unit["code"] for unit in may}
    assert do(giver, row, "copy", to=[third.code]).json() == {"units": 1, "skipped": 0, "made": 1}
    assert do(giver, row, "copy", to=["khong-co"]).status_code == 422

    may = holder.get(f"{one_of(row)}/receivers", act="transfer").json()["items"]
    assert scene.directive.unit.code not in {unit["code"] for unit in may}, "never back to the giver"
    assert giver.get(f"{one_of(row)}/receivers", act="transfer").status_code == 403
    other = a_unit(level=Level.DISTRICT, parent=scene.districts[0].parent)
    assert do(holder, row, "transfer", to=other.code, reason="Nhầm địa bàn.").json()["state"] == "transferred"


def test_who_may_not_is_told_and_who_may_not_read_is_not():
    scene = a_scene()
    row = scene.assignment
    assert Program(scene.below).send(f"{one_of(row)}/accept").status_code == 404
    assert Program(scene.holder).send(f"{one_of(row)}/accept").status_code == 403
    foreign = one_of(an_assignment())
    holder = Program(scene.holder)
    paths = ("", "/thread", "/tree", "/history", "/receivers?act=copy", "/evidence/1")
    assert {holder.get(f"{foreign}{path}").status_code for path in paths} == {404}
    acts = ("accept", "close", "cascade", "comment", "copy", "acknowledge")
    body = {"reason": "x", "text": "x", "to": ["x"], "units": []}
    sent = [
        holder.send(f"{foreign}/{act}", **{name: body[name] for name in FIELDS.get(act, ())}).status_code
        for act in acts
    ]
    assert set(sent) == {404}


FIELDS = {"accept": ("text",), "close": ("reason",), "cascade": ("units",), "comment": ("text",), "copy": ("to",)}


def test_issuing_is_previewed_and_happens_once_on_what_was_previewed():
    scene = a_scene()
    path = f"work/directives/{scene.directive.pk}/issue"
    giver = Program(scene.giver)
    preview = giver.get(path)

    assert preview.json()["assignments"] == 2
    assert preview.json()["tasks"] == [{"task": scene.task.pk, "leads": 2, "cooperating": 0, "informed": 0}]
    assert giver.send(path).status_code == 428
    assert giver.send(path, tag=preview["ETag"]).status_code == 409
    assert Program(scene.holder).get(path).status_code == 403
    assert Program(an_officer(Role.CLERK)).get(path).status_code == 404


def test_a_confirmed_directive_is_issued():
    scene = a_scene()
    directive = scene.directive
    Assignment.objects.all().delete()
    directive.stage, directive.issued_at = Stage.CONFIRMED, None
    directive.save()
    giver, path = Program(scene.giver), f"work/directives/{directive.pk}/issue"
    old = giver.tag(path)
    directive.version += 1
    directive.save()
    assert giver.send(path, tag=old).status_code == 412
    assert not Assignment.objects.exists()
    assert giver.send(path, tag=giver.tag(path)).json()["assignments"] == 2


def test_a_deadline_that_has_passed_must_be_confirmed():
    scene = a_scene()
    directive = scene.directive
    Assignment.objects.all().delete()
    directive.tasks.update(deadline_on=date(2020, 7, 20))
    directive.stage, directive.issued_at = Stage.CONFIRMED, None
    directive.save()
    giver, path = Program(scene.giver), f"work/directives/{directive.pk}/issue"
    assert giver.get(path).json()["past_due"] == [scene.task.pk]
    refused = giver.send(path, tag=giver.tag(path))
    assert refused.status_code == 409
    assert [error["field"] for error in refused.json()["errors"]] == ["past_due_confirmed"]
    assert giver.send(path, tag=giver.tag(path), past_due_confirmed=True).json()["assignments"] == 2
