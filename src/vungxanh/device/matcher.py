"""The short-lived process that compares keys with the store: a question on stdin, the findings on stdout.

Lists and batches come from outside: whatever is wrong with one is met here, and ends with this process.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from vungxanh.core.exposure.columns import Columns, read_columns
from vungxanh.core.exposure.keyset import key_set_of
from vungxanh.core.exposure.matching import match
from vungxanh.core.exposure.problems import refused
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing import keylist, matching, skew
from vungxanh.core.tracing.encounters import Encounter, encounters
from vungxanh.core.tracing.problems import Problem, Refused
from vungxanh.core.tracing.risk import assess
from vungxanh.core.tracing.tracefile import Row
from vungxanh.device.store import ANDROID, IPHONE, Seen, Store
from vungxanh.device.systems import CORRECTIONS, as_android

NAMED = 20  # problems of a list that are told one by one


class _OfKey(NamedTuple):
    """How many rows a key has, its sure encounters, its doubtful rows by offset and the encounters they make."""

    rows: int
    encounters: list[Encounter]
    doubtful: Counter[int]
    doubted: list[Encounter]


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
    found, doubts = compared(listed.keys, Store(Path(question["folder"])).sightings())
    problems = [*(replace(one, row=listed.rows[one.row - 1]) for one in doubts), *listed.problems]
    first = [{"row": one.row or None, "code": one.code, **_said(one)} for one in problems[:NAMED]]
    answer = {"keys": len(listed.keys), "problems": len(problems), "first": first, "found": found}
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
    store, rows, iphones = Store(Path(question["folder"])), read.rows, set[int]()
    met = _met(rows, _corrected(store.sightings(), iphones))
    held = {json.loads(plain)["key"] for _, _, plain in store.findings.rows()}
    back = [place for place in np.flatnonzero(rows.revoked).tolist() if rows.keys[place].tobytes().hex() in held]
    places = sorted({place for place, one in met.items() if one.rows}.union(back))
    said = [_of_row(rows, place, met.get(place), iphones) for place in places]
    return {"keys": len(rows), "signer": read.signer.id, "said": said}


def _of_row(rows: Columns, place: int, met: matching.Matched | None, iphones: set[int]) -> dict[str, Any]:
    """What the batch says of a key that matters here; of one that it takes back nothing but that."""
    revoked = bool(rows.revoked[place])
    heard = [] if met is None or revoked else met.rows
    return {
        "key": rows.keys[place].tobytes().hex(),
        "start_s": int(rows.start[place]),
        "end_s": int(rows.end[place]),
        "report": int(rows.report[place]),
        "rows": len(heard),
        "encounters": [_form(each, iphones) for each in encounters(heard)],
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


def compared(
    keys: tuple[keylist.PositiveKey, ...], seen: Iterable[Seen]
) -> tuple[list[dict[str, object]], list[Problem]]:
    """The keys with rows, each by its place from 1, with its encounters, sure ones first; and which rows to doubt."""
    iphones: set[int] = set()
    found: list[dict[str, object]] = []
    doubts = []
    for place, one in enumerate(_matched(keys, _corrected(seen, iphones)), 1):
        if one.rows:
            met = [_form(each, iphones) for each in one.encounters]
            met += [{**_form(each, iphones), "doubtful": True} for each in one.doubted]
            found.append({"entry": place, "rows": one.rows, "doubtful": one.doubtful.total(), "encounters": met})
        if one.doubtful:
            doubts.append(skew.problem(keys[place - 1].key, one.doubtful, place))
    return found, doubts


def _said(problem: Problem) -> dict[str, str]:
    return {language: problem.sentence(language) for language in ("vi", "en")}


def _corrected(seen: Iterable[Seen], iphones: set[int]) -> Iterator[Seen]:
    """Rows as strong as Android phones had been at their places; when iPhones were heard goes to `iphones`."""
    for one in seen:
        if one.kind == IPHONE:
            iphones.add(one.ms)
            yield Seen(one.own, one.contact, as_android(one.rssi, one.kind), one.ms, one.tx_power, one.kind)
        else:
            yield one


def _matched(keys: tuple[keylist.PositiveKey, ...], seen: Iterable[Seen]) -> list[_OfKey]:
    """One answer a key, with the kernels or by the definition where they cannot be compiled."""
    try:
        from vungxanh.core.tracing.kernels.accepted import Accepted
        from vungxanh.core.tracing.sightings import blocks
    except ImportError:
        rows = (matching.Sighting(one.contact, one.rssi, one.ms) for one in seen)
        found = matching.match(keys, rows, every=False)
        met, unsure = matching.encounters_by_key(keys, found), matching.doubtful_by_key(keys, found)
        answers = zip(found, met, unsure, strict=True)
        return [_OfKey(one.count, sure, one.doubtful, doubted) for one, sure, doubted in answers]
    accepted = Accepted(keys)
    for block in blocks(Row(one.own, one.contact, one.rssi, one.ms) for one in seen):
        accepted.add(block)
    return [_OfKey(one.count, one.encounters, one.doubtful, one.doubted) for one in accepted.by_key()]


def _form(met: Encounter, iphones: set[int]) -> dict[str, object]:
    """Class and probability by the policy with its correction for iPhones; `max_rssi` is what was heard."""
    risk, kind = assess(met), IPHONE if met.start_ms in iphones else ANDROID
    return {
        "start_ms": met.start_ms,
        "end_ms": met.end_ms,
        "minutes": round(met.minutes, 1),
        "max_rssi": met.max_rssi - CORRECTIONS[kind],
        "class": risk.level.value,
        "probability": round(risk.probability, 6),
    }


if __name__ == "__main__":
    main()
