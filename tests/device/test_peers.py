"""The cache of addresses forgets in time and never grows without bound."""

from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS
from vungxanh.device.peers import REMEMBERED, WAITING, Peers
from vungxanh.device.radio.base import Heard

WHO, NOW = bytes(12), 1_596_844_800_000


def heard(address: str, ms: int = NOW) -> Heard:
    return Heard(address, -60, b"", ms)


def test_an_answer_holds_in_its_slot_and_not_in_the_same_slot_of_another_day() -> None:
    peers = Peers()
    peers.answered("A", WHO, NOW)
    assert peers.identifier("A", NOW + SLOT_MS - 1) == WHO
    assert peers.identifier("A", NOW + SLOT_MS) is None
    assert peers.identifier("A", NOW + DAY_MS) is None


def test_each_failure_waits_twice_as_long_up_to_a_slot() -> None:
    peers, waits = Peers(), []
    now = NOW
    for _ in range(8):
        peers.failed("A", now)
        wait = next(ms for ms in range(0, SLOT_MS + 1, 1_000) if peers.ask(heard("A", now + ms)))
        waits.append(wait // 1_000)
        now += wait
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_foreign_device_waits_a_slot_at_once() -> None:
    peers = Peers()
    peers.failed("A", NOW, foreign=True)
    assert not peers.ask(heard("A", NOW + SLOT_MS - 1))
    assert peers.ask(heard("A", NOW + SLOT_MS))


def test_ten_thousand_addresses_fill_neither_queue_nor_cache() -> None:
    peers = Peers()
    for number in range(10_000):
        peers.ask(heard(f"Q{number}"))
        peers.answered(f"C{number}", WHO, NOW)
    queued = 0
    while peers.next():
        queued += 1
    assert queued == WAITING
    assert sum(peers.identifier(f"C{number}", NOW) is not None for number in range(10_000)) == REMEMBERED


def test_an_address_that_was_asked_leaves_the_queue() -> None:
    peers = Peers()
    peers.ask(heard("A"))
    peers.answered("A", WHO, NOW)
    assert peers.next() is None
