"""A real transport: the adapter is at the other end of a socket, and the socket may break."""

import asyncio
import socket

import pytest
from bumble.transport import open_transport

from tests.device.phones import Still
from vungxanh.core.tracing.adverts import android_advert
from vungxanh.device.clock import MachineClock
from vungxanh.device.radio.base import Heard, RadioLost
from vungxanh.device.radio.hci import HciRadio
from vungxanh.device.radio.simulated import Air, PhoneController, SimulatedRadio
from vungxanh.device.reasons import Reason

ADDRESS = "5E:00:00:00:00:01"


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_an_adapter_over_a_transport_hears_is_heard_and_is_missed_when_it_is_gone() -> None:
    async def main() -> None:
        port, heard, heard_too = free_port(), list[Heard](), list[Heard]()
        adapter = await open_transport(f"tcp-server:127.0.0.1:{port}")
        air, clock = Air(Still(2)), MachineClock()
        controller = PhoneController(0, air)
        controller.host = adapter.sink
        adapter.source.set_packet_sink(controller)
        radio, other = HciRadio(f"tcp-client:127.0.0.1:{port}", clock), SimulatedRadio(1, air, clock)
        await radio.open(heard.append, lambda _: bytes(12), lambda _: None)
        await other.open(heard_too.append, lambda _: bytes(12), lambda _: None)
        for one in (radio, other):
            await one.advertise(android_advert(bytes(12)), b"", ADDRESS if one is radio else "5E:00:00:00:00:02")
            await one.scan(on=True)
        while not (heard and heard_too):
            await asyncio.sleep(0.05)
        assert heard_too[0].address == ADDRESS
        adapter.sink.transport.abort()
        controller.vanish()
        assert await asyncio.wait_for(radio.lost(), 5) == Reason("gone")
        with pytest.raises(RadioLost):
            await radio.scan(on=False)
        await radio.close()
        await other.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    "transport", ["tcp-client:127.0.0.1:9", "/dev/no-such-port", "nonsense:0", "usb:77", "usb", "hci-socket:77"]
)
def test_an_adapter_that_is_not_there_is_a_lost_radio_and_no_crash(transport: str) -> None:
    async def main() -> None:
        radio = HciRadio(transport, MachineClock())
        with pytest.raises(RadioLost):
            await radio.open(lambda _: None, lambda _: b"", lambda _: None)
        await radio.close()

    asyncio.run(main())
