"""The short-lived process that compares a key list with the store: a question on stdin, the findings on stdout."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from vungxanh.core.tracing import keylist, matching, skew
from vungxanh.core.tracing.encounters import Encounter
from vungxanh.core.tracing.problems import Problem, Refused
from vungxanh.core.tracing.risk import assess
from vungxanh.core.tracing.tracefile import Row
from vungxanh.device.store import ANDROID, IPHONE, Seen, Store
from vungxanh.device.systems import CORRECTIONS, as_android

NAMED = 20  # problems of a list that are told one by one


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
    """The keys that were met, each by its place from 1, with rows and encounters; and of which rows to doubt."""
    iphones: set[int] = set()
    found: list[dict[str, object]] = []
    doubts = []
    for place, (rows, encounters, doubtful) in enumerate(_matched(keys, _corrected(seen, iphones)), 1):
        if rows > doubtful.total():
            found.append({"entry": place, "rows": rows, "encounters": [_form(met, iphones) for met in encounters]})
        if doubtful:
            doubts.append(skew.problem(keys[place - 1].key, doubtful, place))
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


def _matched(
    keys: tuple[keylist.PositiveKey, ...], seen: Iterable[Seen]
) -> list[tuple[int, list[Encounter], Counter[int]]]:
    """Rows, encounters and doubtful rows a key, with the kernels or by the definition where they cannot be compiled."""
    try:
        from vungxanh.core.tracing.kernels.accepted import Accepted
        from vungxanh.core.tracing.sightings import blocks
    except ImportError:
        rows = (matching.Sighting(one.contact, one.rssi, one.ms) for one in seen)
        found = matching.match(keys, rows, every=False)
        met = matching.encounters_by_key(keys, found)
        return [(one.count, encounters, one.doubtful) for one, encounters in zip(found, met, strict=True)]
    accepted = Accepted(keys)
    for block in blocks(Row(one.own, one.contact, one.rssi, one.ms) for one in seen):
        accepted.add(block)
    return [(one.count, one.encounters, one.doubtful) for one in accepted.by_key()]


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
