"""A recording gives the same rows again, and what is damaged in it is named."""

import asyncio
import errno
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.device.phones import Room, in_room, new_store
from vungxanh.device.agent import Agent, as_iphone
from vungxanh.device.clock import LoopClock, MachineClock, run_virtually
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.replay import Recorder, ReplayRadio, read_recording, start_of
from vungxanh.device.reasons import Reason
from vungxanh.device.settings import BACKGROUND, REPLAY, Duty
from vungxanh.device.store import ANDROID, IPHONE, Store

HEAD = '{"format": "vungxanh-radio", "version": 1, "start": 1596844800000}\n'


def test_what_was_recorded_gives_the_same_contacts_when_it_is_played(tmp_path: Path) -> None:
    written, kept = io.StringIO(), []

    async def play(room: Room) -> None:
        recorder = Recorder(room.radio(0), written, room.clock)
        agent = room.agent(0, replace(BACKGROUND, scan=Duty(60, 0)), recorder)
        room.agent(1, BACKGROUND)
        room.agent(2, as_iphone(BACKGROUND))
        await asyncio.sleep(1_000)
        await room.stop()
        kept.extend((row.contact, row.rssi, row.kind) for row in agent.store.sightings())

    in_room(tmp_path / "first", play)
    (tmp_path / "record").write_text(written.getvalue())
    stores: list[Store] = []

    async def again() -> None:
        clock = LoopClock(start_of(tmp_path / "record"), asyncio.get_running_loop())
        stores.append(new_store(tmp_path / "again"))
        await Agent(ReplayRadio(tmp_path / "record", clock), stores[0], clock, REPLAY).run()

    run_virtually(again)
    found = [(row.contact, row.rssi, row.kind) for row in stores[0].sightings()]
    assert len(kept) > 100
    assert [row for row in found if row[2] == ANDROID] == [row for row in kept if row[2] == ANDROID]
    # Reading takes no time in a recording, so an iPhone's rows begin a little earlier.
    assert {row for row in found if row[2] == IPHONE} == {row for row in kept if row[2] == IPHONE}


GOOD = '{"ms": 1596844800000, "address": "A", "rssi": -1, "data": "00"}\n'
BAD = [
    '{"ms": 1, "address": "A", "rssi": -1}',
    '{"ms": 1, "address": "A", "rssi": -1, "data": "0"}',
    '{"ms": 1, "address": "A", "rssi": 4000, "data": "00"}',
    '{"ms": 4000000000000, "address": "A", "rssi": -1, "data": "00"}',
    '{"ms": -1, "address": "A", "rssi": -1, "data": "00"}',
    '{"ms": 1596844801000, "addr',
    '{"ms": 1, "read": "A", "value": "zz"}',
    "[]",
    "[" * 9_000,
    "x" * 50_000,
    "\udcff\udcfe",
    "",
]


@pytest.mark.parametrize("line", BAD)
def test_a_damaged_line_is_named_and_the_others_are_played(tmp_path: Path, line: str) -> None:
    path, rows = tmp_path / "record", list[int]()
    path.write_bytes((HEAD + GOOD + line + "\n" + GOOD).encode(errors="surrogateescape"))
    assert len(list(read_recording(path, rows.append))) == 2
    assert rows == [3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "recording_empty"),
        (b"hello\n", "recording_head"),
        (b"\xff\xfe\x00PAR1", "recording_head"),
        (b'{"format": "other", "version": 1, "start": 0}\n', "recording_head"),
        (b'{"format": "vungxanh-radio", "version": 1, "start": -5}\n', "recording_head"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(tmp_path: Path, text: bytes, code: str) -> None:
    path = tmp_path / "record"
    path.write_bytes(text)
    with pytest.raises(DeviceProblem) as refused:
        start_of(path)
    assert (refused.value.code, refused.value.facts["file"]) == (code, path)


def test_of_many_damaged_lines_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    (tmp_path / "record").write_text(HEAD + "half\n" * 50)
    radio = ReplayRadio(tmp_path / "record", MachineClock())
    *told, more = radio.problems()
    assert [one.facts["row"] for one in told] == list(range(2, 22))
    assert more.facts["count"] == 30
    assert radio.problems()[-1].facts == more.facts


def test_a_recording_that_can_no_longer_be_written_lets_the_phone_go_on() -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    recorder = Recorder(ReplayRadio(Path("none"), MachineClock()), Full(), MachineClock())
    assert recorder.stopped == Reason("full", "[Errno 28] No space left on device")
