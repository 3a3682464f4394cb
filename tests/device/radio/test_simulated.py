"""The air carries each packet with the strength of its world."""

import asyncio
from pathlib import Path

import pytest
from bumble import hci
from bumble.controller import AdvertisingSet

from tests.device.phones import Room, in_room
from vungxanh.core.tracing.adverts import android_advert
from vungxanh.device.radio.base import Heard, RadioLost, ReadFailed
from vungxanh.device.radio.simulated import Air, PhoneController
from vungxanh.device.reasons import Reason

HERE, THERE = bytes(12), bytes(range(12))
ADDRESS = "5E:00:00:00:00:01"


class Walk:
    """Phone 1 walks away from phone 0 by a decibel a second; phone 2 is out of reach."""

    phones = 3

    def rssi(self, sender: int, receiver: int, t_s: float) -> float | None:
        return -50.0 - t_s if {sender, receiver} == {0, 1} else None


def test_strength_follows_the_world_and_out_of_reach_is_silence(tmp_path: Path) -> None:
    heard: list[Heard] = []

    async def play(room: Room) -> None:
        listener, walker, far = (room.radio(number) for number in range(3))
        for radio in (walker, far):
            await radio.open(lambda _: None, lambda _: HERE, lambda _: None)
        await listener.open(heard.append, lambda _: HERE, lambda _: None)
        await walker.advertise(android_advert(HERE), b"", ADDRESS)
        await far.advertise(android_advert(THERE), b"", "5E:00:00:00:00:02")
        await listener.scan(on=True)
        await asyncio.sleep(80)
        for radio in (listener, walker, far):
            await radio.close()

    in_room(tmp_path, play, world=Walk())
    assert {one.address for one in heard} == {ADDRESS}
    start = heard[0].ms
    assert all(one.rssi == pytest.approx(-50 - (one.ms - start) / 1000, abs=1) for one in heard)
    assert heard[-1].rssi == pytest.approx(-100, abs=1)  # below that a receiver hears nothing


def test_silence_and_a_scan_that_is_off_stop_the_packets(tmp_path: Path) -> None:
    heard: list[Heard] = []

    async def play(room: Room) -> None:
        listener, speaker = room.radio(0), room.radio(1)
        await speaker.open(lambda _: None, lambda _: HERE, lambda _: None)
        await listener.open(heard.append, lambda _: HERE, lambda _: None)
        counts = []
        for speaks, listens in ((True, True), (False, True), (True, False), (True, True)):
            await listener.scan(on=listens)
            await (speaker.advertise(android_advert(HERE), b"", ADDRESS) if speaks else speaker.silence())
            before = len(heard)
            await asyncio.sleep(10)
            counts.append(len(heard) - before > 3)
        assert counts == [True, False, False, True]
        await listener.close()
        await speaker.close()

    in_room(tmp_path, play)


def test_nobody_at_an_address_is_a_failed_read_in_time_and_the_radio_goes_on(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        radio, other = room.radio(0), room.radio(1)
        await radio.open(lambda _: None, lambda _: HERE, lambda _: None)
        await other.open(lambda _: None, lambda _: THERE, lambda _: None)
        started = room.air.now_s()
        with pytest.raises(ReadFailed):
            await radio.read_identifier("5E:00:00:00:00:77", 10)
        assert room.air.now_s() - started <= 10
        await other.advertise(android_advert(HERE), b"", ADDRESS)
        assert await radio.read_identifier(ADDRESS, 10) == THERE
        await radio.close()
        await other.close()

    in_room(tmp_path, play)


def test_a_new_address_does_not_wait_for_a_peer_that_is_being_called(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        radio = room.radio(0)
        await radio.open(lambda _: None, lambda _: HERE, lambda _: None)
        reading = asyncio.create_task(radio.read_identifier("5E:00:00:00:00:77", 10))
        await asyncio.sleep(2)
        started = room.air.now_s()
        await radio.advertise(android_advert(HERE), b"", ADDRESS)
        assert room.air.now_s() - started < 0.1
        with pytest.raises(ReadFailed):
            await reading
        await radio.close()

    in_room(tmp_path, play)


def test_a_radio_without_its_adapter_says_so(tmp_path: Path) -> None:
    async def play(room: Room) -> None:
        radio = room.radio(0)
        await radio.open(lambda _: None, lambda _: HERE, lambda _: None)
        radio.unplug()
        assert await radio.lost() == Reason("gone")
        with pytest.raises(RadioLost):
            await radio.advertise(android_advert(HERE), b"", ADDRESS)
        await radio.close()

    in_room(tmp_path, play)


def test_a_set_that_has_no_address_yet_is_not_started_and_one_that_has_is() -> None:
    async def play() -> list[bool]:
        controller = PhoneController(0, Air(Walk()))
        controller.advertising_sets = {0: AdvertisingSet(controller=controller, handle=0)}
        enable = hci.HCI_LE_Set_Extended_Advertising_Enable_Command(
            enable=1, advertising_handles=[0], durations=[0], max_extended_advertising_events=[0]
        )
        started = []
        for address in (None, hci.Address(ADDRESS)):
            controller.advertising_sets[0].random_address = address
            controller.advertising_sets[0].parameters = None if address is None else _by_random_address()
            controller.on_hci_le_set_extended_advertising_enable_command(enable)
            started.append(controller.advertising_sets[0].enabled)
        controller.vanish()
        return started

    assert asyncio.run(play()) == [False, True]


def _by_random_address() -> hci.HCI_LE_Set_Extended_Advertising_Parameters_Command:
    return hci.HCI_LE_Set_Extended_Advertising_Parameters_Command(
        advertising_handle=0,
        advertising_event_properties=0,
        primary_advertising_interval_min=160,
        primary_advertising_interval_max=160,
        primary_advertising_channel_map=7,
        own_address_type=hci.OwnAddressType.RANDOM,
        peer_address_type=0,
        peer_address=hci.Address.ANY,
        advertising_filter_policy=0,
        advertising_tx_power=0,
        primary_advertising_phy=1,
        secondary_advertising_max_skip=0,
        secondary_advertising_phy=1,
        advertising_sid=0,
        scan_request_notification_enable=0,
    )
