"""A run with whole agents on Bumble controllers instead of drawn adverts, for a few phones (mô phỏng bằng tác tử).

Every packet is sent, every iPhone is read by a real GATT exchange; an iPhone has the app in front here. Random
addresses are chance, so two runs with the same arguments are alike and not the same.
"""

import asyncio
import logging
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vungxanh.core.tracing.disclosure import Base
from vungxanh.core.tracing.tracefile import Row
from vungxanh.device.agent import Agent, as_iphone
from vungxanh.device.clock import Clock, LoopClock, run_virtually
from vungxanh.device.radio.simulated import Air, SimulatedRadio
from vungxanh.device.scenarios import SCENARIOS
from vungxanh.device.scenarios.habits import Habits, Phones
from vungxanh.device.scenarios.noting import Note, nobody
from vungxanh.device.scenarios.run import Phone, Run, bases_of
from vungxanh.device.scenarios.scene import IPHONE_SHARE, Scene
from vungxanh.device.scenarios.truth import truth
from vungxanh.device.settings import BACKGROUND, FOREGROUND
from vungxanh.device.stopping import stop
from vungxanh.device.store import Store
from vungxanh.device.vault import KEY_BYTES

MOST_PHONES = 20


def play_on_air(
    scenario: str,
    *,
    phones: int,
    seconds: int,
    start_ms: int,
    seed: int,
    iphone_share: float = IPHONE_SHARE,
    note: Note = nobody,
) -> Run:
    """Play a scenario with at most `MOST_PHONES` agents, in virtual time."""
    scene = SCENARIOS[scenario](phones, seed, iphone_share=iphone_share)
    bases = bases_of(phones, start_ms=start_ms, seed=seed)
    front = [bool(one) for one in Phones(scene, seed, Habits()).front | [one in scene.iphones for one in range(phones)]]
    logging.getLogger("bumble").setLevel(logging.CRITICAL)  # what peers do wrong stands in the logs of their stores
    rows = run_virtually(lambda: _played(scene, bases, front, start_ms, seconds, note))
    made = [
        Phone(number, base, number in scene.iphones, front[number], rows[number]) for number, base in enumerate(bases)
    ]
    return Run(scenario, seed, start_ms, seconds, made, truth(scene, seconds, note), through="bumble")


async def _played(
    scene: Scene, bases: Sequence[Base], front: Sequence[bool], start_ms: int, seconds: int, note: Note
) -> list[list[Row]]:
    air, clock = Air(scene), LoopClock(start_ms, asyncio.get_running_loop())
    with tempfile.TemporaryDirectory(prefix="vungxanh-air-") as folder:
        agents = [
            _agent(number, scene, air, base, front[number], Path(folder), clock) for number, base in enumerate(bases)
        ]
        tasks = [asyncio.create_task(agent.run()) for agent in agents]
        try:
            for second in range(seconds):
                await asyncio.sleep(1)
                note("play", second + 1, seconds)
        finally:
            for failure in await stop(tasks):
                if failure is not None:
                    raise failure
        rows = [[Row(one.own, one.contact, one.rssi, one.ms) for one in agent.store.sightings()] for agent in agents]
        for agent in agents:
            agent.store.close()
    return rows


def _agent(number: int, scene: Scene, air: Air, base: Base, front: bool, folder: Path, clock: Clock) -> Agent:
    settings = replace(FOREGROUND if front else BACKGROUND, offset_s=-scene.offsets_s[number], flush_s=10.0)
    if number in scene.iphones:
        settings = as_iphone(settings)
    store = Store(folder / str(number), durable=False, key=secrets.token_bytes(KEY_BYTES))
    store.adopt(base.key, day_ms=base.start_s * 1000, from_ms=clock.now_ms())
    return Agent(SimulatedRadio(number, air, clock), store, clock, settings)
