"""The other phones of a simulation, each a whole agent whose store is nobody's and goes with it (máy mô phỏng)."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from vungxanh.device.agent import Agent, as_iphone
from vungxanh.device.clock import Clock
from vungxanh.device.radio.simulated import Air, SimulatedRadio, World
from vungxanh.device.settings import BACKGROUND
from vungxanh.device.stopping import stop
from vungxanh.device.store import Store

AIR_MS, REPORT_S = 1_000.0, 2.0  # a phone keeps a row in five seconds, so more reports only cost time


@asynccontextmanager
async def in_company(world: World, clock: Clock) -> AsyncIterator[SimulatedRadio]:
    """The radio of phone 0, while all the others of the world run beside it."""
    air = Air(world, min_report_s=REPORT_S)
    with tempfile.TemporaryDirectory(prefix="vungxanh-sim-") as folder:
        others = [_other(number, Path(folder), air, clock) for number in range(1, world.phones)]
        tasks = [asyncio.create_task(other.run()) for other in others]
        try:
            yield SimulatedRadio(0, air, clock, interval_ms=AIR_MS)
        finally:
            await stop(tasks)
            for other in others:
                other.store.close()


def _other(number: int, folder: Path, air: Air, clock: Clock) -> Agent:
    offsets = getattr(air.world, "offsets_s", None)
    offset_s = -offsets[number] if offsets else secrets.randbelow(300_000) / 1000
    settings = replace(BACKGROUND, offset_s=offset_s, flush_s=10.0, uploads=False)
    if number in getattr(air.world, "iphones", ()):
        settings = as_iphone(settings)
    store = Store(folder / str(number), durable=False, key=secrets.token_bytes(32))
    return Agent(SimulatedRadio(number, air, clock, interval_ms=AIR_MS), store, clock, settings)
