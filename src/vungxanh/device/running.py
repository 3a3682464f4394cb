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
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import astuple, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from vungxanh.device.clock import Clock, LoopClock, MachineClock, run_virtually
from vungxanh.device.keyboard import stopped_by_key
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.choosing import Real, Recorded, Simulated, read_radio
from vungxanh.device.reasons import Reason, reason_of
from vungxanh.device.settings import BACKGROUND, FOREGROUND, REPLAY, Settings, read_duty
from vungxanh.device.stopping import stop

if TYPE_CHECKING:
    from vungxanh.core.exposure.keyset import KeySet
    from vungxanh.device.agent import Agent, Tell
    from vungxanh.device.radio.base import Radio

_VIET_NAM = timezone(timedelta(hours=7))
TEMPORARY = "vungxanh-agent-"
AIR_MS, REPORT_S = 1_000.0, 2.0  # on simulated air: a phone keeps a row in five seconds, so more reports only cost time


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
    advertise: str | None = None,
    scan: str | None = None,
    seconds: float | None = None,
    record: Path | None = None,
    server: str | None = None,
    trust: Path | None = None,
    language: str = "vi",
    out: TextIO | None = None,
) -> int:
    """Run until stopped, for `seconds`, or to the end of a recording; the exit code, 1 when it could not start.

    `advertise` and `scan` are duty cycles as "ON/OFF". A simulation or recording has a store of its own: a temporary
    one, or one in `store_dir` that was never a real phone's.
    """
    out = out or sys.stdout
    settings = FOREGROUND if foreground else BACKGROUND
    settings = settings if beacon else replace(settings, beacon_every=0)
    from vungxanh.device.opening import named

    try:
        chosen, settings = read_radio(radio), _with_duties(settings, advertise, scan)
        with _folder_for(chosen, store_dir) as folder, named(folder), _alone(folder):
            temporary = store_dir is None and not isinstance(chosen, Real)
            run = _Run(folder, temporary, as_json, settings, seconds, record, language, out)
            run.follows(server, trust)
            _started(run, chosen)
    except DeviceProblem as problem:
        said = problem.sentence(language)
        form = json.dumps({"error": {"code": problem.code, "message": said}}, ensure_ascii=False)
        print(form if as_json else said, file=sys.stderr)  # noqa: T201 - the command's own words
        return 1
    return 0


def _with_duties(settings: Settings, advertise: str | None, scan: str | None) -> Settings:
    return replace(
        settings,
        advertise=settings.advertise if advertise is None else read_duty(advertise, "--advertise"),
        scan=settings.scan if scan is None else read_duty(scan, "--scan"),
    )


@contextmanager
def _folder_for(chosen: Simulated | Real | Recorded, named: Path | None) -> Iterator[Path]:
    """The folder that was named; else the owner's for a real radio, and one that goes at the end for any other."""
    if named is not None or isinstance(chosen, Real):
        yield named or default_folder()
        return
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as folder:
        yield Path(folder) / "store"


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
        temporary: bool,
        as_json: bool,
        settings: Settings,
        seconds: float | None,
        record: Path | None,
        language: str,
        out: TextIO,
    ) -> None:
        self.folder, self._temporary, self._as_json, self._seconds = folder, temporary, as_json, seconds
        self._settings, self._record, self._language, self._out = settings, record, language, out
        self._server: str | None = None
        self._owners: KeySet | None = None

    def follows(self, server: str | None, trust: Path | None) -> None:
        """The owner lets this phone talk to a server, and may name the keys it is to believe. Raises DeviceProblem."""
        if server is None:
            return
        from vungxanh.device import http
        from vungxanh.device.batches import owners_keys

        http.checked(server)
        self._server, self._owners = server, None if trust is None else owners_keys(trust)

    async def replay(self, chosen: Recorded) -> None:
        from vungxanh.device.radio.replay import ReplayRadio, start_of

        clock = LoopClock(start_of(chosen.path), asyncio.get_running_loop())
        radio = ReplayRadio(chosen.path, clock)
        for problem in radio.problems():
            if self._as_json:
                told = {"code": problem.code, "message": problem.sentence(self._language), **problem.facts}
                self._teller(clock)("problem", told)
            else:
                print(problem.sentence(self._language), file=sys.stderr)  # noqa: T201 - the command's own words
        await self._show(radio, clock, REPLAY, simulated=True)

    async def real(self, chosen: Real) -> None:
        from vungxanh.device.radio.hci import HciRadio

        clock = MachineClock()
        await self._show(HciRadio(chosen.transport, clock), clock, self._settings)

    async def simulated(self, chosen: Simulated) -> None:
        from vungxanh.device.radio.simulated import Air, SimulatedRadio

        world = chosen.world()
        clock = LoopClock(MachineClock().now_ms(), asyncio.get_running_loop())
        air = Air(world, min_report_s=REPORT_S)
        with tempfile.TemporaryDirectory(prefix="vungxanh-sim-") as folder:
            others = [self._other(number, Path(folder), air, clock) for number in range(1, world.phones)]
            tasks = [asyncio.create_task(other.run()) for other in others]
            try:
                settings = replace(self._settings, uploads=False)
                await self._show(SimulatedRadio(0, air, clock, interval_ms=AIR_MS), clock, settings, simulated=True)
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
        settings = replace(BACKGROUND, offset_s=offset_s, flush_s=10.0, uploads=False)
        if number in getattr(air.world, "iphones", ()):
            settings = as_iphone(settings)
        store = Store(folder / str(number), durable=False, key=secrets.token_bytes(32))
        return Agent(SimulatedRadio(number, air, clock, interval_ms=AIR_MS), store, clock, settings)

    async def _show(self, radio: "Radio", clock: Clock, settings: Settings, *, simulated: bool = False) -> None:
        """Run our agent with its screen or its lines, and stop in order."""
        from vungxanh.device.agent import Agent
        from vungxanh.device.opening import close_store, open_store
        from vungxanh.device.radio.replay import Recorder, ReplayRadio
        from vungxanh.device.screen import watch

        # What peers do wrong is counted in the owner's log; Bumble's own words would tear the screen.
        logging.getLogger("bumble").setLevel(logging.CRITICAL)
        asyncio.get_running_loop().set_exception_handler(_heard_of_elsewhere)
        with ExitStack() as stack:
            store = open_store(self.folder)
            stack.callback(store.database.close)
            store.devote(simulated=simulated)
            if isinstance(radio, ReplayRadio):
                store.keep_once()
            recorder = None
            if self._record is not None:
                radio = recorder = Recorder(radio, stack.enter_context(_private(self._record)), clock)
            agent = Agent(radio, store, clock, settings, self._teller(clock) if self._as_json else None)
            stack.callback(lambda: close_store(store, self.folder, agent.status.rows - agent.status.kept))
            agent.status.temporary = self._temporary
            work: list[Callable[[], Coroutine[Any, Any, None]]] = [agent.run]
            if self._as_json:
                self._teller(clock)("started", self._about(settings))
            else:
                work.append(lambda: watch(agent, clock, settings, self._language, self._out))
            if self._server is not None:
                work.append(self._following(agent, clock, self._server))
            await _until_stopped(work, self._seconds, at_keyboard=not self._as_json)
            if self._as_json:
                facts = {"rows": agent.status.rows, "reads": agent.status.reads, "times_lost": agent.status.times_lost}
                self._teller(clock)("stopped", {**facts, "stored": store.count()})
            if recorder is not None and recorder.stopped is not None:
                raise DeviceProblem("recording_stopped", {"file": self._record, "reason": recorder.stopped})

    def _about(self, settings: Settings) -> dict[str, object]:
        duties = {"advertise": astuple(settings.advertise), "scan": astuple(settings.scan)}
        return {"store": self.folder, "temporary": self._temporary, **duties, "beacon_every": settings.beacon_every}

    def _following(self, agent: "Agent", clock: Clock, server: str) -> Callable[[], Coroutine[Any, Any, None]]:
        from vungxanh.device.following import Follower

        tell = self._teller(clock) if self._as_json else agent.status.heard
        follower = Follower(agent.store, self.folder, server, tell, self._owners)
        return lambda: follower.follow(clock)

    def _teller(self, clock: Clock) -> "Tell":
        def tell(what: str, facts: dict[str, object]) -> None:
            at = datetime.fromtimestamp(clock.now_ms() / 1000, _VIET_NAM).isoformat(timespec="milliseconds")
            try:
                line = {"at": at, "event": what, **self._plain(facts)}
                print(json.dumps(line, ensure_ascii=False), file=self._out, flush=True)
            except OSError:  # whoever read our lines has left, or has no room for them: stop in order
                self._out = io.StringIO()
                signal.raise_signal(signal.SIGTERM)

        return tell

    def _plain(self, facts: dict[str, object]) -> dict[str, object]:
        """For JSON: a reason becomes its code and its words."""
        found: dict[str, object] = {}
        for name, fact in facts.items():
            if isinstance(fact, Reason):
                found |= {"code": fact.code, name: fact.said(self._language), "detail": fact.detail}
            else:
                found[name] = str(fact) if isinstance(fact, Path) else fact
        return found


def _heard_of_elsewhere(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A peer at whose packet Bumble stumbled costs that packet; every other error in a callback is shown."""
    trace = getattr(context.get("exception"), "__traceback__", None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or not str(trace.tb_frame.f_globals.get("__name__")).startswith("bumble."):
        loop.default_exception_handler(context)


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    """A new file that only its owner reads: a recording holds other people's identifiers."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise DeviceProblem("file_exists", {"file": path}) from None
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": reason_of(error)}) from None
    file = os.fdopen(descriptor, "w", encoding="utf-8")
    try:
        yield file
    finally:
        with suppress(OSError):  # on a full disk the recorder has noted it
            file.close()


async def _until_stopped(
    work: list[Callable[[], Coroutine[Any, Any, None]]], seconds: float | None, *, at_keyboard: bool
) -> None:
    """Until the first work ends, the time is over, or SIGINT or SIGTERM asks; then cancel what runs and wait for it."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    tasks = [asyncio.create_task(one()) for one in work]
    waiting = asyncio.create_task(asked.wait())
    try:
        with stopped_by_key(asked.set) if at_keyboard else nullcontext():
            await asyncio.wait([*tasks, waiting], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = await stop((*tasks, waiting))
    for outcome in ended:
        if outcome is not None:
            raise outcome
