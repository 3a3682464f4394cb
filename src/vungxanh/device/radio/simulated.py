"""Phones on a link where the strength follows the geometry of a world (sóng mô phỏng).

Every phone is a real Bumble host over a Bumble controller; only the air between the controllers is ours. A link has
no time of its own: it lives in the event loop, which may be a `VirtualLoop`.
"""

import asyncio
from typing import Any, Protocol

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from vungxanh.device.clock import Clock
from vungxanh.device.radio.quiet import QuietHost
from vungxanh.device.radio.stack import BumbleRadio

SENSITIVITY_DBM = -100.0
MIN_REPORT_S = 1.0  # a controller reports one sender once in this time: more says nothing new in five seconds


class World(Protocol):
    """Where `phones` phones are; numbers from 0."""

    phones: int

    def rssi(self, sender: int, receiver: int, t_s: float) -> float | None:
        """The strength in dBm of a packet sent `t_s` seconds after the start; None when it does not arrive."""
        ...


class Still:
    """Phones that all hear each other at one strength (thế giới đứng yên)."""

    def __init__(self, phones: int = 2, dbm: float = -60.0, iphones: frozenset[int] = frozenset()) -> None:
        self.phones, self.dbm, self.iphones = phones, dbm, iphones

    def rssi(self, sender: int, receiver: int, t_s: float) -> float | None:  # noqa: ARG002 - nothing moves here
        """The one strength."""
        return self.dbm


class Air(LocalLink):
    """The link: adverts arrive with the strength of the world, connections reach whom they name."""

    def __init__(self, world: World, *, min_report_s: float = MIN_REPORT_S) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.world, self.min_report_s = world, min_report_s
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()

    def now_s(self) -> float:
        """Seconds since the start of the world."""
        return self._loop.time() - self._zero

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """Deliver to each phone that listens and is in reach; a connection request only to its addressee."""
        sender = sender_controller.number if isinstance(sender_controller, PhoneController) else None
        now = self.now_s()
        for other in list(self.controllers):
            if other is sender_controller or not isinstance(other, PhoneController):
                continue
            if sender is None or not isinstance(packet, ll.AdvInd | ll.AdvExtInd):
                self._loop.call_soon(other.on_ll_advertising_pdu, packet)
            elif other.listens_to(packet, now, self.min_report_s):
                strength = self.world.rssi(sender, other.number, now)
                if strength is not None and strength >= SENSITIVITY_DBM:
                    other.heard_at[packet.advertiser_address] = now
                    self._loop.call_soon(other.receive, packet, round(strength))

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """A connection keeps the address it was made with, though the phone may have taken a new one since."""
        own = sender_controller.le_connections.get(destination_address)
        other = self.find_le_controller(destination_address)
        if own is not None and other is not None:
            self._loop.call_soon(other.on_link_acl_data, own.self_address, transport, data)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """A phone that is gone gets nothing."""
        if self.find_le_controller(receiver_address) is not None:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)


class PhoneController(Controller):
    """A controller that tells the strength of what it hears, and how many advertising sets it holds."""

    supported_commands = Controller.supported_commands | {hci.HCI_LE_READ_NUMBER_OF_SUPPORTED_ADVERTISING_SETS_COMMAND}

    def __init__(self, number: int, air: Air) -> None:
        super().__init__(f"phone {number}", link=air)
        self.number = number
        self.heard_at: dict[hci.Address, float] = {}

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """To the host, without Bumble's text of it."""
        if self.host is not None:
            asyncio.get_running_loop().call_soon(self.host.on_packet, bytes(packet))

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """From the host, without Bumble's text of it."""
        if isinstance(packet, hci.HCI_Command):
            self.on_hci_command_packet(packet)
        elif isinstance(packet, hci.HCI_AclDataPacket):
            self.on_hci_acl_data_packet(packet)

    def listens_to(self, packet: ll.AdvInd | ll.AdvExtInd, now_s: float, min_report_s: float) -> bool:
        """Whether a packet would be reported or answered."""
        sender = packet.advertiser_address
        pending = self.pending_le_connection
        if pending is not None and pending.peer_address == sender:
            return True
        if len(self.heard_at) > 1_024:
            self.heard_at = {known: at for known, at in self.heard_at.items() if now_s - at < min_report_s}
        return self.le_scan_enable and now_s - self.heard_at.get(sender, -min_report_s) >= min_report_s

    def receive(self, packet: ll.AdvInd | ll.AdvExtInd, rssi: int) -> None:
        """Report an advert, and connect when its sender is waited for."""
        if self.le_scan_enable:
            kinds = hci.HCI_LE_Extended_Advertising_Report_Event
            report = kinds.Report(
                event_type=kinds.EventType.CONNECTABLE_ADVERTISING,
                address_type=packet.advertiser_address.address_type,
                address=packet.advertiser_address,
                primary_phy=hci.Phy.LE_1M,
                secondary_phy=hci.Phy.LE_1M,
                advertising_sid=0,
                tx_power=127,
                rssi=rssi,
                periodic_advertising_interval=0,
                direct_address_type=0,
                direct_address=hci.Address.ANY,
                data=packet.data,
            )
            self.send_hci_packet(kinds([report]))
        pending = self.pending_le_connection
        if pending is not None and pending.peer_address == packet.advertiser_address:
            self.create_le_connection(packet.advertiser_address)

    def on_hci_le_create_connection_cancel_command(self, _command: Any) -> hci.HCI_StatusReturnParameters:
        """End the wait for a peer as the specification says: with an event that the connection failed."""
        if self.pending_le_connection is not None:
            self.pending_le_connection = None
            asyncio.get_running_loop().call_soon(self._say_cancelled)
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def _say_cancelled(self) -> None:
        self.send_hci_packet(
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=hci.Address.RANDOM_DEVICE_ADDRESS,
                peer_address=hci.Address.ANY_RANDOM,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )

    def on_hci_le_set_extended_advertising_enable_command(
        self, command: hci.HCI_LE_Set_Extended_Advertising_Enable_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Start no set that has no address yet: a host that takes up an old set again may be replacing it just then."""
        held = [self.advertising_sets.get(handle) for handle in command.advertising_handles]
        if command.enable and any(one is not None and one.address is None for one in held):
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)
        return super().on_hci_le_set_extended_advertising_enable_command(command)

    def vanish(self) -> None:
        """Be gone: adverts stop, connections end for the others."""
        self.le_legacy_advertiser.stop()
        for advertised in self.advertising_sets.values():
            advertised.stop()
        for connection in list(self.le_connections.values()):
            connection.send_ll_control_pdu(ll.TerminateInd(hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR))
        if self in self.link.controllers:
            self.link.remove_controller(self)


class SimulatedRadio(BumbleRadio):
    """Phone `number` of a world."""

    def __init__(self, number: int, air: Air, clock: Clock, *, interval_ms: float = 100.0) -> None:
        super().__init__(f"sim:{number}", clock, interval_ms=interval_ms)
        self._number, self._air = number, air
        self._controller: PhoneController | None = None
        self._host: QuietHost | None = None

    async def _attach(self) -> QuietHost:
        self._controller = PhoneController(self._number, self._air)
        self._host = QuietHost(self._controller, AsyncPipeSink(self._controller))
        return self._host

    async def _detach(self) -> None:
        if self._controller is not None:
            self._controller.vanish()

    def unplug(self) -> None:
        """Pull the adapter out, as a person does."""
        if self._controller is not None and self._host is not None:
            self._controller.vanish()
            self._host.on_transport_lost()  # type: ignore[no-untyped-call]
