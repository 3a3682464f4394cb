"""Reports that nobody made: they go the way of real ones, so that sending one tells nothing (bản gửi nghi trang).

Same address, same size, same headers; the times are a Poisson process of the phone's own, on average every five days.
Only a phone whose owner let it talk to a server sends them.
"""

import hashlib
from random import SystemRandom

from vungxanh.core.tracing.ids import DAY_MS, DAY_S, KEY_BYTES, SLOTS
from vungxanh.device import http
from vungxanh.device.batches import PATH
from vungxanh.device.channel import channel_of, keep
from vungxanh.device.ledger import Request
from vungxanh.device.store import Store
from vungxanh.device.upload import body_of

MEAN_MS = 5 * DAY_MS
_CHANCE = SystemRandom()


def chaff(now_ms: int) -> bytes:
    """A report of a made-up person: keys and code of chance, 1 to 14 days."""
    midnight = now_ms // DAY_MS * DAY_S
    days = range(_CHANCE.randrange(14), -1, -1)
    entries: list[dict[str, object]] = [
        {
            "daily_key": _CHANCE.randbytes(KEY_BYTES).hex().upper(),
            "time_start": midnight - ago * DAY_S,
            "time_end": midnight - ago * DAY_S + DAY_S - 1 if ago else now_ms // 1000,
            "max": SLOTS,
        }
        for ago in days
    ]
    return body_of(f"{_CHANCE.randrange(10**8):08}", entries, device=_CHANCE.randbytes(16).hex(), chaff=True)


def due(store: Store, server: str, now_ms: int) -> bool:
    """Whether one is to be sent now; the first time only draws when."""
    held = channel_of(store, server)
    if not held.chaff_ms:
        keep(store, server, chaff_ms=_next(now_ms))
    return 0 < held.chaff_ms <= now_ms


def _next(now_ms: int) -> int:
    return now_ms + 1 + round(_CHANCE.expovariate(1 / MEAN_MS))


def send(server: str, now_ms: int) -> str:
    """Post one; how it ended. Touches no store, so it may wait in a thread."""
    body = chaff(now_ms)
    headers = {"Content-Type": "application/json", "Idempotency-Key": hashlib.sha256(body).hexdigest()}
    try:
        return f"HTTP {http.post(server + PATH + 'uploads', body, headers)}"
    except OSError as error:
        return str(error) or type(error).__name__


def settle(store: Store, server: str, now_ms: int, said: str) -> None:
    """Write it down, and draw when the next is sent; a failed one is not sent again."""
    with store.database.transaction():
        keep(store, server, chaff_ms=_next(now_ms))
        store.ledger.add(Request(now_ms, "agent", "chaff", "sent", facts={"server": server, "reason": said}))
