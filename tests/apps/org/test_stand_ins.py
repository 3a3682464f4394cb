"""Stand-ins are asked, accepted once, never lent on, and end with the post they stand for."""

from datetime import date

import pytest

from tests.apps.org.making import AT, BY, DAY
from tests.factories.accounts import a_user
from tests.factories.org import a_small_province, a_stand_in, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import posts, stand_ins
from vungxanh.apps.org.models import Post, StandIn
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_stand_in_is_asked_accepted_once_and_never_lent_on() -> None:
    small = a_small_province()
    head = an_officer(Role.LEADER, small.districts[0], name="Ông A")
    deputy, third = an_officer(Role.OFFICER, small.districts[0], name="Bà B"), a_user("Ông C")
    post = Post.objects.get(user=head.user)
    terms = {"starts_on": DAY, "ends_on": date(2020, 8, 1), "reason": "Đi học", "at": AT}
    with pytest.raises(NotAllowed):
        stand_ins.ask_stand_in(post, third, by=deputy, **terms)
    with pytest.raises(Invalid):
        stand_ins.ask_stand_in(post, head.user, by=head, **terms)
    asked = stand_ins.ask_stand_in(post, deputy.user, by=head, **terms)
    with pytest.raises(Conflict):
        stand_ins.ask_stand_in(post, deputy.user, by=head, **terms)
    with pytest.raises(NotAllowed):
        stand_ins.accept_stand_in(asked, by=head, at=AT)
    stand_ins.accept_stand_in(asked, by=deputy, at=AT)
    with pytest.raises(Conflict):
        stand_ins.decline_stand_in(asked, by=deputy, at=AT)
    borrowed = officers_of(deputy.user, DAY)[1]
    with pytest.raises(NotAllowed):
        stand_ins.ask_stand_in(post, third, by=borrowed, **terms)


def test_a_declined_stand_in_gives_no_seat_and_the_holder_hears_of_it() -> None:
    from tests.factories.tasks import run_pending
    from vungxanh.kit.notices.queries import notices_of

    small = a_small_province()
    head, deputy = an_officer(Role.LEADER, small.districts[0]), an_officer(Role.OFFICER, small.districts[0])
    post = Post.objects.get(user=head.user)
    stand_in = stand_ins.ask_stand_in(
        post, deputy.user, starts_on=DAY, ends_on=date(2020, 8, 1), reason="Ốm", by=head, at=AT
    )
    run_pending()
    assert notices_of(deputy.user.pk).count() == 1
    stand_ins.decline_stand_in(stand_in, by=deputy, at=AT)
    run_pending()
    assert notices_of(head.user.pk).count() == 1
    assert len(officers_of(deputy.user, DAY)) == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2019, 1, 1), date(9999, 12, 31), "ends_on"),
        (DAY, date(2021, 12, 1), "ends_on"),
        (date(2020, 1, 1), date(2020, 12, 1), "starts_on"),
        (date(2020, 1, 1), date(2020, 2, 1), "ends_on"),
        (date(2025, 1, 1), date(2025, 2, 1), "starts_on"),
    ],
)
def test_a_stand_in_lasts_a_year_at_most_and_is_neither_long_past_nor_far_ahead(
    starts_on: date, ends_on: date, field: str
) -> None:
    head = an_officer(Role.LEADER, a_small_province().districts[0])
    post, deputy = Post.objects.get(user=head.user), a_user()
    with pytest.raises(Invalid) as refused:
        stand_ins.ask_stand_in(post, deputy, starts_on=starts_on, ends_on=ends_on, reason="Ốm", by=head, at=AT)
    assert refused.value.errors[0].field == field
    assert not StandIn.objects.exists()


def test_a_stand_in_ends_with_the_post_it_stands_for() -> None:
    small = a_small_province()
    head, deputy = an_officer(Role.LEADER, small.districts[0]), an_officer(Role.OFFICER, small.districts[0])
    post = Post.objects.get(user=head.user)
    a_stand_in(post, deputy.user, at=AT, starts_on=DAY, ends_on=date(2020, 12, 1))
    assert len(officers_of(deputy.user, DAY)) == 2
    posts.end_post(post, on=date(2020, 9, 1), by=BY, at=AT)
    assert len(officers_of(deputy.user, date(2020, 9, 1))) == 1
