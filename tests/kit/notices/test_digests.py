"""One digest a person a day, at their hour, on working days, of what still holds."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail

from tests.factories.calendar import seeded_calendar
from tests.kit.notices.factories import TUESDAY, person, send_all, tell
from vungxanh.core.records.worktime import VIETNAM
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.notices.actions import mark_read, set_preference, withdraw
from vungxanh.kit.notices.digests import compose_digests
from vungxanh.kit.notices.models import Delivery, DeliveryState, Digest
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db
CHOICES = {
    "channel": "",
    "wants_digest": True,
    "digest_at": time(7, 30),
    "quiet_from": time(20),
    "quiet_to": time(6, 30),
    "language": "",
}


def prefer(user_id: int, **choices: object) -> None:
    set_preference(user_id, **(CHOICES | choices), by=SystemActor("test"), at=TUESDAY)  # type: ignore[arg-type]


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=VIETNAM)


def test_everything_of_a_day_goes_in_one_letter_the_next_working_morning() -> None:
    seeded_calendar()
    reader = person()
    tell([reader], "1", due_at=at(29, 9))
    tell([reader], "2", due_at=at(27, 17))
    tell([reader], "3")
    assert compose_digests(at=at(29, 7, 29)) == 0
    assert compose_digests(at=at(29, 7, 30)) == 1
    assert compose_digests(at=at(29, 7, 31)) == 0
    assert send_all(at(29, 7, 31)) == 1
    letter = mail.outbox[0]
    assert letter.subject == "3 thông báo ngày 29/07/2020"
    positions = [letter.body.index(words) for words in ("QUÁ HẠN", "Nhắc việc 2", "ĐẾN HẠN HÔM NAY", "Nhắc việc 1")]
    assert positions == sorted(positions)
    assert "Hạn: 29/07/2020 09:00" in letter.body
    assert "/viec/3" in letter.body
    assert letter.extra_headers["Message-ID"].startswith("<notice-")


def test_a_second_notice_of_the_day_waits_for_the_next_digest() -> None:
    seeded_calendar()
    reader = person()
    tell([reader], "1")
    compose_digests(at=at(28, 10))
    tell([reader], "2", at=at(28, 11))
    assert compose_digests(at=at(28, 12)) == 0
    assert compose_digests(at=at(29, 8)) == 1
    assert Digest.objects.filter(user_id=reader.pk).count() == 2


def test_no_digest_on_days_off_except_make_up_saturdays() -> None:
    seeded_calendar()
    tell([person()], "1", at=at(1, 8))
    assert compose_digests(at=datetime(2020, 9, 2, 8, tzinfo=VIETNAM)) == 0
    assert compose_digests(at=at(4, 8)) == 0
    assert compose_digests(at=datetime(2024, 5, 4, 8, tzinfo=VIETNAM)) == 1


def test_without_a_calendar_monday_to_friday_still_get_theirs() -> None:
    tell([person()], "1", at=at(24, 8))
    assert compose_digests(at=at(25, 8)) == 0
    assert compose_digests(at=at(27, 8)) == 1


def test_what_was_withdrawn_or_read_before_the_letter_goes_is_not_in_it() -> None:
    seeded_calendar()
    reader = person()
    tell([reader], "work.reminder:1:x")
    tell([reader], "work.reminder:2:x")
    compose_digests(at=at(29, 8))
    withdraw(at=at(29, 8), key_prefix="work.reminder:1:")
    send_all(at(29, 8, 1))
    assert mail.outbox[0].subject.startswith("1 ")
    assert "reminder:1:" not in mail.outbox[0].body


def test_a_unit_that_has_reported_is_left_in_peace() -> None:
    seeded_calendar()
    reader = person()
    tell([reader], "work.reminder:1:x")
    withdraw(at=TUESDAY, key_prefix="work.reminder:1:")
    assert compose_digests(at=at(29, 8)) == 0
    tell([reader], "work.reminder:2:x")
    compose_digests(at=at(29, 9))
    mark_read(reader.pk, at=at(29, 9))
    assert send_all(at(29, 9)) == 1
    assert Delivery.objects.get().state == DeliveryState.SKIPPED
    assert mail.outbox == []


def test_each_person_chooses_hour_and_language_or_no_digest() -> None:
    seeded_calendar()
    late, never = person("late@example.vn"), person("never@example.vn")
    prefer(late.pk, digest_at=time(16), language="en")
    prefer(never.pk, wants_digest=False)
    tell([late, never], "1")
    assert compose_digests(at=at(29, 8)) == 0
    assert compose_digests(at=at(29, 16)) == 1
    send_all(at(29, 16))
    assert [letter.to for letter in mail.outbox] == [["late@example.vn"]]


@pytest.mark.parametrize("choice", [{"channel": "pigeon"}, {"language": "xx"}])
def test_a_choice_that_does_not_exist_is_refused(choice: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        prefer(person().pk, **choice)


def test_who_cannot_be_reached_or_has_left_gets_no_delivery() -> None:
    seeded_calendar()
    gone = person("gone@example.vn", is_active=False)
    tell([gone, person("")], "1")
    assert compose_digests(at=at(29, 8)) == 2
    assert not Delivery.objects.filter(sender="email").exists()


def test_composing_many_digests_takes_few_queries(django_assert_max_num_queries: object) -> None:
    seeded_calendar()
    people = [person(f"p{number}@example.vn") for number in range(40)]
    tell(people, "1")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert compose_digests(at=at(29, 8)) == 40
    assert Digest.objects.filter(day=date(2020, 7, 29)).count() == 40
    assert compose_digests(at=at(29, 8) + timedelta(minutes=1)) == 0


def test_a_late_notice_waits_for_the_morning_instead_of_breaking_the_quiet_hours() -> None:
    seeded_calendar()
    tell([person()], "1", at=at(28, 20, 30))
    assert compose_digests(at=at(28, 20, 31)) == 0
    assert compose_digests(at=at(29, 6, 45)) == 0
    assert compose_digests(at=at(29, 7, 30)) == 1


def test_a_digest_hour_within_the_quiet_hours_is_sent_when_they_end() -> None:
    seeded_calendar()
    reader = person()
    prefer(reader.pk, digest_at=time(21))
    tell([reader], "1")
    assert compose_digests(at=at(28, 21)) == 1
    send_all(at(28, 21))
    assert not mail.outbox
    assert send_all(at(29, 6, 30)) == 1
    assert len(mail.outbox) == 1


def test_a_worker_that_comes_back_at_night_sends_nothing_before_the_morning() -> None:
    seeded_calendar()
    tell([person()], "1", at=at(28, 19, 50), urgent=True)
    send_all(at(28, 23))
    assert not mail.outbox
    assert Delivery.objects.get().attempts == 0
    send_all(at(29, 6, 30))
    assert len(mail.outbox) == 1
