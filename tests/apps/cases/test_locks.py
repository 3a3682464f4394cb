"""Two act on the same rows at the same moment: neither is failed by the database, and nothing that was told is lost."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import at_once
from tests.factories.cases import NOW, SYSTEM, TODAY, a_health_officer
from tests.factories.locks import Watch
from vungxanh.apps.cases.actions import followup, people, sampling, self_reports, telling
from vungxanh.apps.cases.actions.from_phones import Answer, confirm_report
from vungxanh.apps.cases.models import Check, Derivation, Outcome, Plan
from vungxanh.apps.exposure.actions import contacts
from vungxanh.apps.exposure.models import Upload, UploadKind, UploadState, Way
from vungxanh.apps.exposure.queries.reports import report_of
from vungxanh.kit.problems import Conflict

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("outbreak_clock")]
TOKEN = "t" * 32
TIMES = 8


def outcome(act: Callable[[], object]) -> str:
    """What came of it; anything but a refusal that says why fails the test."""
    try:
        act()
    except Conflict:
        return "refused"
    return "done"


def a_waiting_report(scene: Outbreak) -> Upload:
    """Somebody says they were near; nobody has spoken to them."""
    said = {"full_name": "Nguyễn Thị Lạ", "phone": f"0905{secrets.randbelow(10**6):06}", "address": "tổ 2"}
    return Upload.objects.create(
        kind=UploadKind.CONTACT,
        state=UploadState.WAITING,
        way=Way.APP,
        subject=uuid4(),
        place=scene.here,
        body_digest=secrets.token_hex(32),
        contact=json.dumps(said | {"commune_code": scene.here.code, "encounters": []}),
        consent={},
        received_at=NOW,
        expires_on=TODAY + timedelta(days=9),
    )


def test_one_confirms_a_report_while_another_refuses_it() -> None:
    scene = an_outbreak()
    other = a_health_officer(scene.here)
    for _again in range(TIMES):
        sent = a_waiting_report(scene)
        report, answer = report_of(scene.nurse, sent.pk), Answer(scene.nurse, None, ())
        confirms = partial(confirm_report, report, answer, at=NOW, entropy=secrets.token_bytes)
        refuses = partial(contacts.refuse, sent, "không phải tôi gửi", by=other, at=NOW)
        found = at_once(partial(outcome, confirms), partial(outcome, refuses))
        assert sorted(found) == ["done", "refused"]
        sent.refresh_from_db()
        assert sent.state == (UploadState.ACCEPTED if found[0] == "done" else UploadState.REFUSED)


def test_somebody_tells_a_fever_while_an_officer_writes_the_same_check() -> None:
    scene = an_outbreak()
    plan = Plan.objects.get(person=scene.an)
    self_reports.make_link(plan, TOKEN, by=scene.nurse, at=NOW)
    today = Check.objects.filter(plan=plan, day=TODAY)
    held = list(today.values_list("pk", flat=True))
    for _again in range(TIMES):
        today.exclude(pk__in=held).delete()
        today.update(outcome=Outcome.DUE, symptoms=[], temperature=None, at=None, by=None)
        row = today.get(number=1)
        tells = partial(self_reports.tell, TOKEN, symptoms=["fever"], temperature=None, at=NOW)
        writes = partial(followup.check, row, Outcome.WELL, by=scene.nurse, at=NOW)
        found = at_once(partial(outcome, tells), partial(outcome, writes))
        assert found[0] == "done"
        told = today.filter(by=None, outcome=Outcome.SYMPTOMS)
        assert [one.symptoms for one in told] == [["fever"]]
        assert today.filter(by=scene.nurse.user).count() == (found[1] == "done")


def test_plans_end_while_an_officer_writes_one_of_their_checks() -> None:
    scene = an_outbreak()
    plan, late = Plan.objects.get(person=scene.an), NOW + timedelta(days=1)
    for turn in range(TIMES):
        Plan.objects.filter(pk=plan.pk).update(ended_on=None, ended_why="", ends_on=TODAY)
        row = Check.objects.filter(plan=plan, day__lte=TODAY).earliest("day", "number")
        ends = partial(followup.end_what_is_over, by=SYSTEM, at=late)
        came = (Outcome.WELL, Outcome.NOT_REACHED)[turn % 2]
        writes = partial(followup.check, row, came, by=scene.nurse, at=late)
        assert at_once(partial(outcome, ends), partial(outcome, writes)) == ["done", "done"]
        plan.refresh_from_db()
        row.refresh_from_db()
        assert (plan.ended_on, row.outcome) == (late.date(), came)


def test_a_fever_is_taken_beside_a_check_that_an_officer_has_just_written() -> None:
    """As at the same moment, one after the other: both checks of the day are the officer's."""
    scene = an_outbreak()
    plan = Plan.objects.get(person=scene.an)
    self_reports.make_link(plan, TOKEN, by=scene.nurse, at=NOW)
    for row in Check.objects.filter(plan=plan, day=TODAY):
        followup.check(row, Outcome.WELL, by=scene.nurse, at=NOW)
    written = Check.objects.filter(plan=plan, day=TODAY).count()
    told = self_reports.tell(TOKEN, symptoms=["fever"], temperature=None, at=NOW)
    assert (told.number, told.outcome) == (written + 1, Outcome.SYMPTOMS)


def test_whoever_changes_rows_of_case_work_holds_the_head_before_and_those_of_exposure_after() -> None:
    scene = an_outbreak()
    plan, sent = Plan.objects.get(person=scene.an), a_waiting_report(scene)
    report, answer = report_of(scene.nurse, sent.pk), Answer(scene.nurse, None, ())
    with connection.execute_wrapper(watch := Watch()):
        confirm_report(report, answer, at=NOW, entropy=secrets.token_bytes)
        self_reports.make_link(plan, TOKEN, by=scene.nurse, at=NOW)
        self_reports.tell(TOKEN, symptoms=["fever"], temperature=None, at=NOW)
        sampling.take(scene.an, TODAY, by=scene.nurse, at=NOW)
        people.enter(
            people.Known(full_name="Lê Văn Mới"), scene.here, by=scene.nurse, at=NOW, entropy=secrets.token_bytes
        )
        followup.flag_all_overdue(TODAY + timedelta(days=2))
        telling.stop_clocks(Derivation.objects.latest("pk").pk, at=NOW)
        followup.end_what_is_over(by=SYSTEM, at=NOW + timedelta(days=60))
    assert not watch.wrong
