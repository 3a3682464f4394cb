"""Phones for tests: real agents on Bumble controllers in virtual time, and peers that misbehave."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bumble import gatt
from bumble.core import UUID
from bumble.device import Device, DeviceConfiguration
from bumble.hci import Address
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

from vungxanh.core.tracing.adverts import IPHONE_CHARACTERISTIC, IPHONE_SERVICE, iphone_advert
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device.agent import Agent, Tell
from vungxanh.device.clock import LoopClock, run_virtually
from vungxanh.device.radio.base import Radio
from vungxanh.device.radio.simulated import Air, PhoneController, SimulatedRadio, Still, World
from vungxanh.device.settings import BACKGROUND, Settings
from vungxanh.device.stopping import stop
from vungxanh.device.store import Seen, Store

START_MS = 1_596_844_800_000  # 2020-08-08 00:00 UTC
OWN, PEER = bytes(range(12)), bytes(range(100, 112))


def new_store(folder: Path) -> Store:
    """A store with a key of its own, that does not wait for the disk."""
    return Store(folder, durable=False, key=secrets.token_bytes(32))


def seen(ms: int, contact: bytes = PEER, rssi: int = -60) -> Seen:
    """A sighting."""
    return Seen(OWN, contact, rssi, ms)


def live(store: Store, since_ms: int, until_ms: int) -> None:
    """Let a phone live from one moment to another: it looks at its clock each day."""
    for ms in range(since_ms, until_ms, DAY_MS):
        store.purge(ms)
    store.purge(until_ms)


class Room:
    """A place in virtual time with agents and other devices in it."""

    def __init__(self, folder: Path, world: World | None = None, start_ms: int = START_MS) -> None:
        self.folder, self.air = folder, Air(world or Still(10))
        self.clock = LoopClock(start_ms, asyncio.get_running_loop())
        self._tasks: list[asyncio.Task[None]] = []

    def radio(self, number: int) -> SimulatedRadio:
        """The radio of a phone."""
        return SimulatedRadio(number, self.air, self.clock)

    def agent(
        self, number: int, settings: Settings = BACKGROUND, radio: Radio | None = None, tell: Tell | None = None
    ) -> Agent:
        """A phone that runs."""
        store = new_store(self.folder / str(number))
        agent = Agent(radio or self.radio(number), store, self.clock, settings, tell)
        self._tasks.append(asyncio.create_task(agent.run()))
        return agent

    async def stop(self) -> None:
        """Stop the agents in order."""
        assert set(await stop(self._tasks)) <= {None}

    async def device(self, number: int, advert: bytes, answer: Any = None) -> Device:
        """Some Bluetooth device that advertises, with the iPhone service when it has an answer."""
        controller = PhoneController(number, self.air)
        host = Host(controller, AsyncPipeSink(controller))
        device = Device(config=DeviceConfiguration(name="peer"), host=host)
        if answer is not None:
            readable = gatt.Characteristic.Properties.READ, gatt.Characteristic.READABLE
            value = gatt.Characteristic(UUID(str(IPHONE_CHARACTERISTIC)), *readable, _value(answer))
            device.add_service(gatt.Service(UUID(str(IPHONE_SERVICE)), [value]))
        device.random_address = device.static_address = Address(f"C0:00:00:00:00:{number:02X}")
        await device.power_on()
        await device.start_advertising(
            advertising_data=advert, advertising_interval_min=100, advertising_interval_max=100, auto_restart=True
        )
        return device

    async def iphone(self, number: int, answer: Any) -> Device:
        """An iPhone with the app in front, that answers so."""
        return await self.device(number, iphone_advert()[0], answer)


def _value(answer: Any) -> Any:
    return gatt.CharacteristicValue(read=answer) if callable(answer) else answer


def in_room(
    folder: Path,
    play: Callable[[Room], Coroutine[Any, Any, None]],
    *,
    world: World | None = None,
    start_ms: int = START_MS,
) -> None:
    """Run a play in a room, in virtual time."""

    async def main() -> None:
        room = Room(folder, world, start_ms)
        await play(room)
        await room.stop()

    run_virtually(main)
