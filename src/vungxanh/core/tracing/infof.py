"""InfoF: what a phone of 2020 said of itself when it reported (thông tin khoá của máy).

It carries the base key, which tells every identifier the phone ever sent or will send: it is read from old phones and
written for tests of compatibility, and never leaves a phone of ours (`disclosure`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import read_json, read_key, read_seconds
from vungxanh.core.tracing.problems import Problem, Refused

DAYS = 14  # always, whatever number of days the upload itself covers
MAX_AGE_DAYS = 3_650
_KEYS, _TIMES = ("base_id", "daily_key"), ("time", "time_start")


@dataclass(frozen=True, slots=True)
class InfoF:
    """A base key with the UTC midnight of its day, and the day key of another midnight; times in seconds."""

    base: bytes = field(repr=False)
    base_s: int
    daily_key: bytes = field(repr=False)
    start_s: int

    @property
    def problem(self) -> Problem | None:
        """That the day key does not follow from the base, as with the key bugs of versions before 2.0.3."""
        days = (self.start_s - self.base_s) // ids.DAY_S
        sound = 0 <= days <= MAX_AGE_DAYS and ids.key_after(self.base, days) == self.daily_key
        return None if sound else Problem("key_of_another_day")


def info_at(base: bytes, base_s: int, now_ms: int) -> InfoF:
    """What a phone says at `now_ms`: the key of the day that holds now - 14 days, or the base while it is younger."""
    start_s = max(base_s, ids.midnight(now_ms - DAYS * ids.DAY_MS) // 1000)
    return InfoF(base, base_s, ids.key_after(base, (start_s - base_s) // ids.DAY_S), start_s)


def read_info(text: str) -> InfoF:
    """From any phone: members in any order, numbers whole or floating, more members than known; raises Refused."""
    content = read_json(text)
    if not isinstance(content, Mapping):
        raise Refused(Problem("not_an_object"))
    return info_of(content)


def info_of(content: Mapping[str, Any]) -> InfoF:
    """The same from the object; raises Refused."""
    for member in (*_KEYS, *_TIMES):
        if member not in content:
            raise Refused(Problem("member_missing", {"member": member}))
    base, daily = (read_key(str(content[member])) for member in _KEYS)
    base_s, start_s = (read_seconds(content, member) // ids.DAY_S * ids.DAY_S for member in _TIMES)
    return InfoF(base, base_s, daily, start_s)


def write_info(info: InfoF) -> str:
    """The very characters that Android writes."""
    base, daily = info.base.hex().upper(), info.daily_key.hex().upper()
    return f'{{"base_id":"{base}","time":{info.base_s},"daily_key":"{daily}","time_start":{info.start_s}}}'
