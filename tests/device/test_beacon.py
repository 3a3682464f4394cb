"""The wake-up of suspended iPhone apps: a second set on the air beside the advert, as the app of 3.0.7 sent it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from bumble.controller import Controller
from bumble.hci import LeFeatureMask

from tests.device.phones import START_MS, Room, in_room
from vungxanh.core.tracing.adverts import Kind, beacon_advert, read_advert
from vungxanh.core.tracing.ids import SLOT_MS
from vungxanh.device.agent import as_iphone
from vungxanh.device.radio.base import Heard
from vungxanh.device.settings import BACKGROUND, FOREGROUND, Settings


def heard_of(folder: Path, settings: Settings, seconds: float, start_ms: int = START_MS) -> list[tuple[float, Heard]]:
    """All adverts of one phone by the second they were heard at."""
    heard: list[Heard] = []

    async def play(room: Room) -> None:
        listener = room.radio(0)
        await listener.open(heard.append, lambda _: b"", lambda _: None)
        await listener.scan(on=True)
        agent = room.agent(1, settings)
        await asyncio.sleep(seconds)
        assert agent.status.times_lost == 0
        await listener.close()

    in_room(folder, play, start_ms=start_ms)
    return [((one.ms - start_ms) / 1000, one) for one in heard]


def of_kind(heard: list[tuple[float, Heard]], kind: Kind) -> list[tuple[float, Heard]]:
    found = []
    for at, one in heard:
        advert = read_advert(one.data)
        if advert is not None and advert.kind is kind:
            found.append((at, one))
    return found


def test_in_the_background_it_goes_with_every_second_start_and_ends_with_the_advert(tmp_path: Path) -> None:
    heard = heard_of(tmp_path, BACKGROUND, 299)
    adverts, beacons = of_kind(heard, Kind.ANDROID), of_kind(heard, Kind.BEACON)
    assert {int(at // 30) for at, _ in adverts} == set(range(10))
    assert {int(at // 30) for at, _ in beacons} == {1, 3, 5, 7, 9}
    assert all(at % 30 <= 15.1 for at, _ in beacons)
    assert {one.data for _, one in beacons} == {beacon_advert()}


def test_in_front_it_goes_with_every_start_and_changes_address_with_the_identifier(tmp_path: Path) -> None:
    heard = heard_of(tmp_path, FOREGROUND, 300, start_ms=START_MS + SLOT_MS - 100_000)
    adverts, beacons = of_kind(heard, Kind.ANDROID), of_kind(heard, Kind.BEACON)
    for first, last in ((0, 99), (102, 149), (156, 299)):
        assert len({one.address for at, one in beacons if first <= at <= last}) == 1
    assert not [at for at, _ in beacons if 150.1 < at < 155]
    assert len({one.address for _, one in beacons}) == 3
    assert not {one.address for _, one in beacons} & {one.address for _, one in adverts}
    before = {one.address for at, one in beacons if at < 100}
    assert not before & {one.address for at, one in beacons if at > 102}


@pytest.mark.parametrize("settings", [replace(FOREGROUND, beacon_every=0), as_iphone(FOREGROUND)])
def test_it_is_not_sent_when_switched_off_nor_by_an_iphone(tmp_path: Path, settings: Settings) -> None:
    heard = heard_of(tmp_path, settings, 60)
    assert heard
    assert of_kind(heard, Kind.BEACON) == []


def test_a_controller_that_holds_one_set_goes_on_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Controller.le_features & ~LeFeatureMask.LE_EXTENDED_ADVERTISING
    monkeypatch.setattr(Controller, "le_features", old)
    heard = heard_of(tmp_path, FOREGROUND, 60)
    assert of_kind(heard, Kind.ANDROID)
    assert of_kind(heard, Kind.BEACON) == []
