"""What the owner consented to and no server has accepted yet: queued, claimed, posted, settled (hộp thư đi).

A letter goes to one address as `POST`, `Content-Type: application/json`, `Idempotency-Key` = SHA-256 of the body in
hexadecimal. 200, 201, 202 and 204 mean accepted, also when the same body was accepted before; 408, 425, 429 and 5xx
mean later; anything else, a redirection too, means refused. The answer's body is not read: no server can ask for more.

A try is *claimed* before it is made, so that of two processes one makes it, and one that was cut is made again.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device import http
from vungxanh.device.clock import Clock
from vungxanh.device.coming import LETTERS
from vungxanh.device.ledger import Request
from vungxanh.device.reasons import reason_of
from vungxanh.device.sealed import Table
from vungxanh.device.store import Store

WAITS_S = (5, 20, 50, 60, 300, 3_600)
CLAIM_S = 120  # longer than any try lasts
GIVE_UP_MS = 14 * DAY_MS
LOOK_S = 5.0
ACCEPTED, LATER = {200, 201, 202, 204}, {408, 425, 429}
NO_CONSENT = (0, "no_consent")


def padded(content: Mapping[str, object], step: int) -> bytes:
    """What is posted: the JSON with padding, as long as a multiple of `step`, so that its size tells little."""
    bare = len(json.dumps({**content, "padding": ""}, separators=(",", ":")))
    return json.dumps({**content, "padding": "0" * (-bare % step)}, separators=(",", ":")).encode("ascii")


def digest_of(server: str, body: bytes) -> str:
    """What a consent is bound to."""
    return sha256(server.encode() + b"\n" + body).hexdigest()


@dataclass(frozen=True, slots=True)
class Letter:
    """A consented body that waits to be sent; `consented` is the digest that the owner saw.

    With `tries` above 0 a byte of it may have left; `next_ms` is when the next try is due or the present one given up.
    """

    server: str
    body: str
    consented: str
    given_ms: int
    tries: int = 0
    next_ms: int = 0


def post(letter: Letter) -> tuple[int, str]:
    """Try once: what `posted` says, or NO_CONSENT where these are not the bytes and the address that were shown."""
    body = letter.body.encode("ascii")
    return posted(letter.server, body) if digest_of(letter.server, body) == letter.consented else NO_CONSENT


def posted(address: str, body: bytes) -> tuple[int, str]:
    """The status, or 0 and the code of a reason. Touches no store, so it may wait in a thread."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": sha256(body).hexdigest()}
    try:
        status = http.post(address, body, headers)
    except OSError as error:
        return 0, reason_of(error).code
    return status, f"HTTP {status}"


def is_due(next_ms: int, now_ms: int) -> bool:
    """A moment farther off than any wait is one that a wrong clock had set."""
    return not 0 < next_ms - now_ms <= WAITS_S[-1] * 1000


def next_try_ms(tries: int, now_ms: int) -> int:
    """When the next try comes after so many."""
    return now_ms + WAITS_S[min(tries, len(WAITS_S)) - 1] * 1000


def outcome_of(store: Store, given_ms: int, status: int, now_ms: int) -> str:
    """How a try ended that got this status, 0 when there was none; consent was given at `given_ms`."""
    if status in ACCEPTED:
        return "accepted"
    if status and status not in LATER and status < 500:
        return "refused"
    late = now_ms - given_ms > GIVE_UP_MS and store.believes(now_ms)
    return "given_up" if late else "later"


@dataclass(frozen=True, slots=True)
class Outbox:
    """The letters of one kind: in which table they lie sealed, and how the owner's log calls the consent to them.

    One that `gives_keys` takes a new key with the consent, before a byte has left, and forgets the ended ones once a
    server has accepted them.
    """

    table: str
    consent: str
    gives_keys: bool = False

    def answered(
        self, store: Store, server: str, body: bytes, now_ms: int, *, given: bool, counted: Mapping[str, int]
    ) -> None:
        """The owner's word on what was shown: only a yes puts it in the queue; both stand in the log."""
        digest = digest_of(server, body)
        facts = {"server": server, **counted, "digest": digest}
        with store.database.transaction():
            if given:
                self._sealed(store).insert([_row(Letter(server, body.decode("ascii"), digest, now_ms))])
            store.ledger.add(Request(now_ms, "owner", self.consent, "given" if given else "refused", facts=facts))
            if given and self.gives_keys:
                store.re_key(now_ms)

    def waiting(self, store: Store) -> list[tuple[int, Letter]]:
        """What the owner has consented to and no server has accepted yet, by number."""
        return [(number, Letter(**json.loads(plain))) for number, _, plain in self._sealed(store).rows()]

    def withdraw(self, store: Store, now_ms: int) -> tuple[int, int]:
        """The owner takes back what has not been accepted yet; how many letters, and how many may have left."""
        with store.database.transaction():
            held = self.waiting(store)
            self._sealed(store).delete([number for number, _ in held])
            tried = sum(letter.tries > 0 for _, letter in held)
            if held:
                facts = {"may_have_left": tried}
                store.ledger.add(Request(now_ms, "owner", self.consent, "withdrawn", count=len(held), facts=facts))
        store.database.forget_deleted()
        return len(held), tried

    def claim(self, store: Store, number: int, now_ms: int) -> Letter | None:
        """Take a due letter for one try; None when it is not due, was withdrawn, or another process has it."""
        with store.database.transaction():
            letter = dict(self.waiting(store)).get(number)
            if letter is None or not is_due(letter.next_ms, now_ms):
                return None
            taken = replace(letter, tries=letter.tries + 1, next_ms=now_ms + CLAIM_S * 1000)
            self._sealed(store).update(number, *_row(taken))
        return taken

    def settle(self, store: Store, number: int, letter: Letter, said: tuple[int, str], now_ms: int) -> str:
        """Write down how a claimed try ended: `accepted`, `later`, `refused`, `given_up` or `no_consent`.

        `withdrawn` when the owner took it back meanwhile and the server has not said that it accepted.
        """
        status, reason = said
        facts: dict[str, object] = {"server": letter.server, "reason": reason, "status": status, "try": letter.tries}
        with store.database.transaction():
            outcome = "no_consent" if said == NO_CONSENT else outcome_of(store, letter.given_ms, status, now_ms)
            if number not in dict(self.waiting(store)):
                facts["withdrawn"] = True
                outcome = outcome if outcome in {"accepted", "no_consent"} else "withdrawn"
            elif outcome == "later":
                tried = replace(letter, next_ms=next_try_ms(letter.tries, now_ms))
                self._sealed(store).update(number, *_row(tried))
            else:
                self._sealed(store).delete([number])
            store.ledger.add(Request(now_ms, "agent", LETTERS[self.table], outcome, facts=facts))
        if outcome == "accepted" and self.gives_keys:
            store.forget_ended_keys()
        elif outcome != "later":
            store.database.forget_deleted()
        return outcome

    def send_due(self, store: Store, now_ms: int) -> list[str]:
        """Try what is due now and wait for the answers; how each ended."""
        ended = []
        for number, _ in self.waiting(store):
            if (letter := self.claim(store, number, now_ms)) is not None:
                ended.append(self.settle(store, number, letter, post(letter), now_ms))
        return ended

    async def keep_sending(self, store: Store, clock: Clock) -> None:
        """The agent's part: what was consented to is sent, also after a restart, without holding up the radio."""
        while True:
            for number, _ in self.waiting(store):
                if (letter := self.claim(store, number, clock.now_ms())) is not None:
                    said = await asyncio.to_thread(post, letter)
                    self.settle(store, number, letter, said, clock.now_ms())
            await asyncio.sleep(LOOK_S)

    def _sealed(self, store: Store) -> Table:
        return Table(store.database, self.table)


def _row(letter: Letter) -> tuple[int, bytes]:
    return letter.given_ms // DAY_MS, json.dumps(asdict(letter)).encode()
