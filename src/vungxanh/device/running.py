"""`vungxanh bluezone agent`: one phone on the radio that was asked for, until it is stopped (chạy tác tử)."""

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from vungxanh.device.clock import Clock, LoopClock, MachineClock, run_virtually
from vungxanh.device.lines import Lines
from vungxanh.device.places import alone, private_file, store_folder
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.choosing import Real, Recorded, Simulated, read_radio
from vungxanh.device.settings import BACKGROUND, FOREGROUND, REPLAY, Settings, read_duty
from vungxanh.device.stopping import until_stopped

if TYPE_CHECKING:
    from vungxanh.core.exposure.keyset import KeySet
    from vungxanh.device.agent import Agent
    from vungxanh.device.radio.base import Radio


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
        owners = isinstance(chosen, Real)
        with store_folder(store_dir, owners=owners) as folder, named(folder), alone(folder):
            temporary = store_dir is None and not owners
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
        radio, lines = ReplayRadio(chosen.path, clock), self._lines(clock)
        for problem in radio.problems():
            if lines:
                lines("problem", {"code": problem.code, "message": problem.sentence(self._language), **problem.facts})
            else:
                print(problem.sentence(self._language), file=sys.stderr)  # noqa: T201 - the command's own words
        await self._show(radio, clock, REPLAY, simulated=True)

    async def real(self, chosen: Real) -> None:
        from vungxanh.device.radio.hci import HciRadio

        clock = MachineClock()
        await self._show(HciRadio(chosen.transport, clock), clock, self._settings)

    async def simulated(self, chosen: Simulated) -> None:
        from vungxanh.device.company import in_company

        clock = LoopClock(MachineClock().now_ms(), asyncio.get_running_loop())
        async with in_company(chosen.world(), clock) as radio:
            await self._show(radio, clock, replace(self._settings, uploads=False), simulated=True)

    async def _show(self, radio: "Radio", clock: Clock, settings: Settings, *, simulated: bool = False) -> None:
        """Run our agent with its screen or its lines, and stop in order."""
        from vungxanh.device.agent import Agent
        from vungxanh.device.opening import close_store, open_store
        from vungxanh.device.radio.replay import Recorder, ReplayRadio

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
                radio = recorder = Recorder(radio, stack.enter_context(private_file(self._record)), clock)
            lines = self._lines(clock)
            agent = Agent(radio, store, clock, settings, lines)
            stack.callback(lambda: close_store(store, self.folder, agent.status.rows - agent.status.kept))
            agent.status.temporary = self._temporary
            if lines:
                lines("started", self._about(settings))
            work = self._work(agent, clock, settings, lines)
            await until_stopped(work, self._seconds, at_keyboard=not self._as_json)
            if lines:
                facts = {"rows": agent.status.rows, "reads": agent.status.reads, "times_lost": agent.status.times_lost}
                lines("stopped", {**facts, "stored": store.count()})
            if recorder is not None and recorder.stopped is not None:
                raise DeviceProblem("recording_stopped", {"file": self._record, "reason": recorder.stopped})

    def _work(
        self, agent: "Agent", clock: Clock, settings: Settings, lines: Lines | None
    ) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """The agent, its screen when there are no lines, and the server that it follows."""
        from vungxanh.device.following import Follower
        from vungxanh.device.screen import watch

        work: list[Callable[[], Coroutine[Any, Any, None]]] = [agent.run]
        if lines is None:
            work.append(lambda: watch(agent, clock, settings, self._language, self._out))
        if self._server is not None:
            tell = lines or agent.status.heard
            follower = Follower(agent.store, self.folder, self._server, tell, self._owners, sends=settings.uploads)
            work.append(lambda: follower.follow(clock))
        return work

    def _about(self, settings: Settings) -> dict[str, object]:
        duties = {"advertise": astuple(settings.advertise), "scan": astuple(settings.scan)}
        return {"store": self.folder, "temporary": self._temporary, **duties, "beacon_every": settings.beacon_every}

    def _lines(self, clock: Clock) -> Lines | None:
        return Lines(self._out, self._language, clock) if self._as_json else None


def _heard_of_elsewhere(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A peer at whose packet Bumble stumbled costs that packet; every other error in a callback is shown."""
    trace = getattr(context.get("exception"), "__traceback__", None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or not str(trace.tb_frame.f_globals.get("__name__")).startswith("bumble."):
        loop.default_exception_handler(context)
