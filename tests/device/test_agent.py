"""Two phones meet; hostile ones are borne; the radio goes and comes back."""

import asyncio
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bumble import gatt
from bumble.device import Device, Peer
from bumble.hci import Address

from tests.device.phones import START_MS, Room, in_room
from vungxanh.core.tracing.adverts import android_advert, background_iphone_advert, beacon_advert, iphone_advert
from vungxanh.core.tracing.ids import SLOT_MS, identifier_at
from vungxanh.device.agent import as_iphone
from vungxanh.device.radio.base import Heard
from vungxanh.device.radio.replay import Recorder
from vungxanh.device.settings import BACKGROUND, FOREGROUND, Duty
from vungxanh.device.store import IPHONE, Store

PEER = bytes(range(12))
ALWAYS = replace(BACKGROUND, advertise=Duty(60, 0), scan=Duty(60, 0))
SILENT = replace(ALWAYS, advertise=Duty(1, 100_000))


def identifier_of(store: Store, ms: int) -> bytes:
    """What the phone of a store sends at a moment."""
    base = store.base_key(ms)
    return identifier_at(base.key, base.day_ms, ms)


def test_two_phones_exchange_identifiers_by_advert_and_by_gatt_and_it_is_recorded(tmp_path: Path) -> None:
    with (tmp_path / "record").open("w") as file:

        async def play(room: Room) -> None:
            android = room.agent(0, ALWAYS, Recorder(room.radio(0), file, room.clock))
            iphone = room.agent(1, as_iphone(ALWAYS))
            await asyncio.sleep(60)
            android.store.flush(), iphone.store.flush()
            by_gatt, by_advert = list(android.store.sightings()), list(iphone.store.sightings())
            assert {row.contact for row in by_gatt} == {identifier_of(iphone.store, START_MS)}
            assert {row.contact for row in by_advert} == {identifier_of(android.store, START_MS)}
            assert {row.own for row in by_gatt} == {row.contact for row in by_advert}
            assert {row.kind for row in by_gatt} == {IPHONE}
            assert len(by_gatt) in range(9, 13)
            assert android.status.reads == 1
            logged = [(one.by, one.what, one.outcome, one.count) for one in iphone.store.requests()]
            assert logged == [("peer", "read_identifier", "answered", 1)]
            assert [(one.by, one.what) for one in android.store.requests()] == [("agent", "read_iphone")]

        in_room(tmp_path, play)
    head, *lines = [json.loads(line) for line in (tmp_path / "record").read_text().splitlines()]
    assert head["format"] == "vungxanh-radio"
    assert len([line for line in lines if "read" in line and len(line["value"]) == 24]) == 1
    assert {line["data"] for line in lines if "data" in line} == {iphone_advert()[0].hex().upper()}


def test_rows_of_one_phone_are_five_seconds_apart_and_only_in_scan_windows(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        listener = room.agent(0, BACKGROUND)
        room.agent(1, BACKGROUND)
        await asyncio.sleep(899)
        listener.store.flush()
        times = [(row.ms - START_MS) / 1000 for row in listener.store.sightings()]
        assert all(later - earlier >= 5 for earlier, later in pairwise(times))
        assert all(t % 300 <= 40.1 and t % 30 <= 15.1 for t in times)
        assert {int(t // 300) for t in times} == {0, 1, 2}

    in_room(tmp_path, play)


def test_identifier_and_address_change_together_at_the_slots_edge(tmp_path: Path) -> None:
    heard: list[Heard] = []

    async def play(room: Room) -> None:
        listener = room.radio(0)
        await listener.open(heard.append, lambda _: b"", lambda _: None)
        await listener.scan(on=True)
        room.agent(1, FOREGROUND)
        await asyncio.sleep(120)
        await listener.close()

    in_room(tmp_path, play, start_ms=START_MS + SLOT_MS - 60_000)
    heard = [one for one in heard if one.data != beacon_advert()]
    spoken = [(one.ms >= START_MS + SLOT_MS, one.address, one.data) for one in heard]
    assert len(spoken) > 100
    before, after = {one[1:] for one in spoken if not one[0]}, {one[1:] for one in spoken if one[0]}
    assert len(before) == len(after) == 1
    ((old_address, old_data),), ((new_address, new_data),) = before, after
    assert old_address != new_address
    assert old_data != new_data
    edge = next(one.ms for one in heard if one.ms >= START_MS + SLOT_MS)
    assert edge - (START_MS + SLOT_MS) < 2_000


@pytest.mark.parametrize("length", [0, 1, 11, 13, 19])
def test_an_advert_of_wrong_length_is_no_sighting(tmp_path: Path, length: int) -> None:
    maker = bytes([length + 3, 0xFF, 0xB5, 0x22]) + bytes(length)

    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await room.device(1, b"\x02\x01\x02" + maker + b"\x03\x03\x56\x4e")
        await room.device(2, android_advert(PEER))
        await asyncio.sleep(30)
        assert set(agent.status.near) == {PEER}

    in_room(tmp_path, play)


async def _never(_connection: object) -> bytes:
    await asyncio.sleep(3_600)
    return PEER


def test_a_peer_that_stalls_costs_ten_seconds_and_the_next_is_read(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await room.iphone(1, _never)
        await asyncio.sleep(1)
        await room.iphone(2, PEER)
        await asyncio.sleep(20)
        assert (agent.status.reads, agent.status.reads_failed) == (1, 1)
        assert set(agent.status.near) == {PEER}
        await asyncio.sleep(20)
        assert agent.status.reads_failed in (1, 2)  # asked again after half a minute, not at every advert
        logged = {(one.what, one.outcome) for one in agent.store.requests()}
        assert logged == {("read_iphone", "failed"), ("read_iphone", "answered")}

    in_room(tmp_path, play)


@pytest.mark.parametrize("length", [0, 11, 13, 200])
def test_an_answer_of_wrong_length_is_no_sighting(tmp_path: Path, length: int) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await room.iphone(1, bytes(length))
        await asyncio.sleep(300)
        assert (agent.status.reads, agent.status.reads_failed, agent.status.rows) == (0, 1, 0)

    in_room(tmp_path, play)


def test_a_peer_that_hangs_up_in_the_middle_is_left_alone_for_a_while(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        device = await room.iphone(1, PEER)
        connected: list[int] = []

        async def hang_up(connection: object) -> None:
            connected.append(room.clock.now_ms())
            await connection.disconnect()  # type: ignore[attr-defined]

        device.on(Device.EVENT_CONNECTION, lambda connection: asyncio.ensure_future(hang_up(connection)))
        await room.iphone(2, bytes(reversed(PEER)))
        await asyncio.sleep(60)
        assert set(agent.status.near) == {bytes(reversed(PEER))}
        assert len(connected) in (1, 2)

    in_room(tmp_path, play)


def test_a_device_without_the_service_is_asked_once_in_a_quarter_hour(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await room.device(1, background_iphone_advert())
        await asyncio.sleep(800)
        assert (agent.status.reads, agent.status.reads_failed) == (0, 1)

    in_room(tmp_path, play)


def test_a_backgrounded_iphone_is_read_too(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await room.device(1, background_iphone_advert(b"\x40" + bytes(15)), PEER)
        await asyncio.sleep(30)
        assert set(agent.status.near) == {PEER}

    in_room(tmp_path, play)


def test_an_iphone_is_read_again_when_the_slot_has_changed_and_not_before(tmp_path: Path) -> None:
    answers = [PEER, bytes(reversed(PEER))]

    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await room.iphone(1, lambda _: answers[agent.status.reads])
        await asyncio.sleep(110)
        assert agent.status.reads == 1
        await asyncio.sleep(30)
        assert agent.status.reads == 2
        agent.store.flush()
        by_slot = {(row.ms // SLOT_MS, row.contact) for row in agent.store.sightings()}
        slot = START_MS // SLOT_MS
        assert by_slot == {(slot, answers[0]), (slot + 1, answers[1])}

    in_room(tmp_path, play, start_ms=START_MS + SLOT_MS - 120_000)


def test_a_guest_who_stays_is_shown_out_and_the_others_still_hear_us(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent, listener = room.agent(0, ALWAYS), room.agent(1, SILENT)
        await asyncio.sleep(3)
        guest = await room.device(2, b"\x02\x01\x02")
        connection = await guest.connect(Address(agent.status.address))
        ended: list[int] = []
        connection.on(connection.EVENT_DISCONNECTION, lambda _: ended.append(room.clock.now_ms()))
        rows = listener.status.rows
        await asyncio.sleep(9)
        assert ended == []
        assert listener.status.rows > rows
        await asyncio.sleep(2)
        assert len(ended) == 1

    in_room(tmp_path, play)


def test_a_guest_reads_the_identifier_of_the_moment_and_cannot_write_it(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, as_iphone(ALWAYS))
        await asyncio.sleep(3)
        guest = await room.device(2, b"\x02\x01\x02")
        peer = Peer(await guest.connect(Address(agent.status.address)))
        await peer.discover_services()
        ours = [one for one in peer.services if len(one.uuid.to_bytes()) == 16]
        assert len(peer.services) == len(ours) == 1
        (value,) = await ours[0].discover_characteristics()
        assert value.properties == gatt.Characteristic.Properties.READ
        assert await value.read_value() == agent.status.identifier == identifier_of(agent.store, START_MS)
        with pytest.raises(Exception, match=r"(?i)write|permitted"):
            await value.write_value(bytes(12), with_response=True)
        agent.store.flush()
        logged = [(one.by, one.what, one.outcome) for one in agent.store.requests()]
        assert logged == [("peer", "read_identifier", "answered"), ("peer", "write", "refused")]

    in_room(tmp_path, play)


def test_our_own_identifier_sent_back_is_no_contact(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await asyncio.sleep(1)
        await room.device(1, android_advert(agent.status.identifier))
        await asyncio.sleep(20)
        assert agent.status.rows == 0

    in_room(tmp_path, play)


def test_a_radio_that_is_pulled_out_is_opened_again_and_no_row_is_lost(tmp_path: Path) -> None:
    told: list[str] = []

    async def play(room: Room) -> None:
        radio = room.radio(0)
        agent = room.agent(0, ALWAYS, radio, lambda what, _facts: told.append(what))
        await room.device(1, android_advert(PEER))
        await asyncio.sleep(20.5)
        rows = agent.status.rows
        radio.unplug()
        await asyncio.sleep(20)
        assert agent.status.up
        assert agent.status.times_lost == 1
        assert agent.status.rows >= rows + 3
        agent.store.flush()
        assert agent.store.count() == agent.status.rows

    in_room(tmp_path, play)
    assert [one for one in told if one.startswith("radio")] == ["radio_up", "radio_lost", "radio_up"]


def test_what_was_heard_is_acknowledged_when_the_agent_stops(tmp_path: Path) -> None:
    agents = []

    async def play(room: Room) -> None:
        agents.append(room.agent(0, replace(ALWAYS, flush_s=10_000)))
        await room.device(1, android_advert(PEER))
        await asyncio.sleep(30)
        assert agents[0].store.count() == 0

    in_room(tmp_path, play)
    assert agents[0].store.count() == agents[0].status.rows > 0


def test_a_re_key_is_on_the_air_within_seconds(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0, ALWAYS)
        await asyncio.sleep(10)
        before = agent.status.identifier, agent.status.address
        agent.store.re_key(room.clock.now_ms())
        await asyncio.sleep(6)
        after = agent.status.identifier, agent.status.address
        assert before[0] != after[0]
        assert before[1] != after[1]

    in_room(tmp_path, play)
