"""Who gets through the door of a page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tests.factories.accounts import a_user
from tests.factories.org import a_small_province, a_stand_in, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org import middleware
from vungxanh.apps.org.access import officer_required
from vungxanh.apps.org.models import Post
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db

DAY = date(2020, 7, 28)
AT = datetime(2020, 7, 28, 8, tzinfo=UTC)


def may_lead(officer: Officer) -> bool:
    """Only leaders."""
    return officer.has(Role.LEADER)


@officer_required
def a_page(request: HttpRequest) -> HttpResponse:
    """A page every officer may read."""
    return HttpResponse(request.officer.actor_name)


@officer_required(may_lead)
def a_leaders_page(request: HttpRequest) -> HttpResponse:
    """A page only leaders may read."""
    return HttpResponse("ok")


def _request(officer: Officer | None) -> HttpRequest:
    request = RequestFactory().get("/trang/")
    request.user = officer.user if officer else _anonymous()
    request.officer = officer
    return request


def _anonymous() -> object:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_an_officer_passes_and_a_policy_can_refuse() -> None:
    officer = an_officer(Role.CLERK, name="Trần Thị B")
    assert a_page(_request(officer)).content.decode() == "Trần Thị B"
    with pytest.raises(NotAllowed):
        a_leaders_page(_request(officer))
    assert a_leaders_page(_request(an_officer(Role.LEADER))).status_code == 200


def test_each_guarded_view_names_its_policy() -> None:
    assert a_leaders_page.access_policy is may_lead
    assert a_page.access_policy(an_officer()) is True


def test_roles_of_all_current_posts_in_one_unit_are_united() -> None:
    unit = a_unit()
    user = an_officer(Role.CLERK, unit, also=[Role.ONE_STOP_OFFICER]).user
    an_officer(Role.LEADER, unit, user=user, starts_on=date(2019, 1, 1), ends_on=DAY)
    [officer] = officers_of(user, DAY)
    assert officer.roles == {Role.CLERK, Role.ONE_STOP_OFFICER}
    [the_day_before] = officers_of(user, DAY - timedelta(days=1))
    assert Role.LEADER in the_day_before.roles


def test_posts_in_two_units_are_two_seats() -> None:
    here, there = a_unit(), a_unit()
    user = an_officer(Role.CLERK, here).user
    an_officer(Role.OFFICER, there, user=user)
    seats = officers_of(user, DAY)
    assert {seat.unit for seat in seats} == {here, there}
    assert middleware.chosen(seats, there.code).unit == there
    assert middleware.chosen(seats, "gone") == seats[0]
    assert middleware.chosen([], there.code) is None


def test_an_ended_unit_gives_no_seat() -> None:
    user = an_officer(unit=a_unit(ends_on=DAY)).user
    assert officers_of(user, DAY) == []
    assert len(officers_of(user, DAY - timedelta(days=1))) == 1


def test_a_stand_in_acts_only_when_accepted_and_within_the_dates() -> None:
    absent = an_officer(Role.LEADER, name="Ông A")
    deputy = an_officer(Role.OFFICER, absent.unit, name="Bà B")
    stand_in = a_stand_in(
        Post.objects.get(user=absent.user), deputy.user, at=AT, starts_on=DAY, ends_on=date(2020, 8, 1), accepted=False
    )
    assert len(officers_of(deputy.user, DAY)) == 1
    stand_in.accepted_at = AT
    stand_in.save()
    own, lent = officers_of(deputy.user, DAY)
    assert own.roles == {Role.OFFICER}
    assert own.for_name == ""
    assert lent.roles == {Role.LEADER}
    assert lent.actor_name == "Bà B thay Ông A"
    assert lent.seat != own.seat
    assert len(officers_of(deputy.user, date(2020, 8, 1))) == 1


def test_seats_cost_two_queries_however_many_posts(django_assert_num_queries: object) -> None:
    user = a_user()
    for commune in a_small_province().communes:
        an_officer(Role.OFFICER, commune, user=user)
    with django_assert_num_queries(2):
        assert len(officers_of(user, DAY)) == 5
