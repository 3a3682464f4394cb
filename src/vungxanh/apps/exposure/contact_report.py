"""What a contact tells, `POST /exposure/v1/reports`, read strictly (người tiếp xúc tự báo).

    {"version":1,"consent":{"words":"…"},
     "person":{"full_name":"…","phone":"…","address":"…","commune":"20335"},
     "met":[{"key":"<64 hex>","time_start":s,"rows":[["<own 24 hex>","<contact 24 hex>",rssi,ms],…]},…],
     "device":"<32 hex>","padding":"000…"}

`key` and `time_start` are those of the published row that matched; only the rows that heard it are sent. `device`,
which may be left out, is what the phone calls itself until it takes a new key: reports are counted by it. Sizes go in
steps of 20,480 bytes. `"chaff":true` as in an upload: `met` may then be anything of the right form.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, identifiers
from vungxanh.core.exposure.uploads import DEVICE_NAME, HOUR_S, MOST_DAYS
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.tracefile import EARLIEST_MS, LATEST_MS, Row

BODY_BYTES = 20_480
MOST_BYTES = 16 * BODY_BYTES
MOST_KEYS, MOST_ROWS = 28, 4_000
SLOT_SLACK = 1
_ID, _KEY = re.compile(r"[0-9A-Fa-f]{24}"), re.compile(r"[0-9A-Fa-f]{64}")
_MEMBERS = {"version", "consent", "person", "met", "padding"}
_OPTIONAL = {"chaff", "device"}
_PERSON = {"full_name": 200, "phone": 40, "address": 400, "commune": 40}
_RSSI = range(-128, 128)


class Unreadable(ValueError):  # noqa: N818 - the name says what happened
    """The body is no such report; which member is wrong, and nothing of what it holds."""


@dataclass(frozen=True, slots=True)
class Met:
    """A published key, its day's start in seconds, and the rows that heard it."""

    key: bytes
    start_s: int
    rows: tuple[Row, ...]

    def holds(self) -> bool:
        """Whether every row's contact identifier is one this key sends, within a slot of the row's time."""
        day_end = self.start_s - self.start_s % DAY_S + DAY_S - 1
        sent = list(identifiers(SlotKey(self.key, self.start_s, day_end)))
        for row in self.rows:
            slot = (row.ms // 1000 - self.start_s) // SLOT_S
            near = sent[max(0, slot - SLOT_SLACK) : max(0, slot + SLOT_SLACK + 1)]
            if row.contact not in near:
                return False
        return True


@dataclass(frozen=True, slots=True)
class ContactReport:
    """Who says so and agrees to what, whom they met, and whether it is chaff."""

    full_name: str
    phone: str
    address: str
    commune: str
    words: str
    met: tuple[Met, ...]
    chaff: bool = False
    device: str = ""


def read_report(body: bytes, *, now_s: int) -> ContactReport:
    """The report; raises Unreadable."""
    content = _content(body)
    person, consent, met = content["person"], content["consent"], content["met"]
    _must(isinstance(person, dict) and set(person) == set(_PERSON), "person")
    for name, most in _PERSON.items():
        _must(isinstance(person[name], str) and len(person[name]) <= most and person[name].isprintable(), name)
    words = consent.get("words") if isinstance(consent, dict) and set(consent) == {"words"} else None
    _must(isinstance(words, str) and 1 <= len(words) <= 40 and words.isascii(), "consent")
    _must(isinstance(met, list) and 1 <= len(met) <= MOST_KEYS, "met")
    found = tuple(_met(one, now_s) for one in met)
    _must(sum(len(one.rows) for one in found) <= MOST_ROWS, "rows")
    named = {name: " ".join(person[name].split()) for name in _PERSON}
    return ContactReport(
        **named, words=str(words), met=found, chaff=content.get("chaff", False), device=content.get("device", "")
    )


def _content(body: bytes) -> dict[str, Any]:
    _must(len(body) <= MOST_BYTES, "body")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    _must(isinstance(content, dict) and set(content) | _OPTIONAL == _MEMBERS | _OPTIONAL, "members")
    _must(content["version"] == 1 and not isinstance(content["version"], bool), "version")
    _must(isinstance(content["padding"], str) and not content["padding"].strip("0"), "padding")
    _must(isinstance(content.get("chaff", False), bool), "chaff")
    device = content.get("device")
    _must(device is None or (isinstance(device, str) and DEVICE_NAME.fullmatch(device)), "device")
    return dict(content)


def _met(one: object, now_s: int) -> Met:
    if not isinstance(one, dict) or set(one) != {"key", "time_start", "rows"}:
        raise Unreadable("met")
    key, start_s, rows = one["key"], one["time_start"], one["rows"]
    _must(isinstance(key, str) and _KEY.fullmatch(key) is not None, "key")
    _must(_is_whole(start_s) and start_s % SLOT_S == 0, "time_start")
    _must(now_s - (MOST_DAYS + 1) * DAY_S <= start_s <= now_s + HOUR_S, "time_start")
    _must(isinstance(rows, list) and 1 <= len(rows) <= MOST_ROWS, "rows")
    return Met(bytes.fromhex(key), start_s, tuple(_row(row) for row in rows))


def _row(row: object) -> Row:
    if not isinstance(row, list) or len(row) != 4:
        raise Unreadable("rows")
    own, contact, rssi, ms = row
    for name in (own, contact):
        _must(isinstance(name, str) and _ID.fullmatch(name) is not None, "rows")
    _must(_is_whole(rssi) and rssi in _RSSI and _is_whole(ms) and EARLIEST_MS <= ms < LATEST_MS, "rows")
    return Row(bytes.fromhex(own), bytes.fromhex(contact), rssi, ms)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _must(holds: object, member: str) -> None:
    if not holds:
        raise Unreadable(member)
