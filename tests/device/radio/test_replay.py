"""A recording gives the same rows again, and a damaged one is named."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.device.phones import Room, in_room, new_store
from vungxanh.device.agent import Agent, as_iphone
from vungxanh.device.clock import LoopClock, run_virtually
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.replay import Recorder, ReplayRadio, read_recording
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
        start = next(read_recording(tmp_path / "record"))
        assert isinstance(start, int)
        clock = LoopClock(start, asyncio.get_running_loop())
        stores.append(new_store(tmp_path / "again"))
        await Agent(ReplayRadio(tmp_path / "record", clock), stores[0], clock, REPLAY).run()

    run_virtually(again)
    found = [(row.contact, row.rssi, row.kind) for row in stores[0].sightings()]
    assert len(kept) > 100
    assert [row for row in found if row[2] == ANDROID] == [row for row in kept if row[2] == ANDROID]
    # Reading takes no time in a recording, so an iPhone's rows begin a little earlier.
    assert {row for row in found if row[2] == IPHONE} == {row for row in kept if row[2] == IPHONE}


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("", None),
        ("hello\n", 1),
        ('{"format": "other", "version": 1, "start": 0}\n', 1),
        (HEAD + '{"ms": 1, "address": "A", "rssi": -1}\n', 2),
        (HEAD + '{"ms": 1, "address": "A", "rssi": -1, "data": "0"}\n', 2),
        (HEAD + "[]\n", 2),
        (HEAD + '{"ms": 1, "read": "A", "value": "zz"}\n', 2),
    ],
)
def test_a_damaged_recording_is_refused_with_its_row(tmp_path: Path, text: str, row: int | None) -> None:
    path = tmp_path / "record"
    path.write_text(text)
    if row is None:
        assert list(read_recording(path)) == []
        return
    with pytest.raises(DeviceProblem) as refused:
        list(read_recording(path))
    assert (refused.value.code, refused.value.facts["row"]) == ("recording_line", row)
