"""`vungxanh bluezone agent`: one phone on the radio that was asked for, until it is stopped (chạy tác tử)."""

import asyncio
import fcntl
import io
import json
import logging
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from vungxanh.device.clock import Clock, LoopClock, MachineClock, run_virtually
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.choosing import Real, Recorded, Simulated, read_radio
from vungxanh.device.settings import BACKGROUND, FOREGROUND, REPLAY, Settings
from vungxanh.device.stopping import stop

if TYPE_CHECKING:
    from vungxanh.device.agent import Agent, Tell
    from vungxanh.device.radio.base import Radio


def default_folder() -> Path:
    """Where the store lies unless another place is named."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "vungxanh/bluezone"


def run_agent(
    radio: str,
    *,
    store_dir: Path | None = None,
    as_json: bool = False,
    foreground: bool = False,
    beacon: bool = True,
    seconds: float | None = None,
    record: Path | None = None,
    server: str | None = None,
    trust: Path | None = None,
    language: str = "vi",
    out: TextIO | None = None,
) -> int:
    """Run until stopped, for `seconds`, or to the end of a recording; the exit code, 1 when it could not start."""
    out = out or sys.stdout
    settings = FOREGROUND if foreground else BACKGROUND
    settings = settings if beacon else replace(settings, beacon_every=0)
    run = _Run(store_dir or default_folder(), as_json, settings, seconds, record, language, out)
    run.follows(server, trust)
    try:
        chosen = read_radio(radio)
        with _alone(run.folder):
            _started(run, chosen)
    except DeviceProblem as problem:
        if as_json:
            print(json.dumps({"error": {"code": problem.code, "message": problem.sentence(language)}}), file=out)
        else:
            print(problem.sentence(language), file=sys.stderr)  # noqa: T201 - the command's own words
        return 1
    return 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One agent a store."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "agent.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DeviceProblem("store_locked", {"file": folder}) from None
        yield


def _started(run: "_Run", chosen: Simulated | Real | Recorded) -> None:
    if isinstance(chosen, Recorded):
        run_virtually(lambda: run.replay(chosen))
    elif isinstance(chosen, Real):
        asyncio.run(run.real(chosen))
    elif chosen.speed == 1:
        asyncio.run(run.simulated(chosen))
    else:
        run_virtually(lambda: run.simulated(chosen), chosen.speed)


class _Run:
    """What was asked, and the agent's surroundings."""

    def __init__(
        self,
        folder: Path,
        as_json: bool,
        settings: Settings,
        seconds: float | None,
        record: Path | None,
        language: str,
        out: TextIO,
    ) -> None:
        self.folder, self._as_json, self._seconds = folder, as_json, seconds
        self._settings, self._record, self._language, self._out = settings, record, language, out
        self._server: str | None = None
        self._trust: Path | None = None

    def follows(self, server: str | None, trust: Path | None) -> None:
        """The owner lets this phone talk to a server, and may name the keys it is to believe."""
        self._server, self._trust = server, trust

    async def replay(self, chosen: Recorded) -> None:
        from vungxanh.device.radio.replay import ReplayRadio, read_recording

        start = next(iter(read_recording(chosen.path)), 0)
        clock = LoopClock(start if isinstance(start, int) else 0, asyncio.get_running_loop())
        await self._show(ReplayRadio(chosen.path, clock), clock, REPLAY)

    async def real(self, chosen: Real) -> None:
        from vungxanh.device.radio.hci import HciRadio

        clock = MachineClock()
        await self._show(HciRadio(chosen.transport, clock), clock, self._settings)

    async def simulated(self, chosen: Simulated) -> None:
        from vungxanh.device.radio.simulated import Air, SimulatedRadio

        world = chosen.world()
        clock = LoopClock(MachineClock().now_ms(), asyncio.get_running_loop())
        air = Air(world)
        with tempfile.TemporaryDirectory(prefix="vungxanh-sim-") as folder:
            others = [self._other(number, Path(folder), air, clock) for number in range(1, world.phones)]
            tasks = [asyncio.create_task(other.run()) for other in others]
            try:
                await self._show(SimulatedRadio(0, air, clock), clock, self._settings)
            finally:
                await stop(tasks)
                for other in others:
                    other.store.close()

    def _other(self, number: int, folder: Path, air: Any, clock: Clock) -> "Agent":
        """Another phone of the scenario: its store is nobody's and goes with it."""
        from vungxanh.device.agent import Agent, as_iphone
        from vungxanh.device.radio.simulated import SimulatedRadio
        from vungxanh.device.store import Store

        offsets = getattr(air.world, "offsets_s", None)
        offset_s = -offsets[number] if offsets else secrets.randbelow(300_000) / 1000
        settings = replace(BACKGROUND, offset_s=offset_s, flush_s=10.0)
        if number in getattr(air.world, "iphones", ()):
            settings = as_iphone(settings)
        store = Store(folder / str(number), durable=False, key=secrets.token_bytes(32))
        return Agent(SimulatedRadio(number, air, clock), store, clock, settings)

    async def _show(self, radio: "Radio", clock: Clock, settings: Settings) -> None:
        """Run our agent with its screen or its lines, and stop in order."""
        from vungxanh.device.agent import Agent
        from vungxanh.device.radio.replay import Recorder
        from vungxanh.device.screen import watch
        from vungxanh.device.store import Store

        # What peers do wrong is counted in the owner's log; Bumble's own words would tear the screen.
        logging.getLogger("bumble").setLevel(logging.CRITICAL)
        with ExitStack() as stack:
            store = Store(self.folder)
            stack.callback(store.close)
            if self._record is not None:
                radio = Recorder(radio, stack.enter_context(_private(self._record)), clock)
            agent = Agent(radio, store, clock, settings, self._teller(clock) if self._as_json else None)
            work: list[Callable[[], Coroutine[Any, Any, None]]] = [agent.run]
            if not self._as_json:
                work.append(lambda: watch(agent, clock, settings, self._language, self._out))
            if self._server is not None:
                work.append(self._following(agent, clock, self._server))
            await _until_stopped(work, self._seconds)
            if self._as_json:
                facts = {"rows": agent.status.rows, "reads": agent.status.reads, "times_lost": agent.status.times_lost}
                self._teller(clock)("stopped", {**facts, "stored": store.count()})

    def _following(self, agent: "Agent", clock: Clock, server: str) -> Callable[[], Coroutine[Any, Any, None]]:
        from vungxanh.device import http
        from vungxanh.device.batches import owners_keys
        from vungxanh.device.following import Follower

        http.checked(server)
        owners = None if self._trust is None else owners_keys(self._trust)
        tell = self._teller(clock) if self._as_json else agent.status.heard
        follower = Follower(agent.store, self.folder, server, tell, owners)
        return lambda: follower.follow(clock)

    def _teller(self, clock: Clock) -> "Tell":
        def tell(what: str, facts: dict[str, object]) -> None:
            at = datetime.fromtimestamp(clock.now_ms() / 1000, UTC).isoformat(timespec="milliseconds")
            try:
                print(json.dumps({"at": at, "event": what, **facts}, ensure_ascii=False), file=self._out, flush=True)
            except BrokenPipeError:  # whoever read our lines has left: stop in order
                self._out = io.StringIO()
                signal.raise_signal(signal.SIGTERM)

        return tell


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    """A new file that only its owner reads: a recording holds other people's identifiers."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": error.strerror or error}) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        yield file


async def _until_stopped(work: list[Callable[[], Coroutine[Any, Any, None]]], seconds: float | None) -> None:
    """Until the first work ends, the time is over, or SIGINT or SIGTERM asks; then cancel what runs and wait for it."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    tasks = [asyncio.create_task(one()) for one in work]
    waiting = asyncio.create_task(asked.wait())
    try:
        await asyncio.wait([*tasks, waiting], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = await stop((*tasks, waiting))
    for outcome in ended:
        if outcome is not None:
            raise outcome
