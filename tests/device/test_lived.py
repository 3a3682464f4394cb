"""A wrong clock deletes nothing, follows nobody, and leaves nothing behind when it comes right again."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.device.phones import START_MS
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device import channel, report, upload
from vungxanh.device.identity import Identity
from vungxanh.device.lived import SLACK_MS
from vungxanh.device.store import Seen, Store

MONTH, DECADE = 30 * DAY_MS, 3_650 * DAY_MS
NOW = START_MS + 30 * DAY_MS + 5 * 3_600_000
HOUR = 3_600_000


@dataclass
class Box:
    """A machine: how long it runs, how often it was started, whether the network's time reaches it."""

    ran_ms: int = 0
    starts: int = 1
    online: bool = False

    def boot(self) -> tuple[str, int]:
        return str(self.starts), self.ran_ms

    def vouches(self, now_ms: int) -> bool:
        return self.online and abs(now_ms - NOW) < MONTH // 2

    def restart(self) -> None:
        self.starts, self.ran_ms = self.starts + 1, 0


def phone(folder: Path, box: Box) -> Store:
    """In use for thirty days, with a row in each hour of the last ten."""
    store = Store(folder, durable=False, key=bytes(32), witness=box)
    store.base_key(START_MS)
    days(store, box, START_MS, 30)
    for hour in range(240):
        assert store.note(Seen(bytes(12), hour.to_bytes(12, "big"), -60, NOW - hour * HOUR))
    store.flush()
    store.purge(NOW)
    return store


def days(store: Store, box: Box, since_ms: int, count: int) -> None:
    """Let the phone run for some days."""
    for day in range(1, count + 1):
        box.ran_ms += DAY_MS
        store.purge(since_ms + day * DAY_MS)


def spoken(store: Store, days_ms: list[int]) -> set[bytes]:
    """What it sends at one hour of these days."""
    identity = Identity(store)
    return {identity.at(ms) for ms in days_ms}


@pytest.mark.parametrize(
    "wrong", [NOW + MONTH, NOW - MONTH, NOW + DECADE, 3_600_000], ids=["+1m", "-1m", "+10y", "1970"]
)
@pytest.mark.parametrize("restarted", [True, False])
def test_a_wrong_clock_deletes_nothing_and_everything_heals_when_it_comes_back(
    tmp_path: Path, wrong: int, restarted: bool
) -> None:
    box = Box()
    store = phone(tmp_path, box)
    rows, base = set(store.sightings()), store.base_key(NOW)
    after = [NOW + day * DAY_MS for day in range(4)]
    right = spoken(store, after)
    if restarted:
        box.restart()
    assert not store.believes(wrong)
    for hour in range(50):
        store.purge(wrong + hour * HOUR)
        box.ran_ms += HOUR
        Identity(store).at(wrong + hour * HOUR)
    store.note(Seen(bytes(12), b"wrong clock!", -60, wrong))
    store.flush()
    assert rows <= set(store.sightings())
    back = NOW + 50 * HOUR
    assert store.believes(back)
    store.purge(back)
    assert rows <= set(store.sightings())
    assert [one.seq for one in store.base_keys()] == [base.seq] == [store.base_key(back).seq]
    assert spoken(store, after) == right
    made = upload.propose(store, server="https://a.vn/", code="123456", since_ms=NOW - 3 * DAY_MS, now_ms=back)
    assert [key.start_s for key in made.keys] == [(NOW // DAY_MS + day) * 86_400 for day in range(-3, 3)]


@pytest.mark.parametrize("first", [NOW + DECADE, NOW + MONTH, 3_600_000], ids=["+10y", "+1m", "1970"])
@pytest.mark.parametrize("online", [True, False])
def test_a_phone_that_was_first_switched_on_with_a_wrong_clock_can_report_when_it_is_right(
    tmp_path: Path, first: int, online: bool
) -> None:
    box = Box(online=online)
    store = Store(tmp_path, durable=False, key=bytes(32), witness=box)
    Identity(store).at(first)
    store.purge(first)
    box.ran_ms += HOUR
    week = [NOW + day * DAY_MS for day in range(7)]
    assert len(spoken(store, week)) == 7
    for ms in week:
        store.purge(ms)
        box.ran_ms += DAY_MS
    made = upload.propose(store, server="https://a.vn/", code="123456", since_ms=NOW, now_ms=week[-1])
    assert {day * 86_400 for day in range(NOW // DAY_MS, week[-1] // DAY_MS + 1)} <= {key.start_s for key in made.keys}
    if online:
        assert store.base_keys() == [store.base_key(week[-1])]


def test_no_identifier_is_sent_on_two_days_whatever_the_clock_does(tmp_path: Path) -> None:
    box = Box()
    store = phone(tmp_path, box)
    moments = [NOW + day * DAY_MS for day in (0, 1, 2, 400, 401, 402, -400, -399, -398, 3, 4, -17_000, -16_999, 5)]
    assert len(spoken(store, moments)) == len(moments)


def test_a_row_of_a_day_to_come_is_in_quarantine_and_goes_when_it_has_been_kept_for_21_days(tmp_path: Path) -> None:
    box = Box()
    store = phone(tmp_path, box)
    for place, ms in enumerate((NOW + DECADE, NOW + MONTH)):
        store.note(Seen(bytes(12), bytes([place]) * 12, -60, ms))
    store.flush()
    assert store.quarantined() == 2
    assert max(row.ms for row in store.sightings()) <= NOW
    days(store, box, NOW, 20)
    assert (store.quarantined(), store.count()) == (2, 27)  # and the rows of the last day before
    days(store, box, NOW + 20 * DAY_MS, 3)
    assert (store.quarantined(), store.count()) == (0, 0)


def test_a_clock_that_stays_is_believed_when_the_box_has_run_for_a_whole_retention(tmp_path: Path) -> None:
    box = Box()
    store = phone(tmp_path, box)
    box.restart()
    begun = NOW + 3 * MONTH
    days(store, box, begun, 20)
    assert store.count() == 240
    assert not store.believes(begun + 20 * DAY_MS)
    days(store, box, begun + 20 * DAY_MS, 1)
    assert store.believes(begun + 21 * DAY_MS)
    assert store.count() == 0


def test_a_clock_is_believed_at_once_when_the_network_or_the_owner_says_so(tmp_path: Path) -> None:
    box = Box()
    store = phone(tmp_path / "owner", box)
    assert store.purge(NOW + MONTH) == 0
    assert store.purge(NOW + MONTH, told=True) == 240
    online = phone(tmp_path / "network", Box(online=True))
    assert online.purge(NOW + 14 * DAY_MS) > 0


@pytest.mark.parametrize("off_ms", [HOUR, SLACK_MS])
def test_a_box_that_was_off_over_a_weekend_goes_on_as_if_nothing_was(tmp_path: Path, off_ms: int) -> None:
    box = Box()
    store = phone(tmp_path, box)
    box.restart()
    assert store.believes(NOW + off_ms)
    assert not store.believes(NOW + off_ms + SLACK_MS)


def test_rows_without_any_look_at_the_clock_before_are_safe_too(tmp_path: Path) -> None:
    store = Store(tmp_path, durable=False, key=bytes(32))
    for hour in range(100):
        store.note(Seen(bytes(12), hour.to_bytes(12, "big"), -60, NOW - hour * HOUR))
    store.flush()
    store.purge(NOW + MONTH)
    assert store.count() == 100


@pytest.mark.parametrize("clock", [3_600_000, NOW + DECADE], ids=["1970", "+10y"])
def test_with_a_clock_that_is_never_believed_all_goes_when_it_has_been_kept_for_21_days(
    tmp_path: Path, clock: int
) -> None:
    box = Box()
    store = phone(tmp_path, box)
    channel.add(store, channel.Met("ab" * 32, NOW // 1000, NOW // 1000 + 9, 1, 5, [], "https://a.vn"))
    made = upload.propose(store, server="https://a.vn/", code="123456", since_ms=NOW - 3 * DAY_MS, now_ms=NOW)
    assert upload.consent(store, made, lambda _: True, NOW)
    owner = report.Owner("Phan Thị Báo", "0905111222")
    told = report.Proposal("https://a.vn", owner, (), b"{}", "")
    assert report.consent(store, told, lambda _: True, NOW)
    before = store.base_keys()

    def run(count: int) -> None:
        for _ in range(count):
            box.ran_ms += HOUR
            store.purge(clock)  # it stands still, or starts anew each morning
            box.restart()

    def kept() -> list[int]:
        held = (
            channel.findings(store),
            upload.OUTBOX.waiting(store),
            report.OUTBOX.waiting(store),
            store.base_keys()[:-1],
        )
        return [store.count(), *(len(one) for one in held)]

    run(24 * 20)
    assert kept() == [240, 1, 1, 1, 1]
    run(24 * 2)
    assert kept() == [0, 0, 0, 0, 0]
    assert [one.seq for one in store.base_keys()] == [before[-1].seq]
    assert [(one.what, one.outcome) for one in store.requests()][-2:] == [
        ("upload", "given_up"),
        ("contact_report", "given_up"),
    ]
