"""Whether a phone met the holder of a key, row by row (đối chiếu khoá F0 với lịch sử).

The app of 2020 asked only whether one row lay inside the exact quarter-hour of one identifier. Here a row counts when
it is at most one slot away, as adverts lag behind the slot edge; a further offset counts while it stays within the
bound for wrong clocks, and is reported; rows that no clock explains beside the person's others of that day are doubtful
(`skew` says which): counted, and joined to encounters of their own beside the sure ones. A row after the end of its
key, or with an identifier whose slot begins after it, is refused and counted: whoever learns a key later can send its
identifiers again. A row more than a day from its slot is not looked at, so only the days around rows are derived,
however long a key speaks.

Every key of the list is answered by itself, with its own end (`chains` says where that is a later key's). Encounters
are a person's: the rows of all keys of a chain make them, each row once, and each stands under the key of the day on
which it begins.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vungxanh.core.tracing import ids, skew
from vungxanh.core.tracing.chains import Chain, Chains, chains
from vungxanh.core.tracing.encounters import DEFAULT as USUAL_RULE
from vungxanh.core.tracing.encounters import Encounter, Rule, encounters
from vungxanh.core.tracing.keylist import PositiveKey

LOOKED_AT_MS = ids.DAY_MS


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from its slot a row may lie: `slots` for late adverts and, beyond, `skew_slots` for wrong clocks."""

    slots: int = 1
    skew_slots: int = 8

    @property
    def reach(self) -> int:
        """The furthest offset that is looked at as a sighting at all."""
        return max(self.slots, self.skew_slots)


DEFAULT = Tolerance()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A row of a history: identifier, RSSI in dBm, time in ms."""

    identifier: bytes
    rssi: int
    ms: int


@dataclass(slots=True)
class Matched:
    """What a history holds of one key: rows as (ms, rssi), slot offsets of all accepted ones, refused ones by reason.

    `held` are those of `rows` that stand under this key when the person's encounters are made. `doubtful` are accepted
    rows by offset that stand here too and are left out of both; `doubted` are the same as (ms, rssi, run of offsets).
    """

    rows: list[tuple[int, int]] = field(default_factory=list)
    offsets: Counter[int] = field(default_factory=Counter)
    after_end: int = 0
    wrong_clock: int = 0
    held: list[tuple[int, int]] = field(default_factory=list)
    doubtful: Counter[int] = field(default_factory=Counter)
    doubted: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows were accepted, doubtful ones too."""
        return self.offsets.total()

    def judge(self, ms: int, slot: int, key: PositiveKey, tolerance: Tolerance, last_ms: int) -> bool:
        """Count one row whose identifier is that of `slot`, from the start of `key`; whether it is accepted.

        `last_ms` is until when that identifier is believed.
        """
        start = key.start_s * 1000 + slot * key.slot_ms
        offset = (ms - start) // key.slot_ms
        if not -LOOKED_AT_MS <= ms - start < LOOKED_AT_MS:
            return False
        if abs(offset) > tolerance.reach:
            self.wrong_clock += 1
            return False
        if start > key.end_ms or ms > last_ms:
            self.after_end += 1
            return False
        self.offsets[offset] += 1
        return True


class Taken(NamedTuple):
    """A row that the key at `place` accepts, and whether it is the key that holds it."""

    place: int
    ms: int
    rssi: int
    offset: int
    holds: bool


def match(
    keys: Sequence[PositiveKey],
    sightings: Iterable[Sighting],
    tolerance: Tolerance = DEFAULT,
    *,
    every: bool = True,
) -> list[Matched]:
    """One result a key, in order. This is the definition of the kernel.

    Without `every` a row is kept under the key that holds it only, however many keys repeat it; all of them count it.
    """
    who, found = chains(keys), [Matched() for _ in keys]
    taken: list[Taken] = []
    rows_of: dict[bytes, list[Sighting]] = {}
    days: set[int] = set()
    for row in sightings:
        rows_of.setdefault(row.identifier, []).append(row)
        days.update(range(row.ms // ids.DAY_MS - 1, row.ms // ids.DAY_MS + 2))
    for person in who.persons:
        for slot, identifier in _spoken(person.whole, days):
            for row in rows_of.get(identifier, ()):
                begun = person.whole.start_s * 1000 + slot * person.whole.slot_ms
                accepting = _accepting(found, who, person, row.ms, begun, tolerance)
                offset = (row.ms - begun) // person.whole.slot_ms
                taken += [
                    Taken(place, row.ms, row.rssi, offset, place == accepting[-1])
                    for place in (accepting if every else accepting[-1:])
                ]
    settle(found, who, taken, tolerance)
    return found


def _accepting(
    found: list[Matched], who: Chains, person: Chain, ms: int, begun: int, tolerance: Tolerance
) -> list[int]:
    """Let every key of the person that speaks the identifier judge the row; the last that accepts it holds it."""
    accepting = []
    for place in person.places:
        key = who.keys[place]
        its_slot = (begun - key.start_s * 1000) // key.slot_ms
        if 0 <= its_slot < key.spoken:
            last_ms = who.last_ms(place, begun)
            if ms > last_ms and 0 < who.joint_ms[place] <= begun:
                continue  # past the end of this key, but the next one speaks for the slot and answers
            if found[place].judge(ms, its_slot, key, tolerance, last_ms):
                accepting.append(place)
    return accepting


def settle(found: Sequence[Matched], who: Chains, taken: Iterable[Taken], tolerance: Tolerance) -> None:
    """Put accepted rows where they belong: among the rows of their keys, or among the doubtful ones."""
    of_person: dict[int, list[Taken]] = defaultdict(list)
    for one in taken:
        of_person[who.person[one.place]].append(one)
    for rows in of_person.values():
        doubted = skew.doubted(((one.ms, one.offset) for one in rows if one.holds), tolerance.slots)
        run_of = skew.runs((offset for _, offset in doubted), tolerance.slots)
        for place, ms, rssi, offset, holds in rows:
            doubtful = (ms // ids.DAY_MS, offset) in doubted
            if not doubtful:
                found[place].rows.append((ms, rssi))
            if holds and doubtful:
                found[place].doubtful[offset] += 1
                found[place].doubted.append((ms, rssi, run_of[offset]))
            elif holds:
                found[place].held.append((ms, rssi))


def _spoken(key: PositiveKey, days: set[int]) -> Iterator[tuple[int, bytes]]:
    """The slots of `key` on these days (counted from 1970), from its start, and their identifiers."""
    day_key, first = key.key, key.start_s // ids.DAY_S
    for day in range(min(key.days, max(days, default=0) - first + 1)):
        if first + day in days:
            yield from enumerate(
                ids.identifiers(day_key, min(key.slots, key.spoken - day * key.slots)), day * key.slots
            )
        day_key = ids.next_key(day_key)


def meetings(rows: Sequence[tuple[int, int, int]], rule: Rule = USUAL_RULE) -> list[tuple[int, Encounter]]:
    """The encounters of one person out of (ms, rssi, place of the key that holds it), and where each stands."""
    first: dict[int, int] = {}
    for ms, _, place in rows:
        first[ms] = min(place, first.get(ms, place))
    return [(first[met.start_ms], met) for met in encounters(((ms, rssi) for ms, rssi, _ in rows), rule)]


def doubtful_meetings(
    rows: Iterable[tuple[int, int, int, int]], rule: Rule = USUAL_RULE
) -> list[tuple[int, Encounter]]:
    """`meetings` of each run by itself out of one person's doubtful (ms, rssi, place, run), earliest first."""
    of_run: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for ms, rssi, place, run in rows:
        of_run[run].append((ms, rssi, place))
    met = [each for _, held in sorted(of_run.items()) for each in meetings(held, rule)]
    return sorted(met, key=lambda each: each[1].start_ms)


def encounters_by_key(keys: Sequence[PositiveKey], found: Sequence[Matched]) -> list[list[Encounter]]:
    """By place of a key the sure encounters of its person that stand under it, from what `match` answered."""
    by_key: list[list[Encounter]] = [[] for _ in keys]
    for person in chains(keys).persons:
        rows = [(ms, rssi, place) for place in person.places for ms, rssi in found[place].held]
        for place, met in meetings(rows):
            by_key[place].append(met)
    return by_key


def doubtful_by_key(keys: Sequence[PositiveKey], found: Sequence[Matched]) -> list[list[Encounter]]:
    """As `encounters_by_key`, the encounters that doubtful rows make."""
    by_key: list[list[Encounter]] = [[] for _ in keys]
    for person in chains(keys).persons:
        rows = [(ms, rssi, place, run) for place in person.places for ms, rssi, run in found[place].doubted]
        for place, met in doubtful_meetings(rows):
            by_key[place].append(met)
    return by_key
