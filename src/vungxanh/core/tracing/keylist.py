"""Keys on paper: what a phone says of itself, and the list of positive keys sent to phones (danh sách khoá F0).

Times in both are UTC seconds. A list from outside is bounded here, so that no entry can make a phone work for hours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vungxanh.core.tracing.ids import DAY_MS, DAY_S, KEY_BYTES, SLOTS
from vungxanh.core.tracing.problems import Problem, Refused

MAX_DAYS = 28
MAX_KEYS = 1_000_000
MAX_SLOTS = 1_440
INFO_DAYS = 14
_LATEST_S = 4_102_444_800  # the year 2100: whatever is later is not a time in seconds


@dataclass(frozen=True, slots=True)
class PositiveKey:
    """A day key of a case and for how long it speaks: from a UTC midnight until `end_s`, inclusive (khoá F0)."""

    key: bytes
    start_s: int
    end_s: int
    slots: int = SLOTS

    @property
    def days(self) -> int:
        """How many UTC days it reaches into, the day of its end included; at least one."""
        return max(1, -(-(self.end_s - self.start_s) // DAY_S))


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys that can be used and what was wrong with the others; a problem's row is the entry, from 1."""

    keys: tuple[PositiveKey, ...]
    problems: tuple[Problem, ...]


def read_key(text: str) -> bytes:
    """A 32-byte key from its 64 hexadecimal digits in either case; raises Refused."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        digits = len(text)
        if digits != 2 * KEY_BYTES and all(sign in "0123456789abcdefABCDEF" for sign in text):
            raise Refused(Problem("key_length", {"digits": digits})) from None
        raise Refused(Problem("key_not_hex", {"key": text[:80]})) from None
    if len(key) != KEY_BYTES or len(text) != 2 * KEY_BYTES:
        raise Refused(Problem("key_length", {"digits": len(text)}))
    return key


def read_key_list(text: str) -> KeyList:
    """The list `{"data":[{daily_key, time_start, time_end, max}]}`; raises Refused when it is no such list at all."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(Problem("not_json", {"line": error.lineno, "column": error.colno})) from None
    except RecursionError:
        raise Refused(Problem("no_data")) from None
    entries = content.get("data") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise Refused(Problem("no_data"))
    keys: list[PositiveKey] = []
    problems: list[Problem] = []
    if len(entries) > MAX_KEYS:
        problems.append(Problem("too_many_keys", {"count": len(entries), "limit": MAX_KEYS}))
    for row, entry in enumerate(entries[:MAX_KEYS], start=1):
        try:
            keys.append(_bounded(_entry(entry), row, problems))
        except Refused as refused:
            problems.append(Problem(refused.problem.code, refused.problem.facts, row))
    return KeyList(tuple(keys), tuple(problems))


def _entry(entry: object) -> PositiveKey:
    if not isinstance(entry, Mapping):
        raise Refused(Problem("not_an_entry"))
    for member in ("daily_key", "time_start", "time_end", "max"):
        if member not in entry:
            raise Refused(Problem("member_missing", {"member": member}))
    slots = entry["max"]
    if not _whole(slots) or not 1 <= slots <= MAX_SLOTS or DAY_MS % int(slots):
        raise Refused(Problem("bad_slots", {"value": str(slots)[:20], "limit": MAX_SLOTS}))
    start, end = _seconds(entry, "time_start"), _seconds(entry, "time_end")
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


def _seconds(entry: Mapping[str, Any], member: str) -> int:
    value = entry[member]
    if not _whole(value) or not 0 <= value <= _LATEST_S:
        raise Refused(Problem("not_a_time", {"member": member, "value": str(value)[:40]}))
    return int(value)


def write_key_list(keys: list[PositiveKey]) -> str:
    """The list as phones expect it, without spaces."""
    data = [
        {"daily_key": key.key.hex().upper(), "time_start": key.start_s, "time_end": key.end_s, "max": key.slots}
        for key in keys
    ]
    return json.dumps({"data": data}, separators=(",", ":"))
