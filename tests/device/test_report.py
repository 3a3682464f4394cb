"""A contact tells with consent: the rows that matched, what the owner typed, and nothing else."""

import asyncio
import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.device.phones import OWN, PEER, START_MS, new_store
from tests.device.test_upload import Server, serving
from vungxanh.apps.exposure.contact_report import read_report
from vungxanh.core.exposure.slotkeys import SlotKey, identifiers, of_day
from vungxanh.core.tracing.ids import DAY_MS, DAY_S, SLOT_MS
from vungxanh.core.tracing.ids import identifiers as day_identifiers
from vungxanh.device import channel, outbox, report, upload
from vungxanh.device.agent import Agent
from vungxanh.device.clock import LoopClock
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.simulated import Air, SimulatedRadio, Still
from vungxanh.device.sealed import Table
from vungxanh.device.settings import BACKGROUND
from vungxanh.device.stopping import stop
from vungxanh.device.store import Seen, Store

NOW = START_MS + 2 * DAY_MS
DAY_KEY = bytes(range(50, 82))
KEY = of_day(DAY_KEY, START_MS // 1000, START_MS // 1000 + DAY_S - 1)
OWNER = report.Owner("Phan Thị Báo", "0905 111 222", "Tổ 4", "20335")


def a_contact(folder: Path, server: str, key: SlotKey = KEY) -> Store:
    """A phone that heard the holder of the key for five minutes, and somebody else."""
    store = new_store(folder)
    store.base_key(START_MS)
    sent = day_identifiers(DAY_KEY)
    for minute in range(5):
        ms = START_MS + 40 * SLOT_MS + minute * 60_000
        store.note(Seen(OWN, sent[40], -55 - minute, ms))
        store.note(Seen(OWN, PEER, -50, ms + 10_000))
    store.note(Seen(OWN, sent[40], -40, START_MS + 60 * SLOT_MS))  # replayed five hours later
    store.flush()
    channel.add(store, channel.Met(key.key.hex(), key.start_s, key.end_s, 1, 5, [], server))
    return store


def home(server: Server) -> str:
    return server.url.removesuffix("/uploads")


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(one.by, one.what, one.outcome) for one in store.requests()]


def test_what_arrives_is_what_the_owner_read_and_the_server_s_reader_takes_it(tmp_path: Path) -> None:
    shown: list[str] = []

    def read_aloud(text: str) -> bool:
        shown.append(text)
        return True

    with serving(Server(status=202)) as server:
        store = a_contact(tmp_path, home(server))
        proposal = report.propose(store, server=home(server) + "/", owner=OWNER)
        assert report.consent(store, proposal, read_aloud, NOW)
        assert report.OUTBOX.send_due(store, NOW) == ["accepted"]
    ((method, path, headers, body),) = server.got
    assert (method, path) == ("POST", "/exposure/v1/reports")
    assert headers["Idempotency-Key"] == sha256(body).hexdigest()
    assert len(body) == report.BODY_BYTES
    read = read_report(body, now_s=NOW // 1000)
    assert (read.full_name, read.phone, read.address, read.commune) == ("Phan Thị Báo", "0905 111 222", "Tổ 4", "20335")
    (met,) = read.met
    assert met.holds()
    assert (met.key, met.start_s) == (KEY.key, KEY.start_s)
    assert [(row.own, row.contact, row.rssi) for row in met.rows] == [
        (OWN, list(identifiers(KEY))[40], -55 - minute) for minute in range(5)
    ]
    for row in met.rows:
        assert row.own is not None
        assert row.contact is not None
        assert f"{row.own.hex().upper()}  {row.contact.hex().upper()}  {row.rssi}" in shown[0]
    for typed in ("Phan Thị Báo", "0905 111 222", "Tổ 4", "20335", proposal.address):
        assert typed in shown[0]
    assert set(json.loads(body)) == {"version", "consent", "person", "met", "device", "padding"}
    assert json.loads(body)["device"] in shown[0]


def test_nobody_else_s_identifier_and_no_key_of_the_phone_leaves(tmp_path: Path) -> None:
    store = a_contact(tmp_path, "https://a.example")
    body = report.propose(store, server="https://a.example", owner=OWNER).body.decode().lower()
    assert PEER.hex() not in body
    assert not any(base.key.hex() in body for base in store.base_keys())


def test_a_no_sends_nothing_and_stands_in_the_log(tmp_path: Path) -> None:
    with serving(Server()) as server:
        store = a_contact(tmp_path, home(server))
        proposal = report.propose(store, server=home(server), owner=OWNER)
        assert not report.consent(store, proposal, lambda _text: False, NOW)
        assert report.OUTBOX.send_due(store, NOW) == []
    assert server.got == []
    assert told(store) == [("owner", "contact_consent", "refused")]


def test_the_phone_keeps_its_key_and_forgets_what_it_sent(tmp_path: Path) -> None:
    with serving(Server(status=202)) as server:
        store = a_contact(tmp_path, home(server))
        before = store.base_keys()
        report.consent(store, report.propose(store, server=home(server), owner=OWNER), lambda _text: True, NOW)
        report.OUTBOX.send_due(store, NOW)
    assert store.base_keys() == before
    assert (report.OUTBOX.waiting(store), upload.OUTBOX.waiting(store)) == ([], [])
    assert told(store)[-1] == ("agent", "contact_report", "accepted")
    logged = json.dumps([dict(one.facts) for one in store.requests()], ensure_ascii=False)
    assert not [typed for typed in ("Phan", "0905", "Tổ 4", OWN.hex()) if typed in logged]


def test_later_is_tried_again_with_the_same_bytes_and_a_refusal_is_final(tmp_path: Path) -> None:
    with serving(Server(status=503)) as server:
        store = a_contact(tmp_path, home(server))
        report.consent(store, report.propose(store, server=home(server), owner=OWNER), lambda _text: True, NOW)
        assert report.OUTBOX.send_due(store, NOW) == ["later"]
        assert report.OUTBOX.send_due(store, NOW + 4_000) == []
        server.status = 403
        assert report.OUTBOX.send_due(store, NOW + 5_000) == ["refused"]
    first, second = (body for _, _, _, body in server.got)
    assert first == second
    assert report.OUTBOX.waiting(store) == []


def test_what_waits_can_be_taken_back(tmp_path: Path) -> None:
    store = a_contact(tmp_path, "https://a.example")
    report.consent(store, report.propose(store, server="https://a.example", owner=OWNER), lambda _text: True, NOW)
    assert report.OUTBOX.withdraw(store, NOW) == (1, 0)
    assert report.OUTBOX.withdraw(store, NOW) == (0, 0)
    assert told(store)[-1] == ("owner", "contact_consent", "withdrawn")


def test_a_try_is_claimed_and_what_is_taken_back_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    with serving(Server(status=503)) as server:
        store = a_contact(tmp_path, home(server))
        report.consent(store, report.propose(store, server=home(server), owner=OWNER), lambda _text: True, NOW)
        ((number, _),) = report.OUTBOX.waiting(store)
        letter = report.OUTBOX.claim(store, number, NOW)
        assert letter is not None
        assert (report.OUTBOX.claim(store, number, NOW), report.OUTBOX.send_due(store, NOW)) == (None, [])
        assert report.OUTBOX.withdraw(store, NOW) == (1, 1)
        assert report.OUTBOX.settle(store, number, letter, outbox.post(letter), NOW) == "withdrawn"
        assert report.OUTBOX.waiting(store) == []


@pytest.mark.parametrize("uploads", [True, False])
def test_a_running_agent_sends_it_unless_it_is_simulated(tmp_path: Path, uploads: bool) -> None:
    async def run() -> None:
        clock = LoopClock(NOW, asyncio.get_running_loop())
        settings = replace(BACKGROUND, uploads=uploads)
        running = asyncio.create_task(Agent(SimulatedRadio(0, Air(Still(1)), clock), store, clock, settings).run())
        for _ in range(100 if uploads else 10):
            await asyncio.sleep(0.05)
            if not report.OUTBOX.waiting(store):
                break
        await stop([running])

    with serving(Server(status=202)) as server:
        store = a_contact(tmp_path, home(server))
        report.consent(store, report.propose(store, server=home(server), owner=OWNER), lambda _text: True, NOW)
        asyncio.run(run())
    assert (len(server.got), len(report.OUTBOX.waiting(store))) == (int(uploads), int(not uploads))


def test_bytes_that_were_not_shown_are_never_sent(tmp_path: Path) -> None:
    with serving(Server()) as server:
        store = a_contact(tmp_path, home(server))
        report.consent(store, report.propose(store, server=home(server), owner=OWNER), lambda _text: True, NOW)
        ((number, letter),) = report.OUTBOX.waiting(store)
        forged = replace(letter, body=letter.body.replace("-55", "-35"))
        Table(store.database, "reports").update(number, NOW // DAY_MS, json.dumps(asdict(forged)).encode())
        assert report.OUTBOX.send_due(store, NOW) == ["no_consent"]
    assert server.got == []


def test_only_the_server_whose_keys_were_heard_is_told(tmp_path: Path) -> None:
    store = a_contact(tmp_path, "https://a.example")
    with pytest.raises(DeviceProblem, match="heard no key"):
        report.propose(store, server="https://b.example", owner=OWNER)
    with pytest.raises(DeviceProblem, match="https is needed"):
        report.propose(store, server="http://a.example", owner=OWNER)


def test_a_long_day_is_cut_to_what_a_server_takes(tmp_path: Path) -> None:
    sent = list(identifiers(KEY))
    rows = [Seen(OWN, sent[at % 96], -60, START_MS + at % 96 * SLOT_MS + at) for at in range(5_000)]
    (one,) = report.heard([KEY], iter(rows))
    assert len(one.rows) == report.MOST_ROWS
    body = report.body_of(OWNER, (one,), "0" * 32)
    assert len(read_report(body, now_s=NOW // 1000).met[0].rows) == report.MOST_ROWS
