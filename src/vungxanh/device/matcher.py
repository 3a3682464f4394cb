"""The short-lived process that compares keys with the store: a question on stdin, the findings on stdout.

Lists and batches come from outside: whatever is wrong with one is met here, and ends with this process.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vungxanh.core.exposure.columns import Columns, read_columns
from vungxanh.core.exposure.keyset import key_set_of
from vungxanh.core.exposure.matching import match
from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing import keylist, matching
from vungxanh.core.tracing.encounters import Encounter, encounters
from vungxanh.core.tracing.problems import Problem, Refused
from vungxanh.core.tracing.risk import assess
from vungxanh.core.tracing.tracefile import Row
from vungxanh.device.store import Seen, Store

NAMED = 20  # problems of a list that are told one by one


def main() -> None:
    """Answer one question."""
    question = json.load(sys.stdin)
    if "batch" in question:
        json.dump(_of_batch(question), sys.stdout)
        return
    try:
        listed = keylist.read_key_list(Path(question["keys"]).read_text("utf-8-sig"))
    except Refused as refused:
        json.dump({"refused": _said(refused.problem)}, sys.stdout)
        return
    except UnicodeDecodeError:
        json.dump({"refused": {"vi": "tệp không phải UTF-8.", "en": "the file is not UTF-8."}}, sys.stdout)
        return
    store = Store(Path(question["folder"]))
    found = [
        {"entry": place, "rows": len(one.rows), "encounters": [_form(met) for met in encounters(one.rows)]}
        for place, one in enumerate(_matched(listed.keys, store.sightings()), 1)
        if one.rows
    ]
    first = [{"row": one.row or None, "code": one.code, **_said(one)} for one in listed.problems[:NAMED]]
    answer = {"keys": len(listed.keys), "problems": len(listed.problems), "first": first, "found": found}
    json.dump(answer, sys.stdout)


def _of_batch(question: Mapping[str, Any]) -> dict[str, Any]:
    """What a signed batch says of whom the store heard: that they are cases, or that they are not."""
    trusted = key_set_of(question["trust"]).signers
    try:
        read = read_columns(Path(question["batch"]).read_bytes(), trusted)
        if (read.head.number, read.head.from_s, read.head.until_s) != tuple(question["head"]):
            raise refused("wrong_batch", number=read.head.number, expected=question["head"][0])
    except Refused as wrong:
        return {"refused": _said(wrong.problem), "code": wrong.problem.code}
    store, rows = Store(Path(question["folder"])), read.rows
    met = _met(rows, store.sightings())
    held = {json.loads(plain)["key"] for _, _, plain in store.findings.rows()}
    back = [place for place in np.flatnonzero(rows.revoked).tolist() if rows.keys[place].tobytes().hex() in held]
    places = sorted({place for place, one in met.items() if one.rows}.union(back))
    said = [_of_row(rows, place, met.get(place)) for place in places]
    return {"keys": len(rows), "signer": read.signer.id, "said": said}


def _of_row(rows: Columns, place: int, met: matching.Matched | None) -> dict[str, Any]:
    """What the batch says of a key that matters here; of one that it takes back nothing but that."""
    revoked = bool(rows.revoked[place])
    heard = [] if met is None or revoked else met.rows
    return {
        "key": rows.keys[place].tobytes().hex(),
        "start_s": int(rows.start[place]),
        "end_s": int(rows.end[place]),
        "report": int(rows.report[place]),
        "rows": len(heard),
        "encounters": [_form(each) for each in encounters(heard)],
        "revoked": revoked,
    }


def _met(rows: Columns, seen: Iterable[Seen]) -> dict[int, matching.Matched]:
    """With the kernels, or by the definition on a machine that cannot compile them."""
    try:
        from vungxanh.core.exposure.kernels.matching import match_blocks
        from vungxanh.core.tracing.sightings import blocks
    except ImportError:
        columns = (rows.keys, rows.start.tolist(), rows.end.tolist())
        keys = [SlotKey(key.tobytes(), start, end) for key, start, end in zip(*columns, strict=True)]
        return match(keys, (matching.Sighting(one.contact, one.rssi, one.ms) for one in seen))
    return match_blocks(rows, blocks(Row(one.own, one.contact, one.rssi, one.ms) for one in seen))


def _said(problem: Problem) -> dict[str, str]:
    return {language: problem.sentence(language) for language in ("vi", "en")}


def _matched(keys: tuple[keylist.PositiveKey, ...], seen: Iterable[Seen]) -> list[matching.Matched]:
    """With the kernels, or by the definition on a machine that cannot compile them."""
    try:
        from vungxanh.core.tracing.kernels.matching import match_blocks
        from vungxanh.core.tracing.sightings import blocks
    except ImportError:
        return matching.match(keys, (matching.Sighting(one.contact, one.rssi, one.ms) for one in seen))
    rows = (Row(one.own, one.contact, one.rssi, one.ms) for one in seen)
    return match_blocks(keys, blocks(rows))


def _form(met: Encounter) -> dict[str, object]:
    risk = assess(met)
    return {
        "start_ms": met.start_ms,
        "end_ms": met.end_ms,
        "minutes": round(met.minutes, 1),
        "max_rssi": met.max_rssi,
        "class": risk.level.value,
        "probability": round(risk.probability, 6),
    }


if __name__ == "__main__":
    main()
