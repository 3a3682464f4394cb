"""Which keys of a list are one person's: a key from which another follows by the day chain (chuỗi khoá của một người).

A phone that reports gives a key for each day, each ending at 23:59:59 UTC, which is 06:59:59 in Viet Nam: in the middle
of a morning. A meeting must not be cut there, nor the identifier of the last quarter-hour be refused that is still on
the air, or heard, a moment later. So keys of one chain are one person: searched once, however many entries repeat or
overlap each other, and where one window goes on into the next the end is enforced only at the last.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vungxanh.core.tracing.ids import DAY_S, next_key
from vungxanh.core.tracing.keylist import MAX_DAYS, MOST_DAYS, PositiveKey

FEW_KEYS = 200  # the keys of so short a list are followed to their very end, those of a longer one over 28 days


@dataclass(frozen=True, slots=True)
class Chain:
    """A person: one key that speaks for all of theirs, and the places of those in the list, by start and then end."""

    whole: PositiveKey
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chains:
    """The persons in order of their first key in the list; and by place the person, counted from 0, and the end.

    An identifier whose slot begins before `joint_ms` may be heard until `until_ms`, a later one until the key's end.
    """

    keys: tuple[PositiveKey, ...]
    persons: tuple[Chain, ...]
    person: tuple[int, ...]
    joint_ms: tuple[int, ...]
    until_ms: tuple[int, ...]

    def last_ms(self, place: int, begun_ms: int) -> int:
        """Until when an identifier whose slot begins at `begun_ms` is believed."""
        return self.until_ms[place] if begun_ms < self.joint_ms[place] else self.keys[place].end_ms


def chains(keys: Sequence[PositiveKey]) -> Chains:
    """Who is who in a list, in the order of the list."""
    alike: dict[tuple[bytes, int, int], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        alike[key.key, key.start_s, key.slots].append(place)
    groups = [sorted(places, key=lambda one: (keys[one].end_s, -one)) for places in alike.values()]
    group_of = {name: number for number, name in enumerate(alike)}
    following = _following(keys, groups, group_of)
    joint, until = [0] * len(keys), [key.end_ms for key in keys]
    for number in sorted(following, key=lambda one: -keys[groups[one][0]].start_s):
        later = groups[following[number]]
        for place in groups[number]:
            if keys[later[0]].start_s <= keys[place].end_s + 1:
                joint[place] = keys[later[0]].start_s * 1000
                until[place] = max(keys[place].end_ms, *(until[one] for one in later))
    persons = sorted(_persons(keys, groups, following), key=lambda one: min(one.places))
    person = [0] * len(keys)
    for number, one in enumerate(persons):
        for place in one.places:
            person[place] = number
    return Chains(tuple(keys), tuple(persons), tuple(person), tuple(joint), tuple(until))


def _following(
    keys: Sequence[PositiveKey], groups: list[list[int]], group_of: dict[tuple[bytes, int, int], int]
) -> dict[int, int]:
    """For each group of keys alike, the next of the same chain that begins while it speaks or on the day after."""
    days = MOST_DAYS if len(keys) <= FEW_KEYS else MAX_DAYS
    starts = {key.start_s for key in keys}
    last_start = max(starts, default=0)
    past = [max(keys[place].start_s + keys[place].days * DAY_S for place in places) for places in groups]
    found = {}
    for number in sorted(range(len(groups)), key=lambda one: keys[groups[one][0]].start_s):
        first = keys[groups[number][0]]
        key, start_s = first.key, first.start_s
        for _ in range(min(days, (min(last_start, past[number]) - start_s) // DAY_S)):
            key, start_s = next_key(key), start_s + DAY_S
            if start_s in starts and (later := group_of.get((key, start_s, first.slots))) is not None:
                found[number] = later
                past[later] = max(past[later], past[number])
                break
    return found


def _persons(keys: Sequence[PositiveKey], groups: list[list[int]], following: dict[int, int]) -> Iterator[Chain]:
    reached = set(following.values())
    for first in range(len(groups)):
        if first in reached:
            continue
        places, at = [*groups[first]], first
        while (later := following.get(at)) is not None:
            places += groups[later]
            at = later
        root = keys[places[0]]
        yield Chain(replace(root, end_s=max(keys[place].end_s for place in places)), tuple(places))
