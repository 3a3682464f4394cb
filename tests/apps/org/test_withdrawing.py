"""Changes entered ahead are withdrawn as if never entered, by who may change all they touch."""

from datetime import timedelta

import pytest

from tests.apps.org.making import AT, BY, DAY, ahead, periods, state
from tests.factories.org import a_small_province, a_stand_in, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.refresh import take_effect
from vungxanh.apps.org.actions.withdrawing import withdraw_planned_change
from vungxanh.apps.org.models import Post, Unit, UnitPeriod
from vungxanh.apps.org.views.showing import today
from vungxanh.kit import clock
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_withdrawn_name_and_place_are_as_if_never_entered() -> None:
    small = a_small_province()
    unit = small.communes[0]
    changes.move(unit, small.districts[1], on=ahead(20), by=BY, at=AT)
    before = state()
    changes.rename(unit, "Tên giữa", on=ahead(10), by=BY, at=AT)
    assert withdraw_planned_change(unit, ahead(10), by=BY, at=AT) == unit
    assert state() == before
    withdraw_planned_change(unit, ahead(20), by=BY, at=AT)
    assert len(periods(unit)) == 1
    assert [entry.verb for entry in history_of(unit)][-1] == "org.withdraw"
    assert take_effect(by=BY, at=AT + timedelta(days=40)) == []


def test_a_withdrawn_merger_gives_back_units_posts_and_stand_ins() -> None:
    small = a_small_province()
    dai_loc, hoi_an = small.districts
    head, clerk = an_officer(Role.LEADER, dai_loc), an_officer(Role.CLERK, dai_loc, ends_on=ahead(90))
    coming = an_officer(Role.OFFICER, dai_loc, starts_on=ahead(60), is_head=True)
    post = Post.objects.get(user=head.user)
    a_stand_in(post, clerk.user, at=AT, starts_on=DAY, ends_on=ahead(50))
    a_stand_in(post, coming.user, at=AT, starts_on=ahead(40), ends_on=ahead(50))
    before = state()
    changes.merge([dai_loc], hoi_an, on=ahead(30), by=BY, at=AT)
    assert len(state()[1]) == 5
    withdraw_planned_change(dai_loc, ahead(30), by=BY, at=AT)
    assert state() == before
    assert [entry.verb for entry in history_of(hoi_an)] == ["org.merge", "org.withdraw"]
    changes.end(small.departments[0], on=ahead(30), successors=[small.departments[1]], by=BY, at=AT)
    withdraw_planned_change(small.departments[0], ahead(30), by=BY, at=AT)
    assert state() == before


def test_a_merger_of_several_units_is_withdrawn_whole_by_who_may_change_all() -> None:
    small = a_small_province()
    one, other, third = small.communes[0], small.communes[2], small.departments[0]
    an_officer(Role.CLERK, one)
    before = state()
    changes.merge([one, other], third, on=ahead(30), by=BY, at=AT)
    with pytest.raises(NotAllowed):
        withdraw_planned_change(one, ahead(30), by=an_officer(Role.ADMINISTRATOR, small.districts[0]), at=AT)
    Post.objects.filter(role=Role.ADMINISTRATOR).delete()
    withdraw_planned_change(other, ahead(30), by=BY, at=AT)
    assert state() == before


def test_what_has_taken_effect_or_was_never_entered_cannot_be_withdrawn() -> None:
    small = a_small_province()
    unit = small.communes[0]
    changes.rename(unit, "Tên mới", on=DAY, by=BY, at=AT)
    for day in (DAY, ahead(3)):
        with pytest.raises(Conflict):
            withdraw_planned_change(unit, day, by=BY, at=AT)
    with pytest.raises(NotAllowed):
        withdraw_planned_change(unit, ahead(3), by=an_officer(Role.ADMINISTRATOR, unit), at=AT)
    assert periods(unit)[-1][2] == "Tên mới"


def test_a_move_away_from_a_unit_that_ends_is_not_withdrawn_before_its_end_is() -> None:
    small = a_small_province()
    for commune in small.communes[:2]:
        changes.move(commune, small.province, on=ahead(10), by=BY, at=AT)
    changes.end(small.districts[0], on=ahead(10), by=BY, at=AT)
    with pytest.raises(Invalid):
        withdraw_planned_change(small.communes[0], ahead(10), by=BY, at=AT)
    withdraw_planned_change(small.districts[0], ahead(10), by=BY, at=AT)
    withdraw_planned_change(small.communes[0], ahead(10), by=BY, at=AT)
    assert len(periods(small.communes[0])) == 1


def test_the_page_of_a_unit_offers_to_withdraw_what_is_planned() -> None:
    small = a_small_province()
    now = clock.now()
    day = today() + timedelta(days=10)
    changes.rename(small.communes[0], "Thị trấn Mới", on=day, by=BY, at=now)
    client = signed_in(an_officer(Role.ADMINISTRATOR, small.province))
    address = "/danh-ba/don-vi/20500/huy-thay-doi/"
    page = client.get("/danh-ba/don-vi/20500/").content.decode()
    assert address in page
    assert "Đổi tên: Thị trấn Mới" in page
    told = client.post(address, {"on": str(today())}, follow=True).content.decode()
    assert "không hủy được" in told
    assert client.get(address).status_code == 405
    stranger = signed_in(an_officer(Role.ADMINISTRATOR, small.districts[1]))
    assert address not in stranger.get("/danh-ba/don-vi/20500/").content.decode()
    assert stranger.post(address, {"on": str(day)}).status_code == 403
    assert UnitPeriod.objects.filter(unit=small.communes[0]).count() == 2
    told = client.post(address, {"on": str(day)}, follow=True).content.decode()
    assert "Đã hủy thay đổi." in told
    assert UnitPeriod.objects.filter(unit=small.communes[0]).count() == 1


def test_a_planned_change_is_withdrawn_over_http_by_who_may_change_the_unit() -> None:
    small = a_small_province()
    day = str(today() + timedelta(days=10))
    changes.end(small.communes[0], on=today() + timedelta(days=10), by=BY, at=clock.now())
    address = "/api/v1/org/units/20500"

    def send(role: Role, unit: Unit, body: dict[str, str]) -> tuple[int, dict[str, object]]:
        client = signed_in(an_officer(role, unit))
        tag = client.get(address)["ETag"]
        sent = {"content_type": "application/json", "headers": {"if-match": tag}}
        answer = client.post(f"{address}/withdraw", body, **sent)  # type: ignore[arg-type]
        return answer.status_code, answer.json()

    assert send(Role.ADMINISTRATOR, small.districts[1], {"on": day})[0] == 403
    assert send(Role.OFFICER, small.province, {"on": day})[0] == 403
    assert send(Role.ADMINISTRATOR, small.province, {"on": str(today())})[0] == 409
    status, shown = send(Role.ADMINISTRATOR, small.province, {"on": day})
    assert status == 200
    assert [period["ends_on"] for period in shown["periods"]] == [None]  # type: ignore[attr-defined]
