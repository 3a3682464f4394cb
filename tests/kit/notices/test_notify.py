"""A person is told once, finds it in the application, and what is no longer true is gone."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.kit.notices.factories import TUESDAY, person, tell
from vungxanh.kit.notices.actions import mark_read, withdraw
from vungxanh.kit.notices.bulk import Telling, notify_each
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.notices.queries import notices_of, unread_count

pytestmark = pytest.mark.django_db


def test_telling_twice_under_one_key_tells_once() -> None:
    people = [person(), person()]
    assert tell(people, "work.reminder:1:2020-07-28") == 2
    assert tell([*people, people[0], person()], "work.reminder:1:2020-07-28") == 1
    assert Notice.objects.count() == 3


def test_a_persons_list_is_newest_first_and_only_theirs() -> None:
    reader, other = person(), person()
    tell([reader], "a")
    tell([reader, other], "b", at=TUESDAY + timedelta(hours=1))
    assert [notice.key for notice in notices_of(reader.pk)] == ["b", "a"]
    assert (unread_count(reader.pk), unread_count(other.pk)) == (2, 1)


def test_reading_counts_down_and_touches_nobody_else() -> None:
    reader, other = person(), person()
    for key in ("a", "b", "c"):
        tell([reader, other], key)
    theirs = Notice.objects.get(user_id=other.pk, key="a")
    own = Notice.objects.get(user_id=reader.pk, key="a")
    assert mark_read(reader.pk, at=TUESDAY, ids=[own.pk, theirs.pk]) == 1
    assert mark_read(reader.pk, at=TUESDAY) == 2
    assert (unread_count(reader.pk), unread_count(other.pk)) == (0, 3)


def test_a_prefix_withdraws_its_own_assignment_only() -> None:
    reader = person()
    for key in ("work.reminder:12:a", "work.reminder:12:b", "work.reminder:123:a", "work.reminder:1_:a"):
        tell([reader], key)
    assert withdraw(at=TUESDAY, key_prefix="work.reminder:12:") == 2
    assert withdraw(at=TUESDAY, key_prefix="work.reminder:12:") == 0
    assert [notice.key for notice in notices_of(reader.pk)] == ["work.reminder:1_:a", "work.reminder:123:a"]
    assert withdraw(at=TUESDAY, keys=["work.reminder:123:a"]) == 1
    assert unread_count(reader.pk) == 1


def test_withdrawing_nothing_withdraws_nothing() -> None:
    tell([person()], "a")
    assert withdraw(at=TUESDAY) == 0


def test_a_withdrawn_notice_does_not_come_back_under_its_key() -> None:
    reader = person()
    tell([reader], "a")
    withdraw(at=TUESDAY, keys=["a"])
    assert tell([reader], "a") == 0
    assert unread_count(reader.pk) == 0


def test_telling_many_people_takes_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    people = [person() for _ in range(60)]
    with django_assert_max_num_queries(8):
        assert tell(people, "many") == 60
    with django_assert_max_num_queries(12):
        assert tell(people, "many-urgent", urgent=True) == 60


def test_each_person_is_told_their_own_thing_once(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    people = [person() for _ in range(50)]
    tellings = [Telling(user.pk, "work.issued:1", "work.issued", f"Giao {user.pk} việc") for user in people]
    with django_assert_max_num_queries(6):
        notify_each(tellings, at=TUESDAY)
    notify_each(tellings, at=TUESDAY)
    assert [notices_of(user.pk).get().subject for user in people] == [f"Giao {user.pk} việc" for user in people]
