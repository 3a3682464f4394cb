"""The report a phone sends, `POST …/exposure/v1/uploads`, read strictly (bản gửi khoá của ca bệnh).

    {"version":1,"code":"…","keys":[entry,…],"consent":{"words":"agent-1","leaves":["keys"]},"device":"<32 hex>",
     "padding":"000…"}

`consent` names the words that the owner was shown and what leaves by them, `device` what the phone calls itself until
it takes a new key (wrong codes are counted by it) and may be left out.

An entry is a whole day, `{"daily_key","time_start","time_end","max":96}`, or, when the owner left hours out, the part
of a day from an hour on, `{"slot_key","time_start","time_end","max":96}` (see `slotkeys`); times in UTC seconds, the
end inclusive. Which hours were left out is not said. `"chaff":true` marks a report that nobody made: it has the same
size, comes by the same way and is read to its end in the same manner, so that an observer of the line learns nothing.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.slotkeys import SlotKey, of_day
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES, SLOTS
from vungxanh.core.tracing.keylist import read_json, read_key, read_seconds, shown
from vungxanh.core.tracing.problems import Problem, Refused

BODY_BYTES = 5_120
MOST_BYTES = 4 * BODY_BYTES
CODE_LENGTH = range(6, 33)
MOST_KEYS, MOST_DAYS = 28, 21
SKEW_S = 900
HOUR_S = 3_600
_CODE = re.compile(r"[0-9A-Za-z]+")
_MEMBERS = {"version", "code", "keys", "consent", "padding"}
_KINDS = {"daily_key", "slot_key"}
_OPTIONAL = {"chaff", "device"}
DEVICE_NAME = re.compile(r"[0-9a-f]{32}")
_WORDS = re.compile(r"[0-9A-Za-z.-]{1,40}")
LEAVES = {"keys"}
_ENTRY = {"time_start", "time_end", "max"}


@dataclass(frozen=True, slots=True)
class Reported:
    """A key as published later, and the whole day's key where it was given (older phones are told by it)."""

    key: SlotKey
    day_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """Which words were shown and what leaves by them."""

    words: str
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A report: the code, its keys from the earliest day to the latest, and whether it is chaff.

    Each key stands for one day. `device` is empty where the phone does not say.
    """

    code: str = field(repr=False)
    keys: tuple[Reported, ...]
    consent: Consent
    chaff: bool = False
    device: str = ""


def read_upload(body: bytes, *, now_s: int) -> Upload:
    """The report; raises Refused with the first thing wrong, its row the entry from 1."""
    if len(body) > MOST_BYTES:
        raise refused("report_too_large", length=len(body), limit=MOST_BYTES)
    content = _content(body)
    code = content["code"]
    if not isinstance(code, str) or len(code) not in CODE_LENGTH or not _CODE.fullmatch(code):
        raise refused("bad_code", least=CODE_LENGTH[0], most=CODE_LENGTH[-1])
    entries = content["keys"]
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_KEYS:
        raise refused("key_count", count=len(entries) if isinstance(entries, list) else 0, limit=MOST_KEYS)
    days: dict[int, int] = {}
    keys: dict[bytes, int] = {}
    found = []
    for row, entry in enumerate(entries, start=1):
        one = _numbered(entry, row, now_s)
        before = days.setdefault(one.key.start_s // DAY_S, row)
        if before != row:
            raise refused("day_twice", row, before=before)
        before = keys.setdefault(one.key.key, row)
        if before != row:
            raise refused("key_twice", row, before=before)
        found.append(one)
    found.sort(key=lambda one: one.key.start_s)
    return Upload(code, tuple(found), _consent(content), content.get("chaff", False), content.get("device", ""))


def _consent(content: dict[str, Any]) -> Consent:
    said = content["consent"]
    if not isinstance(said, dict) or set(said) != {"words", "leaves"}:
        raise refused("bad_member", member="consent")
    words, leaves = said["words"], said["leaves"]
    if not isinstance(words, str) or not _WORDS.fullmatch(words) or not isinstance(leaves, list):
        raise refused("bad_member", member="consent")
    if not leaves or any(not isinstance(one, str) or one not in LEAVES for one in leaves):
        raise refused("bad_member", member="consent")
    return Consent(words, tuple(leaves))


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = read_json(body.decode("ascii"))
    except UnicodeDecodeError:
        raise Refused(Problem("not_json", {"line": 1, "column": 1})) from None
    if not isinstance(content, dict):
        raise Refused(Problem("not_an_object"))
    for member in sorted(_MEMBERS - set(content)):
        raise Refused(Problem("member_missing", {"member": member}))
    for member in sorted(set(content) - _MEMBERS - _OPTIONAL):
        raise refused("unknown_member", member=shown(member, 40))
    if content["version"] != 1 or isinstance(content["version"], bool):
        raise refused("other_version", version=shown(content["version"], 20))
    if not isinstance(content["padding"], str) or content["padding"].strip("0"):
        raise refused("bad_member", member="padding")
    if not isinstance(content.get("chaff", False), bool):
        raise refused("bad_member", member="chaff")
    device = content.get("device", "0" * 32)
    if not isinstance(device, str) or not DEVICE_NAME.fullmatch(device):
        raise refused("bad_member", member="device")
    return content


def _numbered(entry: object, row: int, now_s: int) -> Reported:
    try:
        return _entry(entry, now_s)
    except Refused as one:
        raise Refused(type(one.problem)(one.problem.code, one.problem.facts, row)) from None


def _entry(entry: object, now_s: int) -> Reported:
    if not isinstance(entry, dict):
        raise Refused(Problem("not_an_entry"))
    if len(kind := _KINDS & set(entry)) != 1:
        raise refused("one_key_kind")
    for member in sorted(_ENTRY - set(entry)):
        raise Refused(Problem("member_missing", {"member": member}))
    for member in sorted(set(entry) - _ENTRY - _KINDS):
        raise refused("unknown_member", member=shown(member, 40))
    if entry["max"] != SLOTS or isinstance(entry["max"], bool):
        raise refused("not_96")
    start_s, end_s = read_seconds(entry, "time_start"), read_seconds(entry, "time_end")
    key = _key_of(str(entry[next(iter(kind))]))
    whole = kind == {"daily_key"}
    if start_s % (DAY_S if whole else HOUR_S):
        raise refused("not_midnight" if whole else "not_an_hour")
    _judge_times(start_s, end_s, now_s)
    if whole:
        return Reported(of_day(key, start_s, end_s), key)
    return Reported(SlotKey(key, start_s, end_s))


def _key_of(text: str) -> bytes:
    key = read_key(text)
    if len(set(key)) == 1 or len(key) != KEY_BYTES:  # all zeros and the like are a broken phone, not a key
        raise refused("bad_member", member="daily_key")
    return key


def _judge_times(start_s: int, end_s: int, now_s: int) -> None:
    if end_s < start_s:
        raise refused("row_ends_before_start")
    if start_s // DAY_S != end_s // DAY_S:
        raise refused("row_past_midnight")
    if start_s > now_s + SKEW_S or end_s > now_s + SKEW_S:
        raise refused("key_from_the_future")
    if start_s // DAY_S < now_s // DAY_S - MOST_DAYS:
        raise refused("key_too_old", limit=MOST_DAYS)
