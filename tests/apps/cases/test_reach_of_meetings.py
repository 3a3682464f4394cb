"""Who writes a meeting down or takes it back: both people stand in their place, and nobody else's can be counted."""

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
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import deciding, exposures, interviewing
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.models import Decision, Exposure, Person, Standing
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.problems import NotFound

pytestmark = pytest.mark.django_db
NOBODY = 4_000_000


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """The pages and the API ask the clock."""
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def across() -> tuple[Person, Person, Officer]:
    """An F0 in one commune, somebody in a commune of another district, and the health officer of the first."""
    ill, far = a_case().person, a_person(name="Phạm Thị Xa", phone="0905777666")
    assert ill.commune is not None
    assert far.commune is not None
    assert ill.commune.parent_id != far.commune.parent_id
    return ill, far, a_health_officer(ill.commune)


def a_body(source: int, target: int) -> dict[str, object]:
    """A meeting as a program tells it."""
    met = {"source": source, "target": target}
    return met | {"started_at": "2020-08-15T08:00:00+07:00", "ended_at": "2020-08-15T09:00:00+07:00"}


def test_nobody_of_another_place_is_made_a_contact_and_ids_cannot_be_counted() -> None:
    ill, far, nurse = across()
    program, answers = Program(nurse), []
    for key in (far.pk, NOBODY):
        for met in (a_body(ill.pk, key), a_body(key, ill.pk)):
            answer = program.send("cases/exposures", exposures=[met])
            assert answer.status_code == 422
            answers.append(answer.json()["detail"].replace(f"mã {key} ", "mã ? "))
    assert len(set(answers)) == 1
    assert not Exposure.objects.exists()
    assert not Standing.objects.filter(person=far).exists()
    with pytest.raises(NotFound):
        exposures.record(a_meeting(ill, far), by=nurse, at=NOW)
    with pytest.raises(NotFound):
        exposures.record(a_meeting(far, ill), by=nurse, at=NOW)


def test_a_merged_record_is_where_the_one_that_stayed_is() -> None:
    ill, far, nurse = across()
    here = a_person(ill.commune)
    Person.objects.filter(pk=here.pk).update(merged_into=far)
    assert Program(nurse).send("cases/exposures", exposures=[a_body(ill.pk, here.pk)]).status_code == 422


def test_a_commune_records_and_withdraws_among_its_own_people() -> None:
    ill, _far, nurse = across()
    near, program = a_person(ill.commune), Program(nurse)
    [made] = program.send("cases/exposures", exposures=[a_body(ill.pk, near.pk)]).json()
    assert Standing.objects.filter(person=near).exists()
    colleague = Program(a_health_officer(ill.commune))  # type: ignore[arg-type]
    assert colleague.send(f"cases/exposures/{made['id']}/withdrawal", why="khai nhầm").status_code == 200
    assert not Standing.objects.filter(person=near).exists()


def test_what_the_province_recorded_across_communes_no_commune_withdraws() -> None:
    ill, far, nurse = across()
    row = an_exposure(ill, far)
    program = Program(nurse)
    refused = program.send(f"cases/exposures/{row.pk}/withdrawal", why="khai nhầm")
    unknown = program.send(f"cases/exposures/{NOBODY}/withdrawal", why="khai nhầm")
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.json()["detail"] == unknown.json()["detail"]
    client = signed_in(nurse)
    path = f"/truy-vet/tiep-xuc/{row.pk}/rut/"
    assert path not in client.get(f"/truy-vet/nguoi/{ill.pk}/").content.decode()
    assert client.get(path).status_code == client.post(path, {"why": "khai nhầm"}).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert Standing.objects.get(person=far).level == 1
    exposures.withdraw([row], "khai nhầm", by=a_cdc_officer(), at=NOW)
    assert not Standing.objects.filter(person=far).exists()


def test_who_entered_a_contact_elsewhere_by_interview_takes_it_back() -> None:
    ill, _far, nurse = across()
    since = NOW - timedelta(days=2)
    told = interviewing.Contact(Known("Phạm Thị Xa"), a_commune(), since, since + timedelta(hours=1))
    [row] = interviewing.tell(ill, [told], draft="d", by=nurse, at=NOW, entropy=secrets.token_bytes)
    path = f"/truy-vet/tiep-xuc/{row.pk}/rut/"
    assert path in signed_in(nurse).get(f"/truy-vet/nguoi/{ill.pk}/").content.decode()
    exposures.withdraw([row], "khai nhầm", by=nurse, at=NOW)
    row.refresh_from_db()
    assert row.withdrawn_at == NOW


def test_records_of_another_place_and_none_at_all_are_answered_alike() -> None:
    _ill, far, nurse = across()
    program = Program(nurse)
    for path in ("cases/people/{}", "cases/people/{}/chain", "cases/people/{}/exposures"):
        told = [program.get(path.format(key)) for key in (far.pk, NOBODY)]
        assert [answer.status_code for answer in told] == [404, 404]
        assert told[0].json()["detail"] == told[1].json()["detail"]


def test_reasons_name_nobody() -> None:
    by, ill, near = a_cdc_officer(), a_case().person, a_person(name="Trần Thị Riêng Tư", phone="0905123456")
    said = "Chị Riêng Tư (0905 123 456) nói không gặp Trần Thị Riêng Tư"
    row = an_exposure(ill, near, by=by)
    Program(by).send(f"cases/people/{near.pk}/decision", why=said, level=2)
    Program(by).send(f"cases/exposures/{row.pk}/withdrawal", why=said)
    row.refresh_from_db()
    kept = [row.withdrawn_why, Decision.objects.get().why]
    for why in kept:
        assert "Riêng" not in why
        assert "0905" not in why
        assert near.pseudonym in why
    leader = an_officer(role=Role.LEADER, unit=near.commune)
    page = signed_in(leader).get(f"/truy-vet/nguoi/{near.pk}/").content.decode()
    assert "nói không gặp" in page
    assert "Riêng Tư" not in page


def test_a_decision_keeps_why_it_was_made() -> None:
    by, ill, near = a_cdc_officer(), a_case().person, a_person()
    an_exposure(ill, near, by=by)
    made = deciding.set_level(near, 2, why="làm việc ở khoa khác", by=by, at=NOW)
    assert made.why == "làm việc ở khoa khác"


@pytest.mark.parametrize("moment", ["2020-08-15T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_moments_without_their_offset_or_out_of_all_time_are_refused(moment: str) -> None:
    by, ill, near = a_cdc_officer(), a_case().person, a_person()
    program = Program(by)
    for field in ("started_at", "ended_at"):
        assert program.send("cases/exposures", exposures=[a_body(ill.pk, near.pk) | {field: moment}]).status_code == 422
    for field in ("isolated_at", "result_at"):
        told = program.send("cases/cases", person=near.pk, tested_on="2020-08-15", **{field: moment})
        assert told.status_code == 422
        if len(moment) == 19:
            assert "múi giờ" in told.json()["errors"][0]["message"]
