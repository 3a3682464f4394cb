"""A case gives its keys: what would leave is shown, the owner of this phone consents, then it is sent (gửi khoá).

What is sent are the day keys of the infectious window, each with its end, and the health officer's code: no base key,
no contacts, no name. The wire format, version 1: `POST` to the server's address, `Content-Type: application/json`,
`Idempotency-Key` = SHA-256 of the body in hexadecimal, and the body

    {"version":1,"code":"…","keys":[{"daily_key":"…","time_start":s,"time_end":s,"max":96},…],
     "consent":{"words":"agent-1","leaves":["keys"]},"device":"<32 hex>","padding":"000…"}

(or, when the owner leaves hours out, `slot_key` instead of `daily_key`: `core.exposure.redaction`), padded to a
multiple of 5,120 bytes, so that its size does not tell how long somebody was ill. 200, 201, 202 and 204 mean
accepted, also when the same body was accepted before; 408, 425, 429 and 5xx mean later; anything else, a redirection
too, means refused. The answer's body is not read: a server can ask for nothing.

Whatever it answers, it has the keys as soon as the body has left. So the phone takes a new key in the transaction that
puts the body into the queue, before a byte is sent, and no identifier of a later day follows from what anybody got.
The ended base stays sealed on the phone until a server has accepted or the retention is over, because a refused report
may be made again with another code. A try is *claimed* before it is made, so that of two processes one makes it.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from vungxanh.core.exposure.redaction import Hours, kept, left_out
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.exposure.uploads import MOST_DAYS
from vungxanh.core.tracing.disclosure import Base, day_keys
from vungxanh.core.tracing.ids import DAY_MS, SLOTS
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.device import http, shown
from vungxanh.device.clock import Clock
from vungxanh.device.ledger import Request
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.reasons import reason_of
from vungxanh.device.store import Store

BODY_BYTES = 5_120
WORDS = "agent-1"
CODE_LENGTH = range(6, 33)
WAITS_S = (5, 20, 50, 60, 300, 3_600)
CLAIM_S = 120  # longer than any try lasts
GIVE_UP_MS = 14 * DAY_MS
LOOK_S = 5.0
ACCEPTED, LATER = {200, 201, 202, 204}, {408, 425, 429}


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
        return _digest(self.server, self.body)

    def text(self, language: str = "vi") -> str:
        """Exactly what leaves the phone, for its owner to read before answering."""
        return shown.content(self.server, self.code, self.keys, language, self.device, self.left_out)

    def question(self, language: str = "vi") -> str:
        """What its owner answers."""
        return shown.question(self.server, self.code, self.keys, language)


def propose(
    store: Store, *, server: str, code: str, since_ms: int, now_ms: int, redacted: Sequence[Hours] = ()
) -> Proposal:
    """Make the content from the keys of the window that begins at `since_ms`; nothing is sent. Raises DeviceProblem."""
    http.checked(server)
    if len(code) not in CODE_LENGTH or not (code.isascii() and code.isalnum()):
        raise DeviceProblem("bad_code", {"code": code, "least": CODE_LENGTH[0], "most": CODE_LENGTH[-1]})
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


def name_of(store: Store) -> str:
    """What the phone calls itself until it takes a new key, unrelated to all it says on the air; "" without a key.

    A server counts wrong codes by it, so that others behind the same address need not wait.
    """
    bases = store.base_keys()
    return hashlib.sha256(b"vungxanh.device-name:" + bases[-1].key).hexdigest()[:32] if bases else ""


def body_of(code: str, entries: list[dict[str, object]], *, device: str, **more: object) -> bytes:
    """What is posted: these entries in the one size."""
    consent = {"words": WORDS, "leaves": ["keys"]}
    content = {"version": 1, "code": code, "keys": entries, "consent": consent, "device": device, **more, "padding": ""}
    bare = len(json.dumps(content, separators=(",", ":")))
    content["padding"] = "0" * (-bare % BODY_BYTES)
    return json.dumps(content, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class Letter:
    """A consented upload that waits to be sent; `consented` is the digest that the owner saw.

    With `tries` above 0 a byte of it may have left; `next_ms` is when the next try is due or the present one given up.
    """

    server: str
    body: str
    consented: str
    given_ms: int
    tries: int = 0
    next_ms: int = 0


def consent(store: Store, proposal: Proposal, ask: Callable[[str], bool], now_ms: int, language: str = "vi") -> bool:
    """Show the owner what would leave and ask; only a yes puts it in the queue, and then the phone takes a new key.

    Both answers stand in the log.
    """
    given = ask(proposal.text(language)) is True
    facts = {"server": proposal.server, "keys": len(proposal.keys), "digest": proposal.digest}
    with store.database.transaction():
        if given:
            letter = Letter(proposal.server, proposal.body.decode("ascii"), proposal.digest, now_ms)
            _save(store, 0, letter)
        store.ledger.add(Request(now_ms, "owner", "consent", "given" if given else "refused", facts=facts))
        if given:
            store.re_key(now_ms)
    return given


def _save(store: Store, number: int, letter: Letter) -> None:
    plain = json.dumps(asdict(letter)).encode()
    if number:
        store.outbox.update(number, letter.given_ms // DAY_MS, plain)
    else:
        store.outbox.insert([(letter.given_ms // DAY_MS, plain)])


def waiting(store: Store) -> list[tuple[int, Letter]]:
    """What the owner has consented to and no server has accepted yet."""
    return [(number, Letter(**json.loads(plain))) for number, _, plain in store.outbox.rows()]


def withdraw(store: Store, now_ms: int) -> tuple[int, int]:
    """The owner takes back what has not been accepted yet; how many uploads, and how many of them may have left."""
    with store.database.transaction():
        held = waiting(store)
        store.outbox.delete([number for number, _ in held])
        tried = sum(letter.tries > 0 for _, letter in held)
        if held:
            facts = {"may_have_left": tried}
            store.ledger.add(Request(now_ms, "owner", "consent", "withdrawn", count=len(held), facts=facts))
    store.database.forget_deleted()
    return len(held), tried


def claim(store: Store, number: int, now_ms: int) -> Letter | None:
    """Take a due letter for one try; None when it is not due, was withdrawn, or another process has it."""
    with store.database.transaction():
        letter = dict(waiting(store)).get(number)
        if letter is None or not due(letter, now_ms):
            return None
        taken = replace(letter, tries=letter.tries + 1, next_ms=now_ms + CLAIM_S * 1000)
        _save(store, number, taken)
    return taken


def due(letter: Letter, now_ms: int) -> bool:
    """A moment farther off than any wait is one that a wrong clock had set."""
    return not 0 < letter.next_ms - now_ms <= WAITS_S[-1] * 1000


def post(letter: Letter) -> tuple[int, str]:
    """Try once: the status, or 0 and the code of a reason. Raises DeviceProblem without consent to these bytes."""
    body = letter.body.encode("ascii")
    if _digest(letter.server, body) != letter.consented:
        raise DeviceProblem("no_consent")
    key = hashlib.sha256(body).hexdigest()
    try:
        status = http.post(letter.server, body, {"Content-Type": "application/json", "Idempotency-Key": key})
    except OSError as error:
        return 0, reason_of(error).code
    return status, f"HTTP {status}"


def _digest(server: str, body: bytes) -> str:
    return hashlib.sha256(server.encode() + b"\n" + body).hexdigest()


def settle(store: Store, number: int, letter: Letter, status: int, reason: str, now_ms: int) -> str:
    """Write down how a claimed try ended: `accepted`, `later`, `refused` or `given_up`.

    `withdrawn` when the owner took it back meanwhile and the server has not said that it accepted.
    """
    facts: dict[str, object] = {"server": letter.server, "reason": reason, "status": status, "try": letter.tries}
    with store.database.transaction():
        there = number in dict(waiting(store))
        outcome = outcome_of(store, letter.given_ms, status, now_ms)
        if outcome == "later" and there:
            _save(store, number, replace(letter, next_ms=now_ms + wait_s(letter.tries) * 1000))
        elif there:
            store.outbox.delete([number])
        else:
            facts["withdrawn"] = True
            outcome = "accepted" if outcome == "accepted" else "withdrawn"
        store.ledger.add(Request(now_ms, "agent", "upload", outcome, facts=facts))
    if outcome == "accepted":
        store.forget_ended_keys()
    return outcome


def wait_s(tries: int) -> int:
    """How long after so many tries the next one comes."""
    return WAITS_S[min(tries, len(WAITS_S)) - 1]


def outcome_of(store: Store, given_ms: int, status: int, now_ms: int) -> str:
    """How a try ended that got this status, 0 when there was none; consent was given at `given_ms`."""
    if status in ACCEPTED:
        return "accepted"
    if status and status not in LATER and status < 500:
        return "refused"
    late = now_ms - given_ms > GIVE_UP_MS and store.believes(now_ms)
    return "given_up" if late else "later"


def _without_consent(store: Store, number: int, letter: Letter, now_ms: int) -> str:
    """Something in the queue is not what the owner saw: it goes nowhere, and the owner can read that it was there."""
    store.outbox.delete([number])
    store.ledger.add(Request(now_ms, "agent", "upload", "no_consent", facts={"server": letter.server}))
    return "no_consent"


def send_due(store: Store, now_ms: int) -> list[str]:
    """Try what is due now and wait for the answers; how each ended."""
    ended = []
    for number, _ in waiting(store):
        if (letter := claim(store, number, now_ms)) is not None:
            try:
                ended.append(settle(store, number, letter, *post(letter), now_ms))
            except DeviceProblem:
                ended.append(_without_consent(store, number, letter, now_ms))
    return ended


async def keep_sending(store: Store, clock: Clock) -> None:
    """The agent's part: what was consented to is sent, also after a restart, without holding up the radio."""
    while True:
        for number, _ in waiting(store):
            if (letter := claim(store, number, clock.now_ms())) is not None:
                try:
                    status, reason = await asyncio.to_thread(post, letter)
                    settle(store, number, letter, status, reason, clock.now_ms())
                except DeviceProblem:
                    _without_consent(store, number, letter, clock.now_ms())
        await asyncio.sleep(LOOK_S)
