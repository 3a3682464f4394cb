"""The short-lived process that compares a key list with the store: a question on stdin, the findings on stdout."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from vungxanh.core.tracing import keylist, matching, skew
from vungxanh.core.tracing.encounters import Encounter
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
