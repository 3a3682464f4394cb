"""The list of positive keys sent to phones (danh sách khoá F0).

Times are UTC seconds; of a time with a fraction the whole seconds are taken, for the start as for the end. A list from
outside is bounded here, so that no entry can make a phone work for hours: an entry of more than 28 days is odd and
said to be, one of more than three years is looked at for its first three.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from vungxanh.core.tracing.ids import DAY_MS, DAY_S, KEY_BYTES, SLOTS
from vungxanh.core.tracing.problems import Problem, Refused

MAX_DAYS = 28  # what a phone discloses at most
MOST_DAYS = 1_096
MAX_KEYS = 1_000_000
MAX_SLOTS = 1_440
MAX_TEXT = 400_000_000
MAX_PARTS = 8 * MAX_KEYS  # members and entries of the longest list, some more members in each than are needed
_LATEST_S = 4_102_444_800  # the year 2100: whatever is later is not a time in seconds
_HEX = re.compile(r"[0-9A-Fa-f]*")
_NUMBER_AS_TEXT = re.compile(r"\s*[0-9]+(\.[0-9]*)?\s*")


@dataclass(frozen=True, slots=True)
class PositiveKey:
    """A day key of a case and for how long it speaks: from a UTC midnight to the last ms of `end_s` (khoá F0)."""

    key: bytes
    start_s: int
    end_s: int
    slots: int = SLOTS

    @property
    def end_ms(self) -> int:
        """The last millisecond that is believed: a phone that says 23:59:59 means all of that second."""
        return self.end_s * 1000 + 999

    @property
    def slot_ms(self) -> int:
        """How long one identifier is on the air."""
        return DAY_MS // self.slots

    @property
    def last_slot(self) -> int:
        """The last slot it speaks for, counted from its start: the one that begins at its end or just before."""
        return (self.end_s - self.start_s) * 1000 // self.slot_ms

    @property
    def days(self) -> int:
        """How many UTC days its slots reach into, at least one; the app's fourteen days end in the fifteenth."""
        return self.last_slot // self.slots + 1

    @property
    def spoken(self) -> int:
        """How many slots it has identifiers for: all of those days, but only the first when it ends right there."""
        on_the_edge = self.last_slot and self.last_slot % self.slots == 0
        return self.last_slot + 1 if on_the_edge else self.days * self.slots


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys that can be used and what was wrong; rows are entries, from 1: a problem's, and `rows` of the keys."""

    keys: tuple[PositiveKey, ...]
    problems: tuple[Problem, ...]
    rows: tuple[int, ...] = ()


def read_key(text: str) -> bytes:
    """A 32-byte key from its 64 hexadecimal digits in either case; raises Refused."""
    good = _HEX.match(text)
    place = good.end() if good else 0
    if place < len(text):  # the rest of a key is nobody's to read in a log
        raise Refused(Problem("key_not_hex", {"sign": shown(text[place], 1), "place": place + 1}))
    if len(text) != 2 * KEY_BYTES:
        raise Refused(Problem("key_length", {"digits": len(text)}))
    return bytes.fromhex(text)


def shown(value: object, length: int) -> str:
    """The beginning of what a file holds, fit for a message: ASCII, everything else escaped."""
    return str(value)[:length].encode("unicode_escape").decode("ascii")


def read_json(text: str) -> object:
    """The content of a JSON text from outside; raises Refused."""
    if len(text) > MAX_TEXT:
        raise Refused(Problem("text_too_long", {"length": len(text), "limit": MAX_TEXT}))
    parts = sum(map(text.count, "[{,"))
    if parts > MAX_PARTS:  # a short text may hold so many small things that they fill the memory
        raise Refused(Problem("too_many_parts", {"count": parts, "limit": MAX_PARTS}))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(Problem("not_json", {"line": error.lineno, "column": error.colno})) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or thousands of brackets
        raise Refused(Problem("not_json", {"line": 1, "column": 1})) from None


def read_key_list(text: str) -> KeyList:
    """The list `{"data":[{daily_key, time_start, time_end, max}]}`; raises Refused when it is no such list at all."""
    content = read_json(text)
    entries = content.get("data") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise Refused(Problem("no_data"))
    return read_entries(entries)


def read_entry(entry: object) -> KeyList:
    """The key of one entry and what is odd about it; raises Refused."""
    key, problems = _bounded(_entry(entry))
    return KeyList((key,), problems)


def read_entries(entries: Sequence[object], read: Callable[[object], KeyList] = read_entry) -> KeyList:
    """The keys of the entries of a list, each read by `read`."""
    problems: list[Problem] = []
    if len(entries) > MAX_KEYS:
        problems.append(Problem("too_many_keys", {"count": len(entries), "limit": MAX_KEYS}))
    seen: dict[PositiveKey, int] = {}
    for row, entry in enumerate(entries[:MAX_KEYS], start=1):
        try:
            listed = read(entry)
        except Refused as refused:
            problems.append(replace(refused.problem, row=row))
            continue
        problems += [replace(problem, row=row) for problem in listed.problems]
        for key in listed.keys:
            if seen.setdefault(key, row) != row:
                problems.append(Problem("repeated_key", {"before": seen[key]}, row))
    return KeyList(tuple(seen), tuple(problems), tuple(seen.values()))


def _entry(entry: object) -> PositiveKey:
    if not isinstance(entry, Mapping):
        raise Refused(Problem("not_an_entry"))
    for member in ("daily_key", "time_start", "time_end", "max"):
        if member not in entry:
            raise Refused(Problem("member_missing", {"member": member}))
    slots = entry["max"]
    _refuse_text(entry, "max")
    if not _whole(slots) or not 1 <= slots <= MAX_SLOTS or DAY_MS % int(slots):
        raise Refused(Problem("bad_slots", {"value": shown(slots, 20), "limit": MAX_SLOTS}))
    start, end = read_seconds(entry, "time_start"), read_seconds(entry, "time_end")
    if end < start:
        raise Refused(Problem("ends_before_start", {"start": start, "end": end}))
    return PositiveKey(read_key(str(entry["daily_key"])), start, end, int(slots))


def _bounded(key: PositiveKey) -> tuple[PositiveKey, tuple[Problem, ...]]:
    problems = []
    start = key.start_s - key.start_s % DAY_S
    if start != key.start_s:
        moved = timedelta(seconds=key.start_s - start)
        facts = {"given": _clock(key.start_s), "midnight": _clock(start), "moved": str(moved)}
        problems.append(Problem("not_midnight", facts))
    days = -(-(key.end_s - start) // DAY_S)
    if days > MOST_DAYS:
        problems.append(Problem("cut_short", {"days": days, "limit": MOST_DAYS}))
    elif days > MAX_DAYS:
        problems.append(Problem("too_long", {"days": days, "usual": MAX_DAYS}))
    return PositiveKey(key.key, start, min(key.end_s, start + MOST_DAYS * DAY_S), key.slots), tuple(problems)


def _clock(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value == value // 1


def read_seconds(entry: Mapping[str, Any], member: str) -> int:
    """The whole seconds of a time, written as integer or as float; raises Refused."""
    value = entry[member]
    _refuse_text(entry, member)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LATEST_S:
        raise Refused(Problem("not_a_time", {"member": member, "value": shown(value, 40)}))
    return int(value)


def _refuse_text(entry: Mapping[str, Any], member: str) -> None:
    """A number between quotation marks looks right to who reads it, so that is said."""
    value = entry[member]
    if isinstance(value, str) and len(value) <= 40 and _NUMBER_AS_TEXT.fullmatch(value):
        raise Refused(Problem("number_as_text", {"member": member, "value": shown(value.strip(), 40)}))


def write_key_list(keys: list[PositiveKey]) -> str:
    """The list as phones expect it, without spaces."""
    data = [
        {"daily_key": key.key.hex().upper(), "time_start": key.start_s, "time_end": key.end_s, "max": key.slots}
        for key in keys
    ]
    return json.dumps({"data": data}, separators=(",", ":"))
