"""Recordings of what a radio heard, made by the agent and played back to it (bản ghi sóng).

A recording is JSON, one object a line, times in ms since 1970:

    {"format": "vungxanh-radio", "version": 1, "start": 1596844800000}
    {"ms": …, "address": "5E:…", "rssi": -61, "data": "0201020FFFB522…"}      an advert
    {"ms": …, "read": "5E:…", "value": "9C25DF…"}                             an answer by GATT; null when it failed

It holds identifiers of other people's phones: keep it as carefully as the store.

A line that cannot be read is left out and named; the others are played.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from vungxanh.device.clock import Clock
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.base import Answer, Hear, Heard, Radio, ReadFailed, Refuse
from vungxanh.device.reasons import Reason, reason_of

FORMAT, VERSION = "vungxanh-radio", 1
MAX_LINE = 16_384
OVER = Reason("over")
SILENCE_MS = 31 * 86_400_000  # a later moment than this after the newest before it is a damaged one
LATEST_MS = 4_102_444_800_000  # the year 2100
NAMED = 20  # damaged lines that are told one by one
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
Read = tuple[int, str, bytes | None]


def start_of(path: Path) -> int:
    """When the recording began, in ms; raises DeviceProblem for a file that is missing, empty or no recording."""
    try:
        with path.open("rb") as file:
            _, line = next(_lines(file), (0, b""))
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": reason_of(error)}) from None
    if not line:
        raise DeviceProblem("recording_empty", {"file": path})
    try:
        head = json.loads(line)
        if head["format"] != FORMAT or head["version"] != VERSION:
            raise ValueError(FORMAT)
        return _within(int(str(head["start"])), 0, LATEST_MS)
    except _BROKEN:
        raise DeviceProblem("recording_head", {"file": path}) from None


def read_recording(path: Path, bad: Callable[[int], object] = lambda _row: None) -> Iterator[Heard | Read]:
    """Adverts and reads; `bad` is told the row of each line that is none. Raises DeviceProblem as `start_of` does."""
    newest = start_of(path)
    try:
        with path.open("rb") as file:
            for row, line in _lines(file):
                if row == 1:
                    continue
                try:
                    entry = _entry(json.loads(line), newest + SILENCE_MS)
                except _BROKEN:
                    bad(row)
                    continue
                newest = max(newest, entry.ms if isinstance(entry, Heard) else entry[0])
                yield entry
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": reason_of(error)}) from None


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their number; of one that is too long the beginning, so that it is damaged and not endless."""
    row, begun = 0, False
    while piece := file.readline(MAX_LINE):
        if not begun:
            row += 1
            yield row, piece
        begun = not piece.endswith(b"\n")


def _entry(entry: dict[str, object], latest_ms: int) -> Heard | Read:
    ms = _within(int(str(entry["ms"])), 0, latest_ms)
    if "read" in entry:
        value = entry["value"]
        return ms, str(entry["read"]), None if value is None else bytes.fromhex(str(value))
    rssi = _within(int(str(entry["rssi"])), -128, 127)
    return Heard(str(entry["address"]), rssi, bytes.fromhex(str(entry["data"])), ms)


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValueError(number)
    return number


class Recorder:
    """A radio that writes down what the radio inside it hears and reads."""

    def __init__(self, inner: Radio, out: TextIO, clock: Clock) -> None:
        self.name, self._inner, self._out, self._clock = inner.name, inner, out, clock
        self.stopped: Reason | None = None
        self._write({"format": FORMAT, "version": VERSION, "start": clock.now_ms()})

    def _write(self, entry: dict[str, object]) -> None:
        """The phone goes on when the recording cannot; `stopped` says why."""
        if self.stopped is None:
            try:
                self._out.write(json.dumps(entry) + "\n")
                self._out.flush()
            except OSError as error:
                self.stopped = reason_of(error)

    async def open(self, hear: Hear, answer: Answer, refuse: Refuse) -> None:
        """Open the radio inside."""

        def both(heard: Heard) -> None:
            data = heard.data.hex().upper()
            self._write({"ms": heard.ms, "address": heard.address, "rssi": heard.rssi, "data": data})
            hear(heard)

        await self._inner.open(both, answer, refuse)

    async def close(self) -> None:
        """Close the radio inside."""
        await self._inner.close()

    async def advertise(self, advert: bytes, response: bytes, address: str) -> None:
        """What we send is not recorded."""
        await self._inner.advertise(advert, response, address)

    async def beacon(self, advert: bytes, address: str) -> None:
        """What we send is not recorded."""
        await self._inner.beacon(advert, address)

    async def silence(self) -> None:
        """Advertise no longer."""
        await self._inner.silence()

    async def scan(self, *, on: bool) -> None:
        """Listen, or no longer."""
        await self._inner.scan(on=on)

    async def read_identifier(self, address: str, timeout_s: float) -> bytes:
        """Read, and write down the answer or that there was none."""
        value: bytes | None = None
        try:
            value = await self._inner.read_identifier(address, timeout_s)
        finally:
            shown = None if value is None else value.hex().upper()
            self._write({"ms": self._clock.now_ms(), "read": address, "value": shown})
        return value

    async def lost(self) -> Reason:
        """When the radio inside is lost."""
        return await self._inner.lost()


class ReplayRadio:
    """Plays a recording at its own times, whatever the duty cycle: it was recorded under one."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.name, self._path, self._clock = f"replay:{path}", path, clock
        self._values: dict[str, list[bytes | None]] = {}
        self._task: asyncio.Task[Reason] | None = None
        self._damaged, self._rows, self._loaded = 0, list[int](), False

    async def open(self, hear: Hear, answer: Answer, refuse: Refuse) -> None:  # noqa: ARG002 - nobody reads us here
        """Begin to play."""
        self._load()
        self._task = asyncio.create_task(self._play(hear))

    def _load(self) -> None:
        """The answers to reads, and which lines are damaged."""
        if not self._loaded:
            self._loaded = True
            for entry in read_recording(self._path, self._note):
                if isinstance(entry, tuple):
                    self._values.setdefault(entry[1], []).append(entry[2])

    def _note(self, row: int) -> None:
        self._damaged += 1
        if len(self._rows) < NAMED:
            self._rows.append(row)

    def problems(self) -> list[DeviceProblem]:
        """The lines that are left out: the first by number, then how many more."""
        self._load()
        told = [DeviceProblem("recording_line", {"file": self._path, "row": row}) for row in self._rows]
        if more := self._damaged - len(told):
            told.append(DeviceProblem("recording_more", {"file": self._path, "count": more}))
        return told

    async def _play(self, hear: Hear) -> Reason:
        for entry in read_recording(self._path):
            if isinstance(entry, Heard):
                await asyncio.sleep(max(0.0, (entry.ms - self._clock.now_ms()) / 1000))
                hear(entry)
        await asyncio.sleep(1)
        return OVER

    async def close(self) -> None:
        """Stop playing."""
        if self._task is not None:
            self._task.cancel()

    async def advertise(self, advert: bytes, response: bytes, address: str) -> None:
        """Nobody hears us in a recording."""

    async def beacon(self, advert: bytes, address: str) -> None:
        """Nobody hears us in a recording."""

    async def silence(self) -> None:
        """Nobody hears us in a recording."""

    async def scan(self, *, on: bool) -> None:
        """The recording says when the radio listened."""

    async def read_identifier(self, address: str, timeout_s: float) -> bytes:  # noqa: ARG002 - answers are at hand
        """The answer that was recorded for this address, in order."""
        values = self._values.get(address)
        value = values.pop(0) if values else None
        if value is None:
            raise ReadFailed("not in the recording")
        return value

    async def lost(self) -> Reason:
        """When the recording is over."""
        if self._task is None:
            return OVER
        return await asyncio.shield(self._task)
