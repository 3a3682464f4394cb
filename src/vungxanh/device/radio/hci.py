"""A real adapter by one of Bumble's transports (bộ thu phát thật).

`usb:0` takes the first Bluetooth dongle, `hci-socket:0` the first adapter of Linux (it must be down and needs
CAP_NET_ADMIN), a path such as `/dev/ttyUSB0` an adapter at a serial port; any other Bumble transport goes too.
"""

import contextlib

from bumble.transport import open_transport

from vungxanh.device.clock import Clock
from vungxanh.device.radio.quiet import QuietHost
from vungxanh.device.radio.stack import BumbleRadio


class HciRadio(BumbleRadio):
    """The adapter behind a transport name."""

    def __init__(self, transport: str, clock: Clock) -> None:
        super().__init__(f"hci:{transport}", clock)
        self._transport_name = f"serial:{transport}" if transport.startswith("/") else transport
        self._resources = contextlib.AsyncExitStack()

    async def _attach(self) -> QuietHost:
        await self._resources.aclose()
        transport = await self._resources.enter_async_context(await open_transport(self._transport_name))
        return QuietHost(transport.source, transport.sink)

    async def _detach(self) -> None:
        await self._resources.aclose()
