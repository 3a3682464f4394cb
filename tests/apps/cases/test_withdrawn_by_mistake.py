"""A meeting withdrawn by mistake stands again when it is told again: over HTTP, by an interview and by an import."""

import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.api import Program
from tests.factories.cases import (
    NOW,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_meeting,
    a_person,
    an_exposure,
)
from tests.factories.sheets import CONTACTS, a_csv, contacts_of
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import entering, exposures, importing, interviewing
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Class, Exposure, Import, RowState, Standing
from vungxanh.apps.cases.queries.staged import progress_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHY = "nhầm người"


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def withdraw(row: Exposure, by: Officer) -> None:
    """By mistake."""
    exposures.withdraw([row], WHY, by=by, at=NOW)
    assert not Standing.objects.filter(level=1).exists()


def test_told_again_over_http_it_stands_again_in_the_words_of_now() -> None:
    by = a_cdc_officer()
    near = a_person()
    row = an_exposure(a_case(by=by).person, near, by=by, level=Class.MEDIUM)
    withdraw(row, by)
    met = {
        "source": row.source_id,
        "target": row.target_id,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat(),
        "level": "high",
    }
    for _twice in range(2):
        told = Program(by).send("cases/exposures", exposures=[met]).json()
        assert [(each["id"], each["withdrawn_at"], each["level"]) for each in told] == [(row.pk, None, "high")]
    assert Standing.objects.get(level=1).person == near
    entry = Entry.objects.get(verb="cases.exposure.restore")
    assert (entry.actor_key, entry.data) == (by.actor_key, f'{{"withdrawn":"{WHY}"}}')


def test_who_cannot_follow_both_up_brings_nothing_back() -> None:
    by = a_cdc_officer()
    row = an_exposure(a_case(by=by).person, a_person(), by=by)
    withdraw(row, by)
    other = Program(a_health_officer(a_commune()))
    met = {"source": row.source_id, "target": row.target_id}
    times = {"started_at": row.started_at.isoformat(), "ended_at": row.ended_at.isoformat()}
    assert other.send("cases/exposures", exposures=[met | times]).status_code in (404, 422)
    row.refresh_from_db()
    assert row.withdrawn_at == NOW


def test_the_same_draft_of_an_interview_tells_it_again() -> None:
    by, place = a_cdc_officer(), a_commune()
    source = a_case(by=by).person
    met = a_meeting(source, source)
    contact = interviewing.Contact(Known(full_name="Trần Thị Hồng"), place, met.started_at, met.ended_at)

    def tell() -> list[Exposure]:
        return interviewing.tell(source, [contact], draft="a", by=by, at=NOW, entropy=secrets.token_bytes)

    row = tell()[0]
    assert tell() == []
    withdraw(row, by)
    assert [each.pk for each in tell()] == [row.pk]
    assert Standing.objects.get(level=1).person == row.target
    assert tell() == []


def test_the_page_of_an_interview_tells_it_again() -> None:
    by = a_cdc_officer()
    case = a_case(by=by)
    row = an_exposure(case.person, a_person(name="Phạm Thị Dừa", phone="0905123456"), by=by)
    withdraw(row, by)
    told = {"count": "1", "draft": "b", "r0-full_name": "Phạm Thị Dừa", "r0-phone": "0905123456"}
    told |= {"r0-met_from": "15/08/2020 09:00", "r0-met_to": "15/08/2020 10:00", "r0-same": str(row.target_id)}
    page = f"/truy-vet/nguoi/{case.person_id}/phong-van/"
    assert signed_in(by).post(page, told).status_code == 302
    assert Standing.objects.get(level=1).person == row.target


def bring(data: bytes, by: Officer) -> Import:
    """Stage."""
    return importing.stage(data, kind=Kind.CONTACTS, by=by, at=NOW)


def enter(staged: Import, by: Officer) -> None:
    """What is ready enters."""
    importing.confirm(staged, by=by, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)


def states(staged: Import) -> dict[str, int]:
    return progress_of(staged).rows


def a_list_with_one_withdrawn(by: Officer) -> tuple[bytes, Exposure]:
    """Three contacts came in by a list; the meeting with one was withdrawn."""
    data = a_csv(CONTACTS, contacts_of(a_case(by=by).code, 3))
    enter(bring(data, by), by)
    row = Exposure.objects.order_by("pk")[1]
    exposures.withdraw([row], WHY, by=by, at=NOW)
    assert Standing.objects.filter(level=1).count() == 2
    return data, row


def test_a_list_brought_in_again_asks_about_what_was_withdrawn() -> None:
    by = a_cdc_officer()
    data, row = a_list_with_one_withdrawn(by)
    staged = bring(data, by)
    assert states(staged) == {RowState.SAME: 2, RowState.MAYBE: 1}
    asked = Program(by)
    program = asked.get(f"cases/imports/{staged.pk}/rows", state="maybe").json()["items"][0]
    assert program["person"]["id"] == row.target_id
    assert "nhập rồi bị rút (nhầm người)" in program["problems"][0]["message"]
    assert importing.decide(staged, list(staged.rows.filter(state=RowState.MAYBE)), "same", by=by, at=NOW) == 1
    enter(staged, by)
    assert Standing.objects.filter(level=1).count() == 3
    assert Standing.objects.get(person=row.target).level == 1
    row.refresh_from_db()
    assert row.withdrawn_at == NOW
    assert states(bring(data, by)) == {RowState.SAME: 3}


def test_the_preview_says_so_to_who_may_not_read_the_person() -> None:
    by = a_cdc_officer()
    data, _row = a_list_with_one_withdrawn(by)
    staged = bring(data, by)
    page = f"/truy-vet/nhap/{staged.pk}/"
    assert "nhập rồi bị rút (nhầm người)" in signed_in(by).get(page, {"state": "maybe"}).content.decode()


def test_two_stagings_bring_a_withdrawn_meeting_back_once() -> None:
    by = a_cdc_officer()
    data, row = a_list_with_one_withdrawn(by)
    both = [bring(data, by), bring(data, by)]
    for staged in both:
        importing.decide(staged, list(staged.rows.filter(state=RowState.MAYBE)), "same", by=by, at=NOW)
        enter(staged, by)
    assert [states(staged).get(RowState.SAME) for staged in both] == [2, 3]
    assert Exposure.objects.filter(target=row.target, withdrawn_at=None).count() == 1


def test_a_withdrawn_row_may_be_left_out_or_be_of_somebody_else() -> None:
    by = a_cdc_officer()
    data, row = a_list_with_one_withdrawn(by)
    for verdict, count in (("left", 2), ("new", 3)):
        staged = bring(data, by)
        importing.decide(staged, list(staged.rows.filter(state=RowState.MAYBE)), verdict, by=by, at=NOW)
        if verdict == "new":
            enter(staged, by)
        assert Standing.objects.filter(level=1).count() == count
    assert not Standing.objects.filter(person=row.target).exists()
