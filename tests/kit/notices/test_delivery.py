"""Messages are sent once, tried again with patience, and survive a killed worker as their channel allows."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from tests.kit.notices.factories import TUESDAY, Channel, person, send_all, tell
from vungxanh.core.records.worktime import VIETNAM
from vungxanh.kit.notices import senders
from vungxanh.kit.notices.actions import withdraw
from vungxanh.kit.notices.delivery import send_next, settle_interrupted
from vungxanh.kit.notices.models import Delivery, DeliveryState, Preference
from vungxanh.kit.notices.queries import undelivered
from vungxanh.kit.notices.senders import Message, TemporaryFailure, Undeliverable
from vungxanh.kit.notices.times import LEASE, RETRY_AFTER, after_quiet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_the_built_in_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    built_in = {name: sender for name, sender in senders._senders.items() if name in ("email", "console")}
    monkeypatch.setattr(senders, "_senders", built_in)


def urgent(channel: Channel | None = None, *, at: datetime = TUESDAY) -> Delivery:
    user = person()
    if channel:
        senders.register(channel)
        Preference.objects.create(user_id=user.pk, channel=channel.name)
    tell([user], "khan", urgent=True, at=at)
    return Delivery.objects.get()


def test_an_urgent_notice_goes_at_once_by_mail() -> None:
    urgent()
    assert send_all(TUESDAY) == 1
    assert mail.outbox[0].subject == "Nhắc việc khan"
    assert mail.outbox[0].to == ["can.bo@example.vn"]
    assert send_all(TUESDAY) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reference) == (DeliveryState.SENT, mail.outbox[0].extra_headers["Message-ID"])


def test_telling_an_urgent_thing_twice_sends_it_once() -> None:
    delivery = urgent()
    tell([delivery.user], "khan", urgent=True)
    assert send_all(TUESDAY) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(19, 59, (28, 19, 59)), (20, 0, (29, 6, 30)), (23, 0, (29, 6, 30)), (6, 29, (28, 6, 30)), (6, 30, (28, 6, 30))],
)
def test_quiet_hours_hold_an_urgent_notice_until_morning(
    hour: int, minute: int, expected: tuple[int, int, int]
) -> None:
    at = datetime(2020, 7, 28, hour, minute, tzinfo=VIETNAM)
    day, until_hour, until_minute = expected
    assert urgent(at=at).next_at == datetime(2020, 7, day, until_hour, until_minute, tzinfo=VIETNAM)


def test_equal_quiet_hours_mean_none() -> None:
    preference = Preference()
    assert after_quiet(TUESDAY, preference.quiet_to, preference.quiet_to) == TUESDAY


def test_a_broken_channels_log_and_record_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_message: Message) -> str:
        raise ValueError("can.bo@example.vn, +84 905 123 456: 451 4.7.1 từ chối")

    delivery = urgent(Channel(answer=broken))
    with caplog.at_level("WARNING"):
        send_all(TUESDAY)
    delivery.refresh_from_db()
    for told in (caplog.text, delivery.error):
        assert "can.bo" not in told
        assert "905" not in told
    assert "ValueError" in caplog.text
    assert "factories.py:" in caplog.text
    assert "451 4.7.1" in delivery.error


def test_the_chosen_channel_is_used() -> None:
    channel = Channel()
    urgent(channel)
    send_all(TUESDAY)
    assert [message.subject for message in channel.sent] == ["Nhắc việc khan"]
    assert channel.sent[0].url.endswith("/viec/khan")
    assert mail.outbox == []


def test_an_urgent_notice_withdrawn_in_the_night_is_never_sent() -> None:
    urgent(at=datetime(2020, 7, 28, 22, tzinfo=VIETNAM))
    withdraw(at=TUESDAY, keys=["khan"])
    send_all(TUESDAY + timedelta(days=1))
    assert Delivery.objects.get().state == DeliveryState.SKIPPED
    assert mail.outbox == []


def raising(failure: Exception) -> Channel:
    def answer(_message: Message) -> str:
        raise failure

    return Channel(answer=answer)


def test_a_failing_channel_is_tried_with_growing_patience_and_then_given_up() -> None:
    urgent(raising(TemporaryFailure("busy")))
    at, waits = TUESDAY, []
    while send_next(at=at):
        delivery = Delivery.objects.get()
        if delivery.state == DeliveryState.FAILED:
            break
        waits.append(delivery.next_at - at)
        at = delivery.next_at
    assert tuple(waits) == RETRY_AFTER
    assert [row.error for row in undelivered()] == ["busy"]


def test_a_final_refusal_is_not_tried_again() -> None:
    urgent(raising(Undeliverable("550 no such user")))
    assert send_all(TUESDAY + timedelta(days=1)) == 1
    assert Delivery.objects.get().state == DeliveryState.FAILED


@pytest.mark.parametrize(("repeatable", "state"), [(True, DeliveryState.QUEUED), (False, DeliveryState.UNKNOWN)])
def test_an_unclear_failure_is_repeated_only_where_that_is_harmless(repeatable: bool, state: DeliveryState) -> None:
    channel = raising(ConnectionResetError("after the last byte"))
    channel.repeatable = repeatable
    urgent(channel)
    send_next(at=TUESDAY)
    assert Delivery.objects.get().state == state


def test_a_channel_that_is_gone_is_waited_for() -> None:
    delivery = urgent(Channel())
    senders._senders.pop("test")
    send_next(at=TUESDAY)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (DeliveryState.QUEUED, "no channel test")


@pytest.mark.parametrize(("repeatable", "state"), [(True, DeliveryState.QUEUED), (False, DeliveryState.UNKNOWN)])
def test_an_interrupted_message_is_settled_after_its_lease(repeatable: bool, state: DeliveryState) -> None:
    def die(_message: Message) -> str:
        raise KeyboardInterrupt

    channel = Channel(repeatable=repeatable, answer=die)
    urgent(channel)
    with pytest.raises(KeyboardInterrupt):
        send_next(at=TUESDAY)
    assert Delivery.objects.get().state == DeliveryState.SENDING
    assert settle_interrupted(at=TUESDAY + LEASE) == 0
    assert settle_interrupted(at=TUESDAY + LEASE + timedelta(seconds=1)) == 1
    assert Delivery.objects.get().state == state


KILLED = """
import os, sys, django
django.setup()
from datetime import datetime
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from vungxanh.kit.notices import senders
from vungxanh.kit.notices.delivery import send_next

class Killer:
    name, repeatable = "test", sys.argv[3] == "1"
    def reaches(self, user): return True
    def send(self, message):
        print(message.key, flush=True)
        os.kill(os.getpid(), 9)

senders.register(Killer())
send_next(at=datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("repeatable", [True, False])
def test_kill_9_in_mid_send_loses_nothing_and_doubles_only_what_may_be(repeatable: bool) -> None:
    channel = Channel(repeatable=repeatable)
    urgent(channel)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    arguments = [str(connection.settings_dict["NAME"]), TUESDAY.isoformat(), "1" if repeatable else "0"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    later = TUESDAY + LEASE + timedelta(minutes=1)
    settle_interrupted(at=later)
    send_all(later + timedelta(minutes=5))
    assert [message.key for message in channel.sent] == ([killed.stdout.strip()] if repeatable else [])
    assert Delivery.objects.get().state == (DeliveryState.SENT if repeatable else DeliveryState.UNKNOWN)


@pytest.mark.parametrize("final", [True, False])
def test_a_channels_answer_is_kept_without_the_address_it_names(final: bool) -> None:
    failure = (Undeliverable if final else TemporaryFailure)("550 <hanh.nt@dailoc.gov.vn>: unknown, ask hanh@b.vn.")
    urgent(raising(failure))
    send_all(TUESDAY)
    error = Delivery.objects.get().error
    assert error.startswith("550 <…@…>: unknown")
    assert "hanh" not in error
