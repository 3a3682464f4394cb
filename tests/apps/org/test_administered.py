"""Whose accounts an administrator looks after: nobody who also acts above or beside, now or soon."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.accounts import a_user
from tests.factories.org import LONG_AGO, a_small_province, a_stand_in, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.actions.people import Details, correct_person, deactivate
from vungxanh.apps.accounts.actions.reset_links import issue_reset_link
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, StandIn
from vungxanh.apps.org.queries.accounts import administered
from vungxanh.kit import clock
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 3, tzinfo=UTC)
DAY = date(2020, 7, 28)
SOON = date(2020, 8, 10)


def _lend_the_chair(today: date = DAY, *, starts_in: int = 0, accepted: bool = True) -> tuple:  # type: ignore[type-arg]
    """The district's administrator, the province's, and an officer of the district who acts for the chairman."""
    small = a_small_province()
    chairman = an_officer(Role.LEADER, small.province, name="Chủ tịch")
    below = an_officer(Role.ADMINISTRATOR, small.districts[0], name="Quản trị huyện")
    above = an_officer(Role.ADMINISTRATOR, small.province, name="Quản trị tỉnh")
    person = an_officer(Role.OFFICER, small.districts[0], name="Người thay").user
    begins = today + timedelta(days=starts_in)
    post = Post.objects.get(user=chairman.user)
    lent = a_stand_in(post, person, at=AT, starts_on=begins, ends_on=begins + timedelta(days=30), accepted=accepted)
    return below, above, person, lent


@pytest.mark.parametrize(("starts_in", "accepted"), [(0, True), (20, True), (0, False), (-10, True)])
def test_who_stands_in_above_is_not_administered_from_below(starts_in: int, accepted: bool) -> None:
    below, above, person, _lent = _lend_the_chair(starts_in=starts_in, accepted=accepted)
    assert person not in administered(below, DAY)
    assert person in administered(above, DAY)


def test_who_no_longer_stands_in_above_or_said_no_is_administered_again() -> None:
    below, _above, person, lent = _lend_the_chair()
    assert person in administered(below, lent.ends_on)
    StandIn.objects.filter(pk=lent.pk).update(declined_at=AT)
    assert person in administered(below, DAY)


def test_who_will_hold_a_post_above_is_not_administered_from_below() -> None:
    small = a_small_province()
    below = an_officer(Role.ADMINISTRATOR, small.districts[0])
    promoted = an_officer(Role.OFFICER, small.districts[0]).user
    assert promoted in administered(below, DAY)
    an_officer(Role.LEADER, small.province, user=promoted, starts_on=SOON)
    assert promoted not in administered(below, DAY)


def test_a_post_that_is_over_takes_nobody_away() -> None:
    small = a_small_province()
    below = an_officer(Role.ADMINISTRATOR, small.districts[0])
    moved = an_officer(Role.OFFICER, small.districts[0]).user
    an_officer(Role.CLERK, small.districts[1], user=moved, starts_on=LONG_AGO, ends_on=DAY)
    assert moved in administered(below, DAY)


def test_the_unit_that_made_an_account_without_post_loses_it_to_a_stand_in_above() -> None:
    below, _above, _person, lent = _lend_the_chair()
    made = a_user("Mới", created_in=below.unit.code)
    assert made in administered(below, DAY)
    a_stand_in(lent.post, made, at=AT, starts_on=DAY, ends_on=SOON)
    assert made not in administered(below, DAY)


def test_no_act_on_the_account_of_who_stands_in_above_is_open_from_below() -> None:
    at = clock.now()
    below, above, person, _lent = _lend_the_chair(clock.day_of(at))
    with pytest.raises(NotAllowed):
        issue_reset_link(person, secret="s" * 40, by=below, at=at)
    with pytest.raises(NotAllowed):
        deactivate(person, by=below, at=at)
    with pytest.raises(NotAllowed):
        correct_person(person, Details("Khác"), by=below, at=at)
    issue_reset_link(person, secret="s" * 40, by=above, at=at)
    client = signed_in(below)
    assert client.get(f"/api/v1/accounts/people/{person.username}").status_code in (403, 404)
