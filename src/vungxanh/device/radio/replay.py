"""Recordings of what a radio heard, made by the agent and played back to it (bản ghi sóng).

A recording is JSON, one object a line, times in ms since 1970:

    {"format": "vungxanh-radio", "version": 1, "start": 1596844800000}
    {"ms": …, "address": "5E:…", "rssi": -61, "data": "0201020FFFB522…"}      an advert
    {"ms": …, "read": "5E:…", "value": "9C25DF…"}                             an answer by GATT; null when it failed

It holds identifiers of other people's phones: keep it as carefully as the store.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from vungxanh.device.clock import Clock
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.base import Answer, Hear, Heard, Radio, ReadFailed, Refuse

FORMAT, VERSION = "vungxanh-radio", 1
MAX_LINE = 16_384
OVER = "recording over"
Read = tuple[int, str, bytes | None]


def read_recording(path: Path) -> Iterator[int | Heard | Read]:
    """The start in ms, then adverts and reads; raises DeviceProblem with file and row."""
    try:
        with path.open(encoding="utf-8") as file:
            for row, line in enumerate(iter(lambda: file.readline(MAX_LINE), ""), 1):
                try:
                    yield _entry(json.loads(line), first=row == 1)
                except (ValueError, KeyError, TypeError, AttributeError):
                    raise DeviceProblem("recording_line", {"file": path, "row": row}) from None
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": error.strerror or error}) from None


def _entry(entry: dict[str, object], *, first: bool) -> int | Heard | Read:
    if first:
        if entry["format"] != FORMAT or entry["version"] != VERSION:
            raise ValueError(FORMAT)
        return int(str(entry["start"]))
    ms = int(str(entry["ms"]))
    if "read" in entry:
        value = entry["value"]
        return ms, str(entry["read"]), None if value is None else bytes.fromhex(str(value))
    return Heard(str(entry["address"]), int(str(entry["rssi"])), bytes.fromhex(str(entry["data"])), ms)


class Recorder:
    """A radio that writes down what the radio inside it hears and reads."""

    def __init__(self, inner: Radio, out: TextIO, clock: Clock) -> None:
        self.name, self._inner, self._out, self._clock = inner.name, inner, out, clock
        self._write({"format": FORMAT, "version": VERSION, "start": clock.now_ms()})

    def _write(self, entry: dict[str, object]) -> None:
        self._out.write(json.dumps(entry) + "\n")
        self._out.flush()

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

    async def lost(self) -> str:
        """When the radio inside is lost."""
        return await self._inner.lost()


class ReplayRadio:
    """Plays a recording at its own times, whatever the duty cycle: it was recorded under one."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.name, self._path, self._clock = f"replay:{path}", path, clock
        self._values: dict[str, list[bytes | None]] = {}
        self._task: asyncio.Task[str] | None = None

    async def open(self, hear: Hear, answer: Answer, refuse: Refuse) -> None:  # noqa: ARG002 - nobody reads us here
        """Begin to play."""
        for entry in read_recording(self._path):
            if isinstance(entry, tuple):
                self._values.setdefault(entry[1], []).append(entry[2])
        self._task = asyncio.create_task(self._play(hear))

    async def _play(self, hear: Hear) -> str:
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

    async def lost(self) -> str:
        """When the recording is over."""
        if self._task is None:
            return OVER
        return await asyncio.shield(self._task)
