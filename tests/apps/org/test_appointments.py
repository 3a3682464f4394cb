"""Appointments: dates that nobody can mean, and taking back one for a day to come."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.factories.accounts import a_user
from tests.factories.org import a_small_province, a_stand_in, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import posts
from vungxanh.apps.org.actions.changes import add_alias, rename
from vungxanh.apps.org.models import Alias, Post, StandIn, Unit
from vungxanh.apps.org.views.showing import today
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
YEAR = timedelta(days=365)


def administrator() -> Client:
    return signed_in(an_officer(Role.ADMINISTRATOR, a_small_province().province))


def district() -> Unit:
    return Unit.objects.get(code="506")


def coming(unit: Unit, days: int = 30) -> Post:
    """Somebody's appointment that begins in some days."""
    starts_on = today() + timedelta(days=days)
    return posts.appoint(a_user("Bà B"), unit, Role.CLERK, title="", starts_on=starts_on, by=BY, at=clock.now())


def test_a_coming_appointment_is_withdrawn_on_the_page_and_the_log_keeps_it() -> None:
    client = administrator()
    post = coming(district())
    page = client.get("/danh-ba/don-vi/506/chuc-vu/").content.decode()
    assert f'action="/danh-ba/chuc-vu/{post.pk}/huy/"' in page
    answer = client.post(f"/danh-ba/chuc-vu/{post.pk}/huy/", follow=True)
    assert "Đã hủy bổ nhiệm." in answer.content.decode()
    assert not Post.objects.filter(pk=post.pk).exists()
    entry = list(history_of(district()))[-1]
    assert entry.verb == "org.withdraw_appointment"
    assert entry.details["starts_on"] == post.starts_on.isoformat()
    assert "Hủy bổ nhiệm đã định" in client.get("/danh-ba/don-vi/506/").content.decode()


def test_the_person_may_be_appointed_again_for_those_days() -> None:
    a_small_province()
    post = coming(district())
    posts.withdraw_appointment(post, by=BY, at=clock.now())
    posts.appoint(post.user, post.unit, Role.CLERK, title="", starts_on=post.starts_on, by=BY, at=clock.now())
    with pytest.raises(Conflict, match="đã được hủy"):
        posts.withdraw_appointment(post, by=BY, at=clock.now())


def test_one_that_holds_already_is_ended_not_withdrawn() -> None:
    client = administrator()
    post = Post.objects.get(user=an_officer(Role.CLERK, district()).user)
    assert "Hủy bổ nhiệm" not in client.get("/danh-ba/don-vi/506/chuc-vu/").content.decode()
    answer = client.post(f"/danh-ba/chuc-vu/{post.pk}/huy/", follow=True)
    assert "đã có hiệu lực từ ngày" in answer.content.decode()
    assert Post.objects.filter(pk=post.pk).exists()


def test_stand_ins_asked_for_it_go_with_it() -> None:
    a_small_province()
    post = coming(district())
    a_stand_in(post, a_user(), at=clock.now(), starts_on=post.starts_on, ends_on=post.starts_on + timedelta(days=9))
    posts.withdraw_appointment(post, by=BY, at=clock.now())
    assert not StandIn.objects.exists()


def test_only_who_may_staff_the_unit_withdraws() -> None:
    small = a_small_province()
    post = coming(small.districts[0])
    stranger = an_officer(Role.ADMINISTRATOR, small.districts[1])
    with pytest.raises(NotAllowed):
        posts.withdraw_appointment(post, by=stranger, at=clock.now())
    assert signed_in(stranger).post(f"/danh-ba/chuc-vu/{post.pk}/huy/").status_code == 403
    assert signed_in(stranger).post(f"/api/v1/org/posts/{post.pk}/withdraw").status_code == 403
    assert Post.objects.filter(pk=post.pk).exists()


def test_programs_withdraw_a_coming_appointment() -> None:
    client = administrator()
    post, held = coming(district()), Post.objects.get(user=an_officer(Role.CLERK, district()).user)
    assert client.post(f"/api/v1/org/posts/{held.pk}/withdraw").status_code == 409
    assert client.post(f"/api/v1/org/posts/{post.pk}/withdraw").status_code == 204
    assert client.post(f"/api/v1/org/posts/{post.pk}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(1020, 8, 1), None, "starts_on"),
        (date(1945, 9, 1), None, "starts_on"),
        (6 * YEAR, None, "starts_on"),
        (date(9999, 12, 31), None, "starts_on"),
        (date(2020, 8, 1), date(9999, 12, 31), "ends_on"),
        (YEAR, 11 * YEAR, "ends_on"),
    ],
)
def test_a_day_that_nobody_can_mean_is_refused(
    starts_on: date | timedelta, ends_on: date | timedelta | None, field: str
) -> None:
    a_small_province()
    first, last = (today() + day if isinstance(day, timedelta) else day for day in (starts_on, ends_on))
    with pytest.raises(Invalid) as refused:
        posts.appoint(a_user(), district(), Role.CLERK, title="", starts_on=first, ends_on=last, by=BY, at=clock.now())
    assert [error.field for error in refused.value.errors] == [field]


def test_a_whole_term_that_begins_next_year_is_taken() -> None:
    a_small_province()
    days = {"starts_on": today() + YEAR, "ends_on": today() + 6 * YEAR}
    assert posts.appoint(a_user(), district(), Role.LEADER, title="", **days, by=BY, at=clock.now()).pk


def test_a_post_does_not_end_on_a_day_that_nobody_can_mean() -> None:
    client = administrator()
    post = Post.objects.get(user=an_officer(Role.CLERK, district()).user)
    answer = client.post(f"/danh-ba/chuc-vu/{post.pk}/ket-thuc/", {"on": "01/01/9999"})
    assert answer.status_code == 422
    assert "Ngày không được sau" in answer.content.decode()
    body = json.dumps({"on": "9999-01-01"})
    assert client.post(f"/api/v1/org/posts/{post.pk}/end", body, content_type="application/json").status_code == 422


@pytest.mark.parametrize("text", ["Sở\x07 Y tế", "Sở\u200bY tế", "Sở \u202eY tế", "\x1bSở"])
def test_a_name_holds_no_character_that_cannot_be_printed(text: str) -> None:
    a_small_province()
    for act in (
        lambda: add_alias(district(), text, by=BY, at=clock.now()),
        lambda: rename(district(), text, kind="huyện", on=today(), by=BY, at=clock.now()),
    ):
        with pytest.raises(Invalid, match="không in được"):
            act()
    assert not Alias.objects.exists()
