"""`vungxanh bluezone bench`: how fast the kernels are on this machine (đo tốc độ)."""

import json
import time
from collections.abc import Callable
from hashlib import sha256
from math import floor, log10
from random import Random
from typing import Any

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.ui import formats

DAYS, DAY_S = 14, 86_400
START_S = 1_596_844_800
ROUNDS = 3
_WORDS = {
    "vi": {
        "rung": "Bậc tính toán",
        "ids": "Mã: khoá ngày/s",
        "ids_loop": "Mã, vòng lặp hashlib: khoá ngày/s",
        "match": "Đối chiếu {keys} khoá × 14 ngày với {rows} dòng: giây",
        "encounters": "Gộp lần gặp: dòng/s",
        "build": "Dựng đồ thị: lần gặp/s",
        "levels": "F1–F3 của {cases} ca trong {contacts} lần gặp: mili giây",
    },
    "en": {
        "rung": "Rung",
        "ids": "Ids: day keys/s",
        "ids_loop": "Ids, hashlib in a loop: day keys/s",
        "match": "Match {keys} keys × 14 days with {rows} rows: seconds",
        "encounters": "Encounters: rows/s",
        "build": "Graph build: contacts/s",
        "levels": "F1–F3 of {cases} cases in {contacts} contacts: milliseconds",
    },
}


@click.command()
@click.option("--keys", default=2_000, type=click.IntRange(64, 100_000), show_default=True)
@click.option("--rows", default=100_000, type=click.IntRange(1_000, 10_000_000), show_default=True)
@AS_JSON
@LANGUAGE
def bench(keys: int, rows: int, as_json: bool, lang: str) -> None:
    """Đo nhanh các nhân tính toán / measure the kernels, quickly; `make bench` measures against the limits."""
    from vungxanh.core.tracing.kernels import ladder

    form: dict[str, Any] = {"rung": ladder.available()[0].value, "keys": keys, "rows": rows}
    form |= _identifiers(keys) | _matching(keys, rows) | _encounters(rows) | _levels(10 * rows)
    if as_json:
        click.echo(json.dumps(form, indent=2))
        return
    for name, words in _WORDS[lang].items():
        told = {key: _shown(each, lang) for key, each in form.items()}
        click.echo(f"{words.format(**told):55} {told[name]:>14}")


def _shown(value: str | float, lang: str) -> str:
    """As pages write it, in the language asked for; of what is small four digits."""
    if isinstance(value, str):
        return value
    places = 0 if isinstance(value, int) or value >= 1_000 else max(0, 3 - floor(log10(value))) if value > 0 else 0
    return formats.number(value, lang, places)


def _best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of three rounds, after one that loads the kernel."""
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _keys(count: int) -> list[bytes]:
    return [sha256(number.to_bytes(4, "big")).digest() for number in range(count)]


def _identifiers(count: int) -> dict[str, float]:
    import numpy as np

    from vungxanh.core.tracing import ids
    from vungxanh.core.tracing.kernels import ladder

    keys = _keys(count)
    words = ladder.words(np.frombuffer(b"".join(keys), np.uint8).reshape(-1, 32))
    batch, out = words[:1_024], ladder.buffer(1_024, ids.SLOTS)
    few = keys[:64]
    return {
        "ids": len(batch) / _best(lambda: ladder.identifiers(batch, ids.SLOTS, out=out)),
        "ids_loop": len(few) / _best(lambda: [ids.identifiers(key) for key in few]),
    }


def _matching(count: int, rows: int) -> dict[str, float]:
    import numpy as np

    from vungxanh.core.tracing.kernels.matching import find
    from vungxanh.core.tracing.keylist import PositiveKey
    from vungxanh.core.tracing.sightings import Sightings

    random = np.random.default_rng(1)
    held = [PositiveKey(key, START_S, START_S + DAYS * DAY_S) for key in _keys(count)]
    ms = random.integers(START_S * 1000, (START_S + DAYS * DAY_S) * 1000, rows)
    history = Sightings(
        random.integers(0, 256, (rows, 12), np.uint8), random.integers(-100, -40, rows, np.int16), np.sort(ms)
    )
    return {"match": _best(lambda: find(held, history))}


def _encounters(rows: int) -> dict[str, float]:
    import numpy as np

    from vungxanh.core.tracing.kernels.encounters import encounters

    random = np.random.default_rng(2)
    owner, other = (random.integers(0, 1_000, rows).astype(np.int32) for _ in range(2))
    ms, rssi = random.integers(0, DAYS * DAY_S * 1000, rows), random.integers(-100, -40, rows).astype(np.int8)
    return {"encounters": rows / _best(lambda: encounters(owner, other, ms, rssi))}


def _levels(contacts: int) -> dict[str, float]:
    import numpy as np

    from vungxanh.core.tracing.graph import Case
    from vungxanh.core.tracing.ids import DAY_MS
    from vungxanh.core.tracing.kernels.graph import segment, spread

    random = np.random.default_rng(3)
    persons, first_day = max(100, contacts // 27), START_S // DAY_S
    one, other = (random.integers(0, persons, contacts // DAYS).astype(np.int32) for _ in range(2))
    ms = np.sort(random.integers(0, DAY_MS, contacts // DAYS)).astype(np.uint32)
    build_s = _best(lambda: segment(first_day, one, other, ms, persons))
    segments = [segment(first_day + day, one, np.roll(other, day), ms, persons) for day in range(DAYS)]
    chance = Random(4)  # noqa: S311 - figures, not secrets
    cases = [Case(chance.randrange(persons), first_day * DAY_MS) for _ in range(max(1, persons // 9_000))]
    asked = _best(lambda: spread(segments, cases, persons=persons, max_level=3, latency=DAY_MS))
    return {"build": len(one) / build_s, "levels": 1000 * asked, "contacts": len(one) * DAYS, "cases": len(cases)}
