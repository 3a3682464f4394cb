"""Alerts that outrun cases: the rule advises, a person decides, communes are told only while alerts go out."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.cases import NOW, TODAY, a_health_officer, a_meeting, a_person
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import exposures
from vungxanh.apps.cases.actions.breaking import turn
from vungxanh.apps.cases.models import BreakerTurn, Origin
from vungxanh.apps.cases.queries.breaker import held_back, is_open, judged, state, waiting_since
from vungxanh.apps.exposure.models import Upload, UploadKind, UploadState
from vungxanh.core.casework.breaker import Advice
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
BREAKER = "/truy-vet/ngat-mach/"
WHY = "kiểm tra số báo tăng đột ngột"


def reports(count: int, days_ago: int = 0, *, state: UploadState = UploadState.ACCEPTED) -> None:
    """Contacts' own reports on a day."""
    at = NOW - timedelta(days=days_ago)
    Upload.objects.bulk_create(
        Upload(
            kind=UploadKind.CONTACT,
            way="app",
            state=state,
            subject=uuid4(),
            body_digest=uuid4().hex,
            received_at=at,
            expires_on=TODAY + timedelta(days=28),
        )
        for _number in range(count)
    )


def test_a_flood_of_reports_is_judged_against_the_days_before() -> None:
    an_outbreak()
    reports(70)
    reports(9, state=UploadState.HELD)
    found = judged(TODAY)
    assert found.days[-1].alerts == 70
    assert found.judgement.advice is Advice.UNKNOWN


def test_the_page_says_the_judgement_and_keeps_every_decision() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    assert "Cảnh báo từ điện thoại đang được gửi" in client.get(BREAKER).content.decode()
    assert client.post(BREAKER, {"opened": "1", "reason": WHY}).status_code == 302
    text = client.get(BREAKER).content.decode()
    assert "Cảnh báo từ điện thoại đang dừng" in text
    assert WHY in text
    assert "Cảnh báo từ điện thoại đang dừng" in client.get("/truy-vet/bieu-do/").content.decode()
    assert client.post(BREAKER, {"opened": "0", "reason": "đã kiểm tra, số báo đúng"}).status_code == 302
    assert [row.opened for row in BreakerTurn.objects.order_by("pk")] == [True, False]
    entry = Entry.objects.get(verb="cases.breaker.open")
    assert entry.actor_key == scene.cdc.actor_key
    assert WHY in str(entry.data)


def test_a_decision_needs_a_reason_and_a_change() -> None:
    scene = an_outbreak()
    with pytest.raises(Invalid):
        turn(opened=True, reason="  a ", by=scene.cdc, at=NOW)
    with pytest.raises(Conflict):
        turn(opened=False, reason=WHY, by=scene.cdc, at=NOW)
    answer = signed_in(scene.cdc).post(BREAKER, {"opened": "1", "reason": "a"})
    assert answer.status_code == 422
    assert "Ghi lý do" in answer.content.decode()
    assert not is_open()


def test_only_health_officers_of_the_province_decide() -> None:
    scene = an_outbreak()
    leader = an_officer(role=Role.LEADER, unit=scene.here)
    for officer in (scene.nurse, leader):
        with pytest.raises(NotAllowed):
            turn(opened=True, reason=WHY, by=officer, at=NOW)
        assert "Cán bộ y tế cấp tỉnh quyết định" in signed_in(officer).get(BREAKER).content.decode()
    assert signed_in(scene.nurse).post(BREAKER, {"opened": "1", "reason": WHY}).status_code == 403


def test_while_open_whom_only_phones_know_are_held_back_and_wait() -> None:
    scene = an_outbreak()
    by_phone, by_both = a_person(scene.here), a_person(scene.here)
    turn(opened=True, reason=WHY, by=scene.cdc, at=NOW)
    met = [
        a_meeting(scene.mai, by_phone, origin=Origin.BLE, evidence="ble:both", probability=0.1),
        a_meeting(scene.mai, by_both, origin=Origin.BLE, evidence="ble:both", probability=0.1),
        a_meeting(scene.mai, by_both, started_at=NOW - timedelta(days=3)),
    ]
    later = NOW + timedelta(minutes=5)
    exposures.record_many(met, by=scene.cdc, at=later)
    everybody = [by_phone.pk, by_both.pk, scene.an.pk]
    assert held_back(everybody) == {by_phone.pk}
    assert waiting_since(state().at) == [by_phone.pk]
    turn(opened=False, reason=WHY, by=scene.cdc, at=later)
    assert held_back(everybody) == set()


def test_meetings_found_by_comparing_phones_are_alerts_too() -> None:
    scene = an_outbreak()
    met = [a_meeting(scene.mai, a_person(scene.here), origin=Origin.BLE, evidence="ble:single", probability=0.1)]
    exposures.record_many(met, by=scene.cdc, at=NOW)
    assert judged(TODAY).days[-1].found == 1


def test_a_commune_reads_the_state_but_no_people() -> None:
    scene = an_outbreak()
    text = signed_in(a_health_officer(scene.there)).get(BREAKER).content.decode()
    assert "Chưa đủ số liệu để so sánh" in text
    assert scene.an.pseudonym not in text
