"""Push messages against a service that speaks the real protocol and fails in every way it can."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.factories.phones import a_token
from tests.law import tree
from tests.peers import fcm
from tests.peers.fcm import Peer
from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import commands, register
from vungxanh.apps.exposure.actions.commands import TooLong, Words
from vungxanh.apps.exposure.fcm import account, client, messages, outbox
from vungxanh.apps.exposure.models import Command, CommandKind, Delivery, DeliveryState, Device, System
from vungxanh.apps.exposure.queries.devices import reachable
from vungxanh.apps.exposure.tasks.app import send_pushes
from vungxanh.core.tracing.keylist import PositiveKey, read_key_list
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2020-08-17T03:00:00+00:00")
BY = SystemActor("test")
GUIDS = iter(uuid4, None)


@pytest.fixture
def peer() -> Iterator[Peer]:
    with fcm.running() as service:
        yield service


def a_client(peer: Peer, folder: Path) -> client.Client:
    return client.Client(account.read(peer.account_file(folder)), peer.url)


def phones(count: int) -> list[str]:
    tokens = [a_token(number) for number in range(count)]
    for token in tokens:
        register.register(token, System.ANDROID, at=AT)
    return tokens


def a_notice(guid: UUID | None = None, at: datetime = AT) -> Command:
    words = Words("Bluezone", "Gọi trạm y tế.")
    data = commands.notices(words, words, notice_id="n1", at=at)[0]
    hour = timedelta(hours=1)
    guid = guid or next(GUIDS)
    return commands.send(CommandKind.NOTICE, data, reachable(), guid=guid, by=BY, at=at, expires_at=at + hour)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Delivery.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_each_phone_gets_the_message_once_as_texts_at_high_priority(peer: Peer, tmp_path: Path) -> None:
    tokens, command = phones(30), a_notice()
    sent = outbox.send_batch(a_client(peer, tmp_path).send, at=AT)
    assert sent.counts == {"accepted": 30}
    assert sorted(peer.tokens_of()) == sorted(tokens)
    message = peer.delivered[0]
    assert message["android"] == {"priority": "HIGH", "ttl": "3600s"}
    assert "notification" not in message
    assert message["data"]["Type"] == "GuiThongBao"
    assert json.loads(message["data"]["Notify"])["BigText"] == "Gọi trạm y tế."
    assert len(peer.access) == 1
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=AT).total == 0
    a_notice(command.guid)
    assert Delivery.objects.count() == 30


def test_a_list_of_keys_is_packed_27_to_a_message_and_none_is_lost(peer: Peer, tmp_path: Path) -> None:
    phones(1)
    keys = [PositiveKey(bytes([number]) * 32, 1_596_844_800, 1_596_931_199) for number in range(60)]
    commands.find(keys, reachable(), guids=GUIDS, by=BY, at=AT, expires_at=AT + timedelta(days=1))
    outbox.send_batch(a_client(peer, tmp_path).send, at=AT)
    contents = [json.loads(message["data"]["DataContent"]) for message in peer.delivered]
    lists = [read_key_list(content["InfoF"]).keys for content in contents]
    assert sorted(map(len, lists)) == [6, 27, 27]
    assert {key for each in lists for key in each} == set(keys)
    assert {content["FindGUID"] for content in contents} == {
        str(guid) for guid in Command.objects.values_list("guid", flat=True)
    }
    assert all(content["Numberdays"] for content in contents)


def test_a_message_that_does_not_fit_is_refused_before_anything_is_written() -> None:
    with pytest.raises(TooLong):
        commands.send(
            CommandKind.NOTICE, {"Notify": "ấ" * 1_500}, reachable(), guid=next(GUIDS), by=BY, at=AT, expires_at=AT
        )
    assert not Command.objects.exists()


def test_a_phone_without_the_app_is_gone_and_comes_back_when_it_registers(peer: Peer, tmp_path: Path) -> None:
    tokens = phones(2)
    peer.faults[tokens[0]] = [fcm.UNREGISTERED]
    a_notice()
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=AT).counts == {"gone": 1, "accepted": 1}
    assert not reachable().filter(token_digest=keyed.of_token(tokens[0])).exists()
    assert Entry.objects.get(verb="exposure.device.gone").details == {"count": 1}
    register.register(tokens[0], at=AT)
    assert reachable().count() == 2


def test_a_token_the_service_calls_invalid_is_gone_too(peer: Peer, tmp_path: Path) -> None:
    register.register("bad-token", at=AT)
    a_notice()
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=AT).counts == {"gone": 1}


@pytest.mark.parametrize("fault", [fcm.DOWN, fcm.BROKEN, fcm.HANG_UP])
def test_what_passes_is_tried_again_later_and_later(peer: Peer, tmp_path: Path, fault: fcm.Fault) -> None:
    (token,) = phones(1)
    peer.faults[token] = [fault] * 4  # a hung-up connection is tried over a fresh one at once
    a_notice()
    send, at, waits = a_client(peer, tmp_path).send, AT, list[float]()
    while not peer.delivered:
        outbox.send_batch(send, at=at)
        row = Delivery.objects.get()
        if row.state == DeliveryState.QUEUED:
            waits.append((row.next_at - at).total_seconds())
            assert outbox.send_batch(send, at=at).total == 0
            at = row.next_at
    assert waits == sorted(waits)
    assert waits[0] == 30
    assert states() == {"accepted": 1}


def test_the_services_wish_to_be_left_alone_holds_for_the_whole_queue(peer: Peer, tmp_path: Path) -> None:
    tokens = phones(3)
    a_notice()
    peer.faults[tokens[1]] = [fcm.QUOTA]
    sent = outbox.send_batch(a_client(peer, tmp_path).send, at=AT)
    assert sent.counts == {"accepted": 2, "queued": 1}
    assert sent.resume_at == AT + timedelta(seconds=90)
    a_notice()
    Delivery.objects.filter(state=DeliveryState.QUEUED, next_at=AT).update(next_at=AT)
    outbox.send_batch(a_client(peer, tmp_path).send, at=AT + timedelta(seconds=91))
    assert states() == {"accepted": 6}


def test_a_service_that_never_answers_is_given_up_after_eight_tries(peer: Peer, tmp_path: Path) -> None:
    (token,) = phones(1)
    peer.faults[token] = [fcm.DOWN] * 50
    a_notice()
    Command.objects.update(expires_at=AT + timedelta(days=9))
    for _try in range(outbox.MOST_TRIES):
        outbox.send_batch(a_client(peer, tmp_path).send, at=Delivery.objects.get().next_at)
    assert states() == {"failed": 1}
    assert Delivery.objects.get().reason == "UNAVAILABLE"


def test_an_access_token_that_was_taken_back_is_renewed_once(peer: Peer, tmp_path: Path) -> None:
    phones(2)
    send = a_client(peer, tmp_path).send
    a_notice()
    outbox.send_batch(send, at=AT)
    peer.access = dict.fromkeys(peer.access, 0.0)
    a_notice()
    assert outbox.send_batch(send, at=AT).counts == {"accepted": 2}


def test_a_wrong_account_loses_nothing(peer: Peer, tmp_path: Path) -> None:
    phones(1)
    a_notice()
    said = replace(account.read(peer.account_file(tmp_path)), email="somebody@else")
    assert outbox.send_batch(client.Client(said, peer.url).send, at=AT).counts == {"queued": 1}
    assert not peer.delivered


def test_what_a_killed_worker_held_is_sent_when_its_lease_has_run_out(peer: Peer, tmp_path: Path) -> None:
    phones(3)
    a_notice()
    assert len(outbox.claim(at=AT, most=2)) == 2  # and here it is killed, whether it had sent them or not
    send = a_client(peer, tmp_path).send
    assert outbox.send_batch(send, at=AT).counts == {"accepted": 1}
    assert outbox.tidy(at=AT + timedelta(minutes=5)) == 0
    assert outbox.tidy(at=AT + outbox.LEASE) == 2
    assert outbox.send_batch(send, at=AT + outbox.LEASE).counts == {"accepted": 2}


def test_what_is_over_is_not_sent(peer: Peer, tmp_path: Path) -> None:
    phones(1)
    a_notice()
    late = AT + timedelta(hours=1)
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=late).total == 0
    assert outbox.tidy(at=late) == 1
    assert states() == {"expired": 1}


@pytest.mark.parametrize("kind", sorted(messages.REFUSED))
def test_a_command_that_would_take_something_from_a_phone_is_refused_whatever_the_row_says(
    kind: str, peer: Peer, tmp_path: Path
) -> None:
    phones(1)
    command = a_notice()
    command.kind, command.data = kind, json.dumps({"Type": kind, "DataContent": "{}"})
    command.save()
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=AT).counts == {"failed": 1}
    assert not peer.asked


def test_the_commands_that_take_from_a_phone_are_named_only_where_they_are_refused() -> None:
    names = re.compile("|".join([*messages.REFUSED, "UPLOAD_HISTORY", "PUSH_HISTORY"]))
    texts = [path for path in tree.SOURCE.rglob("*") if path.suffix in {".py", ".json", ".html", ".js"}]
    found = {tree.name_of(path) for path in texts if names.search(path.read_text("utf-8"))}
    assert found == {"src/vungxanh/apps/exposure/fcm/messages.py"}
    assert messages.REFUSED.isdisjoint(CommandKind.values)


def test_the_task_sends_all_that_is_due_and_nothing_without_an_account(
    peer: Peer,
    tmp_path: Path,
    settings: "pytest_django.Settings",  # type: ignore[name-defined] # noqa: F821
) -> None:
    phones(3)
    a_notice(at=clock.now())
    send_pushes.func()
    assert states() == {"queued": 3}
    settings.FCM_ACCOUNT, settings.FCM_ENDPOINT = peer.account_file(tmp_path), peer.url
    send_pushes.func()
    assert states() == {"accepted": 3}


def test_nothing_of_a_message_stands_in_clear_in_the_outbox() -> None:
    from tests.factories.phones import raw_rows

    phones(1)
    key = PositiveKey(bytes(range(32)), 1_596_844_800, 1_596_931_199)
    commands.find([key], reachable(), guids=GUIDS, by=BY, at=AT, expires_at=AT + timedelta(days=1))
    text = raw_rows("exposure_command", "exposure_delivery", "audit_entry").upper()
    assert key.key.hex().upper() not in text
    assert Device.objects.get().token.upper() not in text


def test_keys_of_cases_are_pushed_only_where_the_province_decided_so_and_once(
    settings: "pytest_django.Settings",  # type: ignore[name-defined] # noqa: F821
) -> None:
    from tests.factories.phones import BASE, BASE_S
    from vungxanh.apps.exposure.models import DayKey, Upload
    from vungxanh.apps.exposure.tasks.app import push_case_keys

    phones(2)
    at = clock.now()
    upload = Upload.objects.create(
        kind="contact", way="app", subject=uuid4(), body_digest="b", received_at=at, expires_on=clock.day_of(at)
    )
    for number, day_key in enumerate((BASE.hex(), "")):
        starts = datetime.fromtimestamp(BASE_S + number * 86_400, tz=AT.tzinfo)
        ends = starts + timedelta(seconds=86_399)
        known = {"key": "00" * 32, "key_digest": str(number), "starts_at": starts, "ends_at": ends}
        DayKey.objects.create(upload=upload, day_key=day_key, **known)
    _as_a_case(upload)
    settings.PUSH_KEYS = True
    push_case_keys.func()
    push_case_keys.func()
    (command,) = Command.objects.all()
    content = json.loads(json.loads(command.data)["DataContent"])
    (key,) = read_key_list(content["InfoF"]).keys
    assert (key.key, key.start_s, command.deliveries.count()) == (BASE, BASE_S, 2)
    settings.PUSH_KEYS = False
    Command.objects.all().delete()
    push_case_keys.func()
    assert not Command.objects.exists()
    assert not any(one.day_key for one in DayKey.objects.all())


def _as_a_case(upload: "object") -> None:
    from tests.factories.org import an_officer
    from vungxanh.apps.accounts.roles import Role
    from vungxanh.apps.exposure.actions import codes
    from vungxanh.apps.exposure.models import CodeKind, Upload

    at = clock.now()
    officer = an_officer(Role.HEALTH_OFFICER)
    day = clock.day_of(at)
    code, _text = codes.issue(CodeKind.LINK, uuid4(), day, by=officer, at=at, entropy=uuid4().bytes)
    Upload.objects.filter(pk=upload.pk).update(kind="case", code=code)  # type: ignore[attr-defined]
