"""Changes entered ahead: before one another, withdrawn, and never resting on units that will be gone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.accounts import a_user
from tests.factories.org import a_small_province, a_stand_in, a_unit, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.refresh import take_effect
from vungxanh.apps.org.actions.withdrawing import withdraw_planned_change
from vungxanh.apps.org.models import Level, Post, StandIn, Succession, Unit, UnitPeriod
from vungxanh.apps.org.queries.records import record_of
from vungxanh.apps.org.queries.succession import end_of
from vungxanh.apps.org.views.showing import today
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db

AT = datetime(2020, 7, 28, 8, tzinfo=UTC)
DAY = date(2020, 7, 28)
BY = SystemActor("test")


def ahead(days: int) -> date:
    return DAY + timedelta(days)


def periods(unit: Unit) -> list[tuple[date, date | None, str, str]]:
    rows = UnitPeriod.objects.filter(unit=unit).order_by("starts_on")
    return list(rows.values_list("starts_on", "ends_on", "name", "parent__code"))


def state() -> list[list[tuple[object, ...]]]:
    """Everything a change may touch, without the ids of periods."""
    return [
        sorted(UnitPeriod.objects.values_list("unit__code", "name", "parent__code", "starts_on", "ends_on"), key=str),
        sorted(Post.objects.values_list("pk", "unit__code", "role", "is_head", "starts_on", "ends_on"), key=str),
        sorted(StandIn.objects.values_list("pk", "post", "person", "starts_on", "ends_on"), key=str),
        sorted(Succession.objects.values_list("former", "successor", "on"), key=str),
    ]


def test_a_unit_merges_only_into_one_that_stands_for_good() -> None:
    small = a_small_province()
    one, other, third, fourth, fifth = small.communes
    changes.end(one, on=DAY, by=BY, at=AT)
    changes.end(other, on=ahead(30), by=BY, at=AT)
    for heir, day in ((one, DAY), (one, ahead(1)), (other, ahead(30)), (other, ahead(10))):
        with pytest.raises(Invalid) as refused:
            changes.merge([third], heir, on=day, by=BY, at=AT)
        assert (end_of(heir) or DAY).strftime("%d/%m/%Y") in str(refused.value)
        with pytest.raises(Invalid):
            changes.end(fourth, on=day, successors=[heir], by=BY, at=AT)
    unborn = a_unit(parent=small.province, starts_on=ahead(20))
    with pytest.raises(Invalid):
        changes.merge([fifth], unborn, on=ahead(19), by=BY, at=AT)


def test_two_units_never_swallow_each_other() -> None:
    small = a_small_province()
    one, other = small.communes[:2]
    changes.merge([one], other, on=ahead(20), by=BY, at=AT)
    with pytest.raises(Conflict):
        changes.merge([other], one, on=ahead(10), by=BY, at=AT)
    with pytest.raises(Conflict):
        changes.end(other, on=ahead(10), by=BY, at=AT)
    with pytest.raises(Invalid):
        changes.merge([other], one, on=ahead(30), by=BY, at=AT)
    assert end_of(other) is None


def test_no_unit_is_moved_under_one_that_ends() -> None:
    small = a_small_province()
    one, other, third = small.communes[:3]
    changes.end(one, on=ahead(10), by=BY, at=AT)
    for day in (ahead(1), ahead(10), ahead(11)):
        with pytest.raises(Invalid) as refused:
            changes.move(other, one, on=day, by=BY, at=AT)
        assert refused.value.errors[0].field == "parent"
    changes.move(third, small.province, on=ahead(10), by=BY, at=AT)
    changes.move(third, one, on=ahead(2), by=BY, at=AT)
    assert [row[3] for row in periods(third)] == ["503", "20500", "49"]


def test_a_unit_that_others_will_come_under_does_not_end_before() -> None:
    small = a_small_province()
    one, other = small.communes[:2]
    changes.move(one, other, on=ahead(10), by=BY, at=AT)
    with pytest.raises(Conflict):
        changes.end(other, on=ahead(5), by=BY, at=AT)


def test_a_change_before_one_entered_ahead_holds_until_that_fact_changes_again() -> None:
    small = a_small_province()
    unit, hoi_an = small.communes[0], small.districts[1]
    changes.rename(unit, "Tên sau", on=ahead(30), by=BY, at=AT)
    changes.rename(unit, "Tên giữa", on=ahead(10), by=BY, at=AT)
    changes.move(unit, hoi_an, on=ahead(20), by=BY, at=AT)
    assert [row[2:] for row in periods(unit)] == [
        ("Thị trấn Ái Nghĩa", "506"),
        ("Tên giữa", "506"),
        ("Tên giữa", "503"),
        ("Tên sau", "503"),
    ]


def test_a_name_and_a_place_may_change_on_one_day_but_the_name_not_twice() -> None:
    small = a_small_province()
    unit = small.communes[0]
    changes.rename(unit, "Tên mới", on=ahead(10), by=BY, at=AT)
    changes.move(unit, small.districts[1], on=ahead(10), by=BY, at=AT)
    assert periods(unit)[1:] == [(ahead(10), None, "Tên mới", "503")]
    with pytest.raises(Invalid):
        changes.rename(unit, "Tên khác", on=ahead(10), by=BY, at=AT)


def test_a_slip_of_the_year_is_refused() -> None:
    unit = a_small_province().communes[0]
    for slip in (date(2002, 7, 28), date(9999, 12, 31), ahead(6 * 365)):
        with pytest.raises(Invalid) as refused:
            changes.rename(unit, "Tên mới", on=slip, by=BY, at=AT)
        assert refused.value.errors[0].field == "on"
        with pytest.raises(Invalid):
            changes.end(unit, on=slip, by=BY, at=AT)
    assert len(periods(unit)) == 1


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


def test_the_record_tells_what_is_planned_in_order() -> None:
    small = a_small_province()
    unit = small.communes[0]
    changes.rename(unit, "Tên mới", on=ahead(10), by=BY, at=AT)
    changes.move(unit, small.districts[1], on=ahead(20), by=BY, at=AT)
    changes.merge([unit], small.communes[1], on=ahead(30), by=BY, at=AT)
    record = record_of(unit.code, DAY)
    assert record is not None
    assert [(each.on, each.told) for each in record.planned_after(DAY)] == [
        (ahead(10), "Đổi tên: Tên mới (thị trấn)"),
        (ahead(20), "Chuyển về Thành phố Hội An"),
        (ahead(30), "Kết thúc hoạt động; kế thừa: Xã Đại Sơn"),
    ]
    assert record.planned_after(ahead(30)) == []


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


def test_posts_held_since_the_day_refuse_a_backdated_end() -> None:
    small = a_small_province()
    one, other = small.communes[:2]
    officer = an_officer(Role.CLERK, one, starts_on=date(2020, 7, 1))
    for day in (date(2020, 6, 1), date(2020, 1, 5)):
        with pytest.raises(Invalid) as refused:
            changes.merge([one], other, on=day, by=BY, at=AT)
        assert refused.value.errors[0].field == "on"
        with pytest.raises(Invalid):
            changes.end(one, on=day, by=BY, at=AT)
    assert Post.objects.get(user=officer.user).ends_on is None
    assert end_of(one) is None


def test_a_merger_deletes_no_post_and_says_what_it_moved() -> None:
    small = a_small_province()
    one, other = small.communes[:2]
    holder, deputy = an_officer(Role.LEADER, one), a_user("Bà B")
    starting = an_officer(Role.CLERK, one, starts_on=DAY)
    coming = an_officer(Role.LEADER, one, starts_on=ahead(60))
    post, later = Post.objects.get(user=holder.user), Post.objects.get(user=coming.user)
    a_stand_in(post, deputy, at=AT, starts_on=ahead(-5), ends_on=ahead(20))
    kept = a_stand_in(later, deputy, at=AT, starts_on=ahead(61), ends_on=ahead(70))
    changes.merge([one], other, on=DAY, by=BY, at=AT)
    assert set(Post.objects.filter(unit=other).values_list("user", "starts_on", "is_head")) == {
        (holder.user.pk, DAY, False),
        (starting.user.pk, DAY, False),
        (coming.user.pk, ahead(60), False),
    }
    assert Post.objects.get(pk=post.pk).ends_on == DAY
    carried = StandIn.objects.get(post__unit=other, post__user=holder.user)
    assert (carried.person, carried.starts_on, carried.ends_on) == (deputy, DAY, ahead(20))
    assert StandIn.objects.get(pk=kept.pk).post == later
    told = history_of(one).get(verb="org.merge").details["posts"]
    assert [len(told[key]) for key in ("ended", "made", "moved")] == [1, 1, 2]


def test_a_unit_without_an_heir_does_not_end_over_appointments_to_come() -> None:
    unit = a_unit(level=Level.SERVICE, parent=a_small_province().province)
    an_officer(Role.CLERK, unit, starts_on=ahead(60))
    with pytest.raises(Conflict):
        changes.end(unit, on=ahead(30), by=BY, at=AT)
    changes.end(unit, on=ahead(61), by=BY, at=AT)
    assert Post.objects.get(unit=unit).ends_on == ahead(61)
