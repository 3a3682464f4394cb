"""Changes entered ahead: before one another, and never resting on units that will be gone."""

from datetime import date

import pytest

from tests.apps.org.making import AT, BY, DAY, ahead, periods
from tests.factories.accounts import a_user
from tests.factories.org import a_small_province, a_stand_in, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.models import Level, Post, StandIn
from vungxanh.apps.org.queries.records import record_of
from vungxanh.apps.org.queries.succession import end_of
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid

pytestmark = pytest.mark.django_db


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
