"""Bumble's host without the text of each packet, which it makes for a log that nobody reads (bớt nhật ký)."""

from bumble import hci
from bumble.host import Host


class QuietHost(Host):
    """The host of a controller; making those texts took half of its time."""

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """To the controller."""
        if self.hci_sink:
            self.hci_sink.on_packet(bytes(packet))

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """From the controller; of an LE adapter only these two kinds come."""
        if isinstance(packet, hci.HCI_Event):
            self.on_hci_event_packet(packet)
        elif isinstance(packet, hci.HCI_AclDataPacket):
            self.on_hci_acl_data_packet(packet)
