"""The list of positive keys sent to phones (danh sách khoá F0).

Times are UTC seconds. A list from outside is bounded here, so that no entry can make a phone work for hours.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vungxanh.core.tracing.ids import DAY_MS, DAY_S, KEY_BYTES, SLOTS
from vungxanh.core.tracing.problems import Problem, Refused

MAX_DAYS = 28
MAX_KEYS = 1_000_000
MAX_SLOTS = 1_440
MAX_TEXT = 400_000_000
_LATEST_S = 4_102_444_800  # the year 2100: whatever is later is not a time in seconds
_HEX = re.compile(r"[0-9A-Fa-f]*")


@dataclass(frozen=True, slots=True)
class PositiveKey:
    """A day key of a case and for how long it speaks: from a UTC midnight until `end_s`, inclusive (khoá F0)."""

    key: bytes
    start_s: int
    end_s: int
    slots: int = SLOTS

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


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys that can be used and what was wrong with the others; a problem's row is the entry, from 1."""

    keys: tuple[PositiveKey, ...]
    problems: tuple[Problem, ...]


def read_key(text: str) -> bytes:
    """A 32-byte key from its 64 hexadecimal digits in either case; raises Refused."""
    if not _HEX.fullmatch(text):
        raise Refused(Problem("key_not_hex", {"key": shown(text, 80)}))
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
    problems: list[Problem] = []
    if len(entries) > MAX_KEYS:
        problems.append(Problem("too_many_keys", {"count": len(entries), "limit": MAX_KEYS}))
    seen: dict[PositiveKey, int] = {}
    for row, entry in enumerate(entries[:MAX_KEYS], start=1):
        try:
            key = _bounded(_entry(entry), row, problems)
        except Refused as refused:
            problems.append(Problem(refused.problem.code, refused.problem.facts, row))
            continue
        if seen.setdefault(key, row) != row:
            problems.append(Problem("repeated_key", {"before": seen[key]}, row))
    return KeyList(tuple(seen), tuple(problems))


def _entry(entry: object) -> PositiveKey:
    if not isinstance(entry, Mapping):
        raise Refused(Problem("not_an_entry"))
    for member in ("daily_key", "time_start", "time_end", "max"):
        if member not in entry:
            raise Refused(Problem("member_missing", {"member": member}))
    slots = entry["max"]
    if not _whole(slots) or not 1 <= slots <= MAX_SLOTS or DAY_MS % int(slots):
        raise Refused(Problem("bad_slots", {"value": shown(slots, 20), "limit": MAX_SLOTS}))
    start, end = read_seconds(entry, "time_start"), read_seconds(entry, "time_end")
    if end < start:
        raise Refused(Problem("ends_before_start", {"start": start, "end": end}))
    return PositiveKey(read_key(str(entry["daily_key"])), start, end, int(slots))


def _bounded(key: PositiveKey, row: int, problems: list[Problem]) -> PositiveKey:
    start = key.start_s - key.start_s % DAY_S
    if start != key.start_s:
        problems.append(Problem("not_midnight", row=row))
    if key.end_s - start > MAX_DAYS * DAY_S:
        days = -(-(key.end_s - start) // DAY_S)
        problems.append(Problem("too_long", {"days": days, "limit": MAX_DAYS}, row))
    return PositiveKey(key.key, start, min(key.end_s, start + MAX_DAYS * DAY_S), key.slots)


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value == value // 1


def read_seconds(entry: Mapping[str, Any], member: str) -> int:
    """A time in whole seconds, written as integer or as float; raises Refused."""
    value = entry[member]
    if not _whole(value) or not 0 <= value <= _LATEST_S:
        raise Refused(Problem("not_a_time", {"member": member, "value": shown(value, 40)}))
    return int(value)


def write_key_list(keys: list[PositiveKey]) -> str:
    """The list as phones expect it, without spaces."""
    data = [
        {"daily_key": key.key.hex().upper(), "time_start": key.start_s, "time_end": key.end_s, "max": key.slots}
        for key in keys
    ]
    return json.dumps({"data": data}, separators=(",", ":"))
