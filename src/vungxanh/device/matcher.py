"""The short-lived process that compares a key list with the store: a question on stdin, the findings on stdout."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

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
