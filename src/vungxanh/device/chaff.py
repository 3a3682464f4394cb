"""Reports that nobody made: they go the way of real ones, so that sending one tells nothing (bản gửi nghi trang).

A phone whose owner let it talk to a server sends a case's keys and a contact's report that nobody made, each on average
every five days: together a Poisson process of half that, whose every event is one or the other by chance. Same address,
sizes and headers as the real one; what a server puts off is tried again after the same waits, with the same bytes.
"""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from random import Random, SystemRandom

from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.ids import DAY_MS, DAY_S, ID_BYTES, KEY_BYTES, SLOTS
from vungxanh.device import outbox, report, upload
from vungxanh.device.batches import PATH
from vungxanh.device.channel import channel_of, keep
from vungxanh.device.ledger import Request
from vungxanh.device.store import Seen, Store

MEAN_MS = 5 * DAY_MS
FARTHEST_MS = 40 * MEAN_MS  # no chance waits so long: a wrong clock had drawn it
FEWEST_ROWS, MOST_KEYS = 5, 3
_LETTERS = "abcdeghiklmnopqrstuvxy "
_CHANCE = SystemRandom()


@dataclass(frozen=True, slots=True)
class Chaff:
    """One of them: all of it follows from `seed`, so that a later try sends the same bytes; `made_ms` dates it."""

    seed: int
    made_ms: int
    tries: int = 0

    @property
    def route(self) -> str:
        """`uploads` or `reports`."""
        return Random(self.seed).choice(sorted(_BODIES))  # noqa: S311 - hides nothing: the server is told it is chaff

    def body(self) -> bytes:
        """What is posted."""
        return _BODIES[self.route](Random(f"body {self.seed}"), self.made_ms)  # noqa: S311 - as above


def _keys(chance: Random, now_ms: int) -> bytes:
    """Of a made-up case: keys and code of chance, 1 to 14 days."""
    midnight = now_ms // DAY_MS * DAY_S
    days = range(chance.randrange(14), -1, -1)
    entries: list[dict[str, object]] = [
        {
            "daily_key": chance.randbytes(KEY_BYTES).hex().upper(),
            "time_start": midnight - ago * DAY_S,
            "time_end": midnight - ago * DAY_S + DAY_S - 1 if ago else now_ms // 1000,
            "max": SLOTS,
        }
        for ago in days
    ]
    return upload.body_of(f"{chance.randrange(10**8):08}", entries, device=chance.randbytes(16).hex(), chaff=True)


def _report(chance: Random, now_ms: int) -> bytes:
    """Of a made-up contact, who sat beside a case for minutes or lived with one for days.

    How many rows, and so how many steps of 20,480 bytes, is drawn evenly on a scale of orders of magnitude: whatever
    length a real one has, chaff has it too, and three in five have the shortest.
    """
    rows = round(math.exp(chance.uniform(math.log(FEWEST_ROWS), math.log(report.MOST_ROWS))))
    count = min(1 + chance.randrange(MOST_KEYS), rows)
    met = [_heard(chance, rows // count + (at < rows % count), now_ms) for at in range(count)]
    owner = report.Owner(_text(chance, 20), f"09{chance.randrange(10**8):08}", _text(chance, 30), f"{20000 + count}")
    return report.body_of(owner, met, chance.randbytes(16).hex(), chaff=True)


def _heard(chance: Random, rows: int, now_ms: int) -> report.Heard:
    begun_ms = (now_ms // DAY_MS - 1 - chance.randrange(13)) * DAY_MS
    seen = tuple(
        Seen(
            chance.randbytes(ID_BYTES),
            chance.randbytes(ID_BYTES),
            -40 - chance.randrange(60),
            begun_ms + chance.randrange(DAY_MS),
        )
        for _ in range(rows)
    )
    begun_s = begun_ms // 1000
    return report.Heard(SlotKey(chance.randbytes(KEY_BYTES), begun_s, begun_s + DAY_S - 1), seen)


def _text(chance: Random, length: int) -> str:
    return "".join(chance.choices(_LETTERS, k=5 + chance.randrange(length))).strip()


_BODIES: dict[str, Callable[[Random, int], bytes]] = {"uploads": _keys, "reports": _report}


def due(store: Store, server: str, now_ms: int) -> Chaff | None:
    """What is to be sent now: a new one, or one that was put off; the first time only draws when."""
    held = channel_of(store, server)
    if held.chaff is not None:
        return Chaff(**held.chaff) if outbox.is_due(held.chaff_ms, now_ms) else None
    if not held.chaff_ms or held.chaff_ms > now_ms + FARTHEST_MS:
        keep(store, server, chaff_ms=_next(now_ms))
        return None
    return Chaff(_CHANCE.getrandbits(64), now_ms) if held.chaff_ms <= now_ms else None


def _next(now_ms: int) -> int:
    return now_ms + 1 + round(_CHANCE.expovariate(len(_BODIES) / MEAN_MS))


def send(server: str, chaff: Chaff) -> tuple[int, str]:
    """Post it, as `outbox.posted`."""
    return outbox.posted(f"{server}{PATH}{chaff.route}", chaff.body())


def settle(store: Store, server: str, chaff: Chaff, said: tuple[int, str], now_ms: int) -> None:
    """Write down how a try ended, and when the same or the next one is sent."""
    status, reason = said
    tried = replace(chaff, tries=chaff.tries + 1)
    again = outbox.outcome_of(store, chaff.made_ms, status, now_ms) == "later"
    with store.database.transaction():
        if again:
            keep(store, server, chaff=asdict(tried), chaff_ms=outbox.next_try_ms(tried.tries, now_ms))
        else:
            keep(store, server, chaff=None, chaff_ms=_next(now_ms))
        facts = {"server": f"{server}{PATH}{chaff.route}", "reason": reason, "try": tried.tries}
        store.ledger.add(Request(now_ms, "agent", "chaff", "sent", facts=facts))
