"""A contact tells the health service: what would leave is shown, the owner consents, then it is sent (tự báo).

What is sent are the rows that heard a published key, with this phone's own identifier in each of them, and what the
owner typed of themselves: no other row, no key of this phone. The wire format, version 1: `POST /exposure/v1/reports`
of the server whose batch was matched, headers and answers as in `outbox`, and the body

    {"version":1,"consent":{"words":"agent-1"},
     "person":{"full_name":"…","phone":"…","address":"…","commune":"20335"},
     "met":[{"key":"<64 hex>","time_start":s,"rows":[["<own 24 hex>","<contact 24 hex>",rssi,ms],…]},…],
     "device":"<32 hex>","padding":"000…"}

padded to a multiple of 20,480 bytes. The phone keeps its key: its owner is no case.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone

from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, identifiers
from vungxanh.device import http
from vungxanh.device.batches import PATH
from vungxanh.device.channel import findings
from vungxanh.device.identity import name_of
from vungxanh.device.outbox import Outbox, digest_of, padded
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Seen, Store

BODY_BYTES = 20_480
MOST_ROWS = 4_000
WORDS = "agent-1"
OUTBOX = Outbox("reports", "contact_consent")
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
        return digest_of(self.address, self.body)

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
    }
    return padded(content, BODY_BYTES)


def consent(store: Store, proposal: Proposal, ask: Callable[[str], bool], now_ms: int, language: str = "vi") -> bool:
    """Show the owner what would leave and ask; only with a yes it waits to be sent."""
    given = ask(proposal.text(language)) is True
    counted = {"rows": sum(len(one.rows) for one in proposal.met)}
    OUTBOX.answered(store, proposal.address, proposal.body, now_ms, given=given, counted=counted)
    return given
