"""A radio over a Bluetooth controller by Bumble: what simulated and real adapters share (tầng Bumble)."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any, TypeVar

from bumble import core, hci
from bumble.device import (
    AdvertisingEventProperties,
    AdvertisingParameters,
    AdvertisingSet,
    Connection,
    Device,
    DeviceConfiguration,
    Peer,
)
from bumble.host import Host

from vungxanh.device.clock import Clock
from vungxanh.device.radio.base import Answer, Hear, Heard, RadioLost, ReadFailed, Refuse
from vungxanh.device.radio.causes import why
from vungxanh.device.radio.serving import CHARACTERISTIC, SERVICE, service
from vungxanh.device.reasons import Reason

ATTACH_S = 20.0  # an address that swallows what is sent to it must not look like a radio that runs
COMMAND_S = 5.0  # a controller that takes longer to answer a command is gone
GUEST_S, GUESTS = 10.0, 4  # how long, and how many at once, peers may stay connected to us
FAREWELL_S = 2.0
ADVERT_INTERVAL_MS = 100.0
SCAN_INTERVAL_MS = 60.0
_GUEST = "guest"
Done = TypeVar("Done")


class _Phone(Device):
    """Bumble's device without its list of every address ever heard."""

    hear: Any = None

    def emit(self, event: str, *args: Any, **named: Any) -> Any:
        """A guest has an event of its own: Bumble gives any connection to whoever waits for one that we asked for."""
        if event == Device.EVENT_CONNECTION and args[0].role == hci.Role.PERIPHERAL:
            event = _GUEST
        return super().emit(event, *args, **named)

    def on_advertising_report(self, report: Any) -> None:
        """Pass an advertising report on as it came."""
        if self.hear is not None:
            self.hear(report)


class BumbleRadio:
    """One controller. Subclasses say where it is (`_attach`) and give it back (`_detach`)."""

    def __init__(self, name: str, clock: Clock, *, interval_ms: float = ADVERT_INTERVAL_MS) -> None:
        self.name, self._clock, self._interval_ms = name, clock, interval_ms
        self._device: _Phone | None = None
        self._lost: asyncio.Future[Reason] | None = None
        self._scanning = False
        self._advert: tuple[bytes, bytes] | None = None
        self._beacon: AdvertisingSet | None = None
        self._connecting: asyncio.Task[Connection] | None = None
        self._guests: dict[Connection, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def _attach(self) -> Host:
        raise NotImplementedError

    async def _detach(self) -> None:
        """Give the controller back."""

    async def open(self, hear: Hear, answer: Answer, refuse: Refuse) -> None:
        """Switch on, serve the iPhone service."""
        self._lost = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ATTACH_S):
                host = await self._attach()
        except Exception as error:  # each transport's library has errors of its own
            raise RadioLost(why(error)) from error
        host.on("flush", lambda: self.lose(Reason("gone")))
        device = _Phone(config=DeviceConfiguration(name="", gap_service_enabled=False, gatt_service_enabled=False))
        device.host = host
        device.hear = lambda report: hear(
            Heard(str(report.address), report.rssi, bytes(report.data), self._clock.now_ms())
        )
        device.add_service(service(answer, refuse))
        device.on(_GUEST, self._receive)
        device.on(Device.EVENT_CONNECTION, self._hang_up_late)
        self._device = device
        await self._command(device.power_on())

    async def close(self) -> None:
        """Switch off."""
        for task in self._tasks:
            task.cancel()
        for timer in self._guests.values():
            timer.cancel()
        self._guests.clear()
        self._scanning, self._advert, self._beacon = False, None, None
        device, self._device = self._device, None
        if device is not None:
            with contextlib.suppress(Exception):  # a radio that is gone cannot be switched off either
                await asyncio.wait_for(device.power_off(), FAREWELL_S)
        with contextlib.suppress(Exception):
            await self._detach()

    def lose(self, reason: Reason) -> None:
        """Say that the adapter is gone."""
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(reason)

    async def lost(self) -> Reason:
        """Wait until the adapter is gone."""
        if self._lost is None:
            raise RadioLost(Reason("gone"))
        return await asyncio.shield(self._lost)

    async def advertise(self, advert: bytes, response: bytes, address: str) -> None:
        """The address changes while nothing is sent, so no packet joins an old one with a new identifier."""
        if self._connecting is not None:
            self._connecting.cancel()  # a controller that is connecting refuses a new address
            await asyncio.wait([self._connecting])
        device = self._present()
        await self._stop_beacon()
        await self._command(device.stop_advertising())
        if device.random_address != (wanted := hci.Address(address)):
            listening = self._scanning
            await self.scan(on=False)
            await self._command(device.send_sync_command(hci.HCI_LE_Set_Random_Address_Command(random_address=wanted)))
            device.random_address = wanted
            await self.scan(on=listening)
        self._advert = advert, response
        await self._start()

    async def _start(self) -> None:
        if self._advert is None:
            return
        advert, response = self._advert
        await self._command(
            self._present().start_advertising(
                advertising_data=advert,
                scan_response_data=response,
                advertising_interval_min=self._interval_ms,
                advertising_interval_max=self._interval_ms,
                auto_restart=True,
            )
        )

    async def beacon(self, advert: bytes, address: str) -> None:
        """A second set beside the advert; a controller that holds only one (before Bluetooth 5) sends none."""
        device = self._present()
        sets = device.host.number_of_supported_advertising_sets
        if sets < 2 or not device.supports_le_extended_advertising:
            return
        self._beacon = await self._command(
            device.create_advertising_set(
                advertising_parameters=AdvertisingParameters(
                    advertising_event_properties=AdvertisingEventProperties(is_connectable=False, is_legacy=True),
                    primary_advertising_interval_min=self._interval_ms,
                    primary_advertising_interval_max=self._interval_ms,
                ),
                random_address=hci.Address(address),
                advertising_data=advert,
            )
        )

    async def _stop_beacon(self) -> None:
        beacon, self._beacon = self._beacon, None
        if beacon is not None:
            await self._command(beacon.stop())
            await self._command(beacon.remove())

    async def silence(self) -> None:
        """Advertise no longer."""
        self._advert = None
        await self._stop_beacon()
        await self._command(self._present().stop_advertising())

    async def scan(self, *, on: bool) -> None:
        """Listen without asking: passive, so scanning itself sends nothing."""
        device = self._present()
        if on and not self._scanning:
            await self._command(
                device.start_scanning(
                    active=False,
                    scan_interval=SCAN_INTERVAL_MS,
                    scan_window=SCAN_INTERVAL_MS,
                    scanning_phys=(hci.HCI_LE_1M_PHY,),
                )
            )
        elif not on and self._scanning:
            await self._command(device.stop_scanning())
        self._scanning = on

    async def read_identifier(self, address: str, timeout_s: float) -> bytes:
        """Connect, find the characteristic, read it, hang up."""
        connections: list[Connection] = []
        try:
            async with asyncio.timeout(timeout_s):
                return await self._read(hci.Address(address), timeout_s, connections)
        except TimeoutError:
            raise ReadFailed("no answer in time") from None
        except (ReadFailed, RadioLost):
            raise
        except Exception as error:  # a hostile peer chooses what Bumble stumbles over
            raise ReadFailed(type(error).__name__) from error
        finally:
            for connection in connections:
                with contextlib.suppress(Exception):  # whatever a peer does at its farewell, we have what we came for
                    await asyncio.wait_for(connection.disconnect(), FAREWELL_S)

    async def _read(self, address: hci.Address, timeout_s: float, connections: list[Connection]) -> bytes:
        peer = Peer(await self._connect(address, timeout_s, connections))
        services = await peer.discover_service(SERVICE)
        if not services:
            raise ReadFailed("no Bluezone service", foreign=True)
        found = await services[0].discover_characteristics([CHARACTERISTIC])
        if not found:
            raise ReadFailed("no Bluezone characteristic", foreign=True)
        return bytes(await peer.gatt_client.read_value(found[0].handle, no_long_read=True))

    async def _connect(self, address: hci.Address, timeout_s: float, connections: list[Connection]) -> Connection:
        device = self._present()
        task = asyncio.create_task(device.connect_le(address, timeout=timeout_s * 0.8))
        self._connecting = task
        try:
            connections.append(await task)
        except asyncio.CancelledError:
            task.cancel()
            with contextlib.suppress(core.BaseBumbleError):
                await device.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())
            if (current := asyncio.current_task()) is not None and current.cancelling():
                raise
            raise ReadFailed("interrupted by a new address") from None
        finally:
            self._connecting = None
        return connections[0]

    def _hang_up_late(self, connection: Connection) -> None:
        if self._connecting is None:  # it came after we had given up
            self._spawn(connection.disconnect())

    def _receive(self, connection: Connection) -> None:
        """A peer connected to us: it may read and must go; meanwhile we go on advertising to the others."""
        loop = asyncio.get_running_loop()
        self._guests[connection] = loop.call_later(GUEST_S, self._dismiss, connection)
        connection.on(Connection.EVENT_DISCONNECTION, lambda _: self._forget(connection))
        if len(self._guests) > GUESTS:
            self._dismiss(next(iter(self._guests)))
        self._spawn(self._start())

    def _dismiss(self, connection: Connection) -> None:
        self._forget(connection)
        self._spawn(connection.disconnect())

    def _forget(self, connection: Connection) -> None:
        if (timer := self._guests.pop(connection, None)) is not None:
            timer.cancel()

    def _spawn(self, work: Awaitable[None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(RadioLost, core.BaseBumbleError):
                await work

        task = asyncio.create_task(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _present(self) -> _Phone:
        if self._device is None or self._lost is None or self._lost.done():
            raise RadioLost(Reason("gone"))
        return self._device

    async def _command(self, work: Awaitable[Done]) -> Done:
        """A command of ours to the controller: it answers soon, or it is gone."""
        try:
            async with asyncio.timeout(COMMAND_S):
                return await work
        except Exception as error:  # each transport's library has errors of its own
            self.lose(why(error))
            raise RadioLost(why(error)) from error
