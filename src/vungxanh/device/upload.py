"""A case gives its keys: what would leave is shown, the owner of this phone consents, then it is sent (gửi khoá).

What is sent are the day keys of the infectious window, each with its end, and the health officer's code: no base key,
no contacts, no name. The wire format, version 1: `POST` to the server's address, headers and answers as in `outbox`,
and the body

    {"version":1,"code":"…","keys":[{"daily_key":"…","time_start":s,"time_end":s,"max":96},…],
     "consent":{"words":"agent-1","leaves":["keys"]},"device":"<32 hex>","padding":"000…"}

(or, when the owner leaves hours out, `slot_key` instead of `daily_key`: `core.exposure.redaction`), padded to a
multiple of 5,120 bytes, so that its size does not tell how long somebody was ill.

Whatever a server answers, it has the keys as soon as the body has left. So the phone takes a new key in the transaction
that puts the body into the queue, before a byte is sent: no identifier of a later day follows from what anybody got.
The ended base stays sealed on the phone until a server has accepted or the retention is over, because a refused report
may be made again with another code.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vungxanh.core.exposure.redaction import Hours, kept, left_out
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.exposure.uploads import MOST_DAYS
from vungxanh.core.tracing.disclosure import Base, day_keys
from vungxanh.core.tracing.ids import DAY_MS, SLOTS
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.device import http, shown
from vungxanh.device.identity import name_of
from vungxanh.device.outbox import Outbox, digest_of, padded
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Store

BODY_BYTES = 5_120
WORDS = "agent-1"
CODE_LENGTH = range(6, 33)
OUTBOX = Outbox("outbox", "consent", gives_keys=True)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be sent where; `body` is it, byte by byte."""

    server: str
    code: str
    keys: tuple[PositiveKey, ...] | tuple[SlotKey, ...]
    until_ms: int
    body: bytes
    device: str
    left_out: tuple[Hours, ...] = ()

    @property
    def digest(self) -> str:
        """What the consent is bound to."""
        return digest_of(self.server, self.body)

    def text(self, language: str = "vi") -> str:
        """Exactly what leaves the phone, for its owner to read before answering."""
        return shown.content(self.server, self.code, self.keys, language, self.device, self.left_out)

    def question(self, language: str = "vi") -> str:
        """What its owner answers."""
        return shown.question(self.server, self.code, self.keys, language)


def opened(link: str) -> tuple[str, str]:
    """Server and code of a link that the health service sent, for `propose`; DeviceProblem when it is none."""
    server, _mark, code = link.strip().partition("#")
    http.checked(server)
    return server, _sound(code)


def propose(
    store: Store, *, server: str, code: str, since_ms: int, now_ms: int, redacted: Sequence[Hours] = ()
) -> Proposal:
    """Make the content from the keys of the window that begins at `since_ms`; nothing is sent. Raises DeviceProblem."""
    http.checked(server)
    _sound(code)
    keys = tuple(
        key
        for base, until_ms in store.spans(now_ms)
        for key in day_keys(
            Base(base.key, base.day_ms // 1000),
            since_ms=max(since_ms, base.from_ms, now_ms - (MOST_DAYS - 1) * DAY_MS),  # older ones nobody takes
            until_ms=until_ms,
        )
    )
    if redacted:
        return _without_hours(store, server, code, keys, now_ms, redacted)
    if not keys:
        raise DeviceProblem("nothing_to_send")
    entries = json.loads(write_key_list(list(keys)))["data"]
    device = name_of(store)
    return Proposal(server, code, keys, now_ms, body_of(code, entries, device=device), device)


def _sound(code: str) -> str:
    if len(code) not in CODE_LENGTH or not (code.isascii() and code.isalnum()):
        raise DeviceProblem("bad_code", {"code": code, "least": CODE_LENGTH[0], "most": CODE_LENGTH[-1]})
    return code


def _without_hours(
    store: Store, server: str, code: str, keys: tuple[PositiveKey, ...], now_ms: int, redacted: Sequence[Hours]
) -> Proposal:
    held = kept(keys, redacted)
    if not held:
        raise DeviceProblem("nothing_to_send")
    entries: list[dict[str, object]] = [
        {"slot_key": one.key.hex().upper(), "time_start": one.start_s, "time_end": one.end_s, "max": SLOTS}
        for one in held
    ]
    device = name_of(store)
    body = body_of(code, entries, device=device)
    return Proposal(server, code, held, now_ms, body, device, left_out(keys, redacted))


def body_of(code: str, entries: list[dict[str, object]], *, device: str, **more: object) -> bytes:
    """What is posted: these entries in the one size."""
    consent = {"words": WORDS, "leaves": ["keys"]}
    content = {"version": 1, "code": code, "keys": entries, "consent": consent, "device": device, **more}
    return padded(content, BODY_BYTES)


def consent(store: Store, proposal: Proposal, ask: Callable[[str], bool], now_ms: int, language: str = "vi") -> bool:
    """Show the owner what would leave and ask; with a yes it waits to be sent, and the phone takes a new key."""
    given = ask(proposal.text(language)) is True
    counted = {"keys": len(proposal.keys)}
    OUTBOX.answered(store, proposal.server, proposal.body, now_ms, given=given, counted=counted)
    return given
