"""A contact tells the health service: what would leave is shown, the owner consents, then it is sent (tự báo).

What is sent are the rows that heard a published key, with this phone's own identifier in each of them, and what the
owner typed of themselves: no other row, no key of this phone. The wire format, version 1: `POST /exposure/v1/reports`
of the server whose batch was matched, headers and answers as in `device.upload`, and the body

    {"version":1,"consent":{"words":"agent-1"},
     "person":{"full_name":"…","phone":"…","address":"…","commune":"20335"},
     "met":[{"key":"<64 hex>","time_start":s,"rows":[["<own 24 hex>","<contact 24 hex>",rssi,ms],…]},…],
     "device":"<32 hex>","padding":"000…"}

padded to a multiple of 20,480 bytes. The phone keeps its key: its owner is no case.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, identifiers
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device import http
from vungxanh.device.batches import PATH
from vungxanh.device.channel import findings
from vungxanh.device.clock import Clock
from vungxanh.device.ledger import Request
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.sealed import Table
from vungxanh.device.store import Seen, Store
from vungxanh.device.upload import CLAIM_S, LOOK_S, Letter, due, name_of, outcome_of, post, wait_s

BODY_BYTES = 20_480
MOST_ROWS = 4_000
WORDS = "agent-1"
_NO_CONSENT = -1  # for a status: the bytes are not those that were shown
_NEAR_SLOTS = 1  # the server takes no row that lies further from its slot
_VN = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Owner:
    """What the owner types of themselves; `commune` is the code of the commune they live in."""

    full_name: str
    phone: str
    address: str = ""
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A published key and the rows of this phone that heard it."""

    key: SlotKey
    rows: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be sent where; `body` is it, byte by byte."""

    server: str
    owner: Owner
    met: tuple[Heard, ...]
    body: bytes
    device: str

    @property
    def address(self) -> str:
        """Where it goes."""
        return f"{self.server}{PATH}reports"

    @property
    def digest(self) -> str:
        """What the consent is bound to."""
        return sha256(self.address.encode() + b"\n" + self.body).hexdigest()

    def text(self, language: str = "vi") -> str:
        """Exactly what leaves the phone, for its owner to read before answering."""
        rows = "\n".join(_told(row) for one in self.met for row in one.rows)
        facts = {
            "server": self.address,
            "count": sum(len(one.rows) for one in self.met),
            "rows": rows,
            "device": self.device,
        }
        return _TEXT[language == "en"].format(**facts, **asdict(self.owner))

    def question(self, language: str = "vi") -> str:
        """What its owner answers."""
        facts = {"server": self.address, "count": sum(len(one.rows) for one in self.met), "name": self.owner.full_name}
        return _QUESTION[language == "en"].format(**facts)


_QUESTION = (
    "Gửi tên «{name}» và {count} dòng\n  tới {server}?\nGhi cả chữ «có» để gửi [có/KHÔNG] ",
    "Send the name “{name}” and {count} rows\n  to {server}?\nWrite the whole word “yes” to send [yes/NO] ",
)
_TEXT = (
    (
        "Gửi tới {server}:\n  họ tên: {full_name}\n  số điện thoại: {phone}\n  địa chỉ: {address}\n"
        "  mã xã, phường: {commune}\n"
        "  {count} dòng máy này đã nghe được ca bệnh (giờ Việt Nam, mã máy này, mã máy kia, dBm):\n{rows}\n"
        "  số ngẫu nhiên của máy, để máy chủ đếm số lần gửi: {device}\n"
        "Cơ quan y tế biết bạn là ai và đã ở gần ca bệnh lúc nào.\n"
        "Không gửi: các dòng khác, khoá của máy này, người khác mà máy đã gặp."
    ),
    (
        "To {server}:\n  name: {full_name}\n  telephone: {phone}\n  address: {address}\n  commune code: {commune}\n"
        "  {count} rows that heard a case (time of Viet Nam, own identifier, the other's, dBm):\n{rows}\n"
        "  a number of chance, by which the server counts reports of this phone: {device}\n"
        "The health service learns who you are and when you were near a case.\n"
        "Not sent: any other row, keys of this phone, anybody else it met."
    ),
)


def _told(row: Seen) -> str:
    at = datetime.fromtimestamp(row.ms / 1000, UTC).astimezone(_VN)
    return f"  {at:%Y-%m-%d %H:%M:%S}  {row.own.hex().upper()}  {row.contact.hex().upper()}  {row.rssi}"


def propose(store: Store, *, server: str, owner: Owner) -> Proposal:
    """Make the content from what was found of this server's keys; nothing is sent. Raises DeviceProblem."""
    server = server.rstrip("/")
    http.checked(server)
    found = [one for one in findings(store) if one.server == server]
    keys = [SlotKey(bytes.fromhex(one.key), one.start_s, one.end_s) for one in found]
    met = heard(keys, store.sightings())
    if not met:
        raise DeviceProblem("nothing_to_tell")
    device = name_of(store)
    return Proposal(server, owner, met, body_of(owner, met, device), device)


def heard(keys: Sequence[SlotKey], rows: Iterator[Seen]) -> tuple[Heard, ...]:
    """The rows that hold an identifier of a key at its time, at most 4,000; keys that were not heard are left out."""
    speaks: dict[bytes, list[tuple[int, int]]] = {}
    for place, key in enumerate(keys):
        for slot, identifier in enumerate(identifiers(key)):
            speaks.setdefault(identifier, []).append((place, slot))
    found: dict[int, list[Seen]] = {}
    left = MOST_ROWS
    for row in rows:
        for place, slot in speaks.get(row.contact, ()):
            near = abs((row.ms // 1000 - keys[place].start_s) // SLOT_S - slot) <= _NEAR_SLOTS
            if near and left:
                found.setdefault(place, []).append(row)
                left -= 1
    return tuple(Heard(keys[place], tuple(found[place])) for place in sorted(found))


def body_of(owner: Owner, met: Sequence[Heard], device: str, **more: object) -> bytes:
    """What is posted: these rows in the one size, or a multiple of it."""
    content = {
        "version": 1,
        "consent": {"words": WORDS},
        "person": asdict(owner),
        "met": [
            {
                "key": one.key.key.hex(),
                "time_start": one.key.start_s,
                "rows": [[row.own.hex().upper(), row.contact.hex().upper(), row.rssi, row.ms] for row in one.rows],
            }
            for one in met
        ],
        "device": device,
        **more,
        "padding": "",
    }
    bare = len(json.dumps(content, separators=(",", ":")))
    content["padding"] = "0" * (-bare % BODY_BYTES)
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def consent(store: Store, proposal: Proposal, ask: Callable[[str], bool], now_ms: int, language: str = "vi") -> bool:
    """Show the owner what would leave and ask; only a yes puts it in the queue. Both answers stand in the log."""
    given = ask(proposal.text(language)) is True
    rows = sum(len(one.rows) for one in proposal.met)
    facts = {"server": proposal.address, "rows": rows, "digest": proposal.digest}
    with store.database.transaction():
        if given:
            letter = Letter(proposal.address, proposal.body.decode("ascii"), proposal.digest, now_ms)
            _queue(store).insert([(now_ms // DAY_MS, _packed(letter))])
        store.ledger.add(Request(now_ms, "owner", "contact_consent", "given" if given else "refused", facts=facts))
    return given


def waiting(store: Store) -> list[tuple[int, Letter]]:
    """What the owner has consented to and no server has accepted yet."""
    return [(number, Letter(**json.loads(plain))) for number, _, plain in _queue(store).rows()]


def withdraw(store: Store, now_ms: int) -> tuple[int, int]:
    """The owner takes back what has not been accepted yet; how many reports, and how many of them may have left."""
    with store.database.transaction():
        held = waiting(store)
        _queue(store).delete([number for number, _ in held])
        tried = sum(letter.tries > 0 for _, letter in held)
        if held:
            facts = {"may_have_left": tried}
            store.ledger.add(Request(now_ms, "owner", "contact_consent", "withdrawn", count=len(held), facts=facts))
    store.database.forget_deleted()
    return len(held), tried


def claim(store: Store, number: int, now_ms: int) -> Letter | None:
    """Take a due report for one try; None when it is not due, was withdrawn, or another process has it."""
    with store.database.transaction():
        letter = dict(waiting(store)).get(number)
        if letter is None or not due(letter, now_ms):
            return None
        taken = replace(letter, tries=letter.tries + 1, next_ms=now_ms + CLAIM_S * 1000)
        _save(store, number, taken)
    return taken


def send_due(store: Store, now_ms: int) -> list[str]:
    """Try what is due now: `accepted`, `later`, `refused`, `given_up`, `withdrawn` or `no_consent`, each in the log."""
    ended = []
    for number, _ in waiting(store):
        if (letter := claim(store, number, now_ms)) is not None:
            ended.append(_settled(store, number, letter, _posted(letter), now_ms))
    return ended


async def keep_sending(store: Store, clock: Clock) -> None:
    """The agent's part: what was consented to is sent, also after a restart, without holding up the radio."""
    while True:
        for number, _ in waiting(store):
            if (letter := claim(store, number, clock.now_ms())) is not None:
                said = await asyncio.to_thread(_posted, letter)
                _settled(store, number, letter, said, clock.now_ms())
        await asyncio.sleep(LOOK_S)


def _posted(letter: Letter) -> tuple[int, str]:
    try:
        return post(letter)
    except DeviceProblem:
        return _NO_CONSENT, "no_consent"


def _settled(store: Store, number: int, letter: Letter, said: tuple[int, str], now_ms: int) -> str:
    """Write down how a claimed try ended; what the owner took back meanwhile does not come back."""
    status, reason = said
    facts: dict[str, object] = {"server": letter.server, "reason": reason, "try": letter.tries}
    with store.database.transaction():
        there = number in dict(waiting(store))
        outcome = "no_consent" if status == _NO_CONSENT else outcome_of(store, letter.given_ms, status, now_ms)
        if outcome == "later" and there:
            _save(store, number, replace(letter, next_ms=now_ms + wait_s(letter.tries) * 1000))
        elif there:
            _queue(store).delete([number])
        else:
            facts["withdrawn"] = True
            outcome = "accepted" if outcome == "accepted" else "withdrawn"
        store.ledger.add(Request(now_ms, "agent", "contact_report", outcome, facts=facts))
    if outcome != "later":
        store.database.forget_deleted()  # it names its owner
    return outcome


def _save(store: Store, number: int, letter: Letter) -> None:
    _queue(store).update(number, letter.given_ms // DAY_MS, _packed(letter))


def _queue(store: Store) -> Table:
    return Table(store.database, "reports")


def _packed(letter: Letter) -> bytes:
    return json.dumps(asdict(letter)).encode()
