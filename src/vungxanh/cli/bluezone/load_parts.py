"""What `load` measures, part by part: polls, registrations, uploads, and the writing of a full batch of keys."""

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING

from vungxanh.cli.bluezone import loading
from vungxanh.cli.bluezone.loading import Measured, request

if TYPE_CHECKING:
    from vungxanh.core.exposure.columns import Columns

UPLOADS_PER_S, UPLOAD_BYTES, UPLOAD_P99_MS = 50, 8_024, 50.0
REGISTRATIONS_PER_S, POLLS_PER_S, KEYS_PER_S = 800, 3_000, 1_000_000
WARM_UPLOADS, _AT_ONCE = 32, 8
_APP = "/api/App"
_DONE = b'"isOk":true'
_ROUNDS = 5
_BATCH_DAY_S = 1_596_844_800
_BATCH_DAYS, _DAY_S = 14, 86_400
Address = tuple[str, int]
Told = Callable[[str, Measured], None]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure is held to; `ratio` is 1 at the limit and more when it is kept with something to spare."""

    is_rate: bool
    value: float

    def ratio(self, measured: Measured) -> float:
        """How many times the limit is kept; 0 when an answer failed."""
        if measured.failed or not measured.latencies:
            return 0.0
        if self.is_rate:
            return measured.rate / self.value
        return self.value / max(measured.quantile_ms(0.99), 0.001)


LIMITS = {
    "version": Limit(is_rate=True, value=POLLS_PER_S),
    "register": Limit(is_rate=True, value=REGISTRATIONS_PER_S),
    "upload": Limit(is_rate=False, value=UPLOAD_P99_MS),
}


def polls(address: Address, tell: Told, seconds: float, connections: int) -> None:
    """GET versionApp.json: as often as it goes, then at the rate asked for."""
    asking = request("GET", f"{_APP}/versionApp.json")
    judge = lambda answer: answer.startswith(b"HTTP/1.1 200") and b"forceUpdateAndroid" in answer  # noqa: E731
    for name, rate in (("version", None), ("version_paced", float(POLLS_PER_S))):
        tell(
            name,
            loading.measure(address, repeat(asking), judge=judge, seconds=seconds, connections=connections, rate=rate),
        )


def registrations(address: Address, tell: Told, seconds: float, connections: int) -> None:
    """RegisterUser of phones that never came before."""
    for name, rate in (("register", None), ("register_paced", float(REGISTRATIONS_PER_S))):
        tell(
            name,
            loading.measure(address, _phones(), judge=_is_done, seconds=seconds, connections=connections, rate=rate),
        )


def uploads(address: Address, requests: Iterator[bytes], tell: Told, seconds: float) -> None:
    """Histories with codes, at the rate asked for; some before, for the first of each thread opens its connection.

    Never ten at once: one address has no more tries, and those that are under way count until their code was right.
    """
    before = islice(requests, WARM_UPLOADS)
    loading.measure(address, before, judge=_is_done, seconds=60, connections=_AT_ONCE)
    tell(
        "upload",
        loading.measure(
            address, requests, judge=_is_done, seconds=seconds, connections=_AT_ONCE, rate=float(UPLOADS_PER_S)
        ),
    )


def _is_done(answer: bytes) -> bool:
    return _DONE in answer


def _phones() -> Iterator[bytes]:
    while True:
        form = {"TokenFirebase": f"c{secrets.token_hex(8)}:APA91b{secrets.token_urlsafe(96)}", "TypeOS": "android"}
        yield request("POST", f"{_APP}/RegisterUser", json.dumps(form).encode())


def keys_of_chance(count: int) -> "Columns":
    """Keys of chance of fourteen days, in no order: what a server has at hand, columns of a query."""
    import numpy as np

    from vungxanh.core.exposure.columns import Columns

    chance = np.random.default_rng(3)
    start = (_BATCH_DAY_S + chance.integers(0, _BATCH_DAYS, count) * _DAY_S).astype(np.uint32)
    report, revoked = np.ones(count, np.uint8), np.zeros(count, np.uint8)
    return Columns(chance.integers(0, 256, (count, 32), np.uint8), start, start + (_DAY_S - 1), report, revoked)


def batch_export(keys: int = 0) -> tuple[int, float]:
    """Write and sign a batch; its keys (a full one's, if none are asked for) and how many a second of processor time.

    The best of five rounds: what else the machine does only ever adds.
    """
    from vungxanh.core.exposure.batch import MOST_ROWS, Head
    from vungxanh.core.exposure.columns import write_columns
    from vungxanh.core.exposure.signing import SEED_BYTES, signing_key

    columns = keys_of_chance(keys or MOST_ROWS)
    until_s = _BATCH_DAY_S + (_BATCH_DAYS + 1) * _DAY_S
    signer = signing_key(os.urandom(SEED_BYTES), version=1, from_s=_BATCH_DAY_S, until_s=until_s + _DAY_S)
    head = Head(1, until_s - 14_400, until_s)
    taken = []
    for _round in range(_ROUNDS):
        begun = time.process_time()
        write_columns(head, columns, [signer])
        taken.append(time.process_time() - begun)
    count = keys or MOST_ROWS
    return count, count / min(taken)
