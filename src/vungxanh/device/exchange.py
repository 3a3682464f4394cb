"""Key lists come in, and are compared here with what this phone heard: nothing goes out (đối chiếu tại máy).

The comparison runs in a process of its own that ends with it, so the agent stays small.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vungxanh.device import http
from vungxanh.device.ledger import Request
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.reasons import Reason, reason_of
from vungxanh.device.store import Store

MAX_LIST_BYTES = 32 * 1024 * 1024  # 200,000 keys; more would not fit a small box
MATCH_S = 600.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A key of the list (`entry`, from 1) with rows here: encounters as start, end, minutes, class …

    `doubtful` of the rows are so, and the encounters they make come last, with the member `doubtful`.
    """

    entry: int
    rows: int
    doubtful: int
    encounters: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many keys were usable, who was met, what was wrong: how often, and the first as row, code, vi, en."""

    keys: int
    found: list[Finding]
    problems: int
    first: list[dict[str, object]]

    @property
    def met(self) -> int:
        """How many keys have a row that is not doubtful."""
        return sum(one.rows > one.doubtful for one in self.found)


@contextmanager
def fetched(store: Store, source: str, now_ms: int, *, limit: int = MAX_LIST_BYTES) -> Iterator[Path]:
    """A key list from a file or an https address, as a file; the request stands in the owner's log."""
    if "://" not in source:
        path = Path(source)
        if not path.is_file():
            reason = Reason("is_folder" if path.is_dir() else "missing")
            raise DeviceProblem("file_missing", {"file": source, "reason": reason})
        if path.stat().st_size > limit:
            raise DeviceProblem("too_large", {"limit": limit})
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="vungxanh-keys-") as file:
        facts: dict[str, object] = {"source": source}
        try:
            facts["bytes"] = http.download(source, file.write, limit)
            file.flush()
        except (OSError, DeviceProblem) as error:
            reason = reason_of(error)
            noted = error.code if isinstance(error, DeviceProblem) else reason.code
            store.ledger.add(Request(now_ms, "agent", "key_list", "failed", facts={**facts, "reason": noted}))
            if isinstance(error, DeviceProblem):
                raise
            raise DeviceProblem("not_fetched", {"source": source, "reason": reason}) from error
        store.ledger.add(Request(now_ms, "agent", "key_list", "fetched", facts=facts))
        yield Path(file.name)


def match_in_child(store: Store, folder: Path, keys: Path, now_ms: int, *, called: str = "") -> Comparison:
    """Compare a key list, `called` so to its owner, with the store in `folder`. Raises DeviceProblem."""
    store.flush()
    answer = ask_child({"folder": str(folder), "keys": str(keys)})
    if "refused" in answer:
        store.ledger.add(Request(now_ms, "owner", "match", "refused"))
        raise DeviceProblem("list_refused", {"source": called or keys.name, **answer["refused"]})
    made = Comparison(**{**answer, "found": [Finding(**one) for one in answer["found"]]})
    facts = {"keys": made.keys, "problems": made.problems, "met": made.met}
    store.ledger.add(Request(now_ms, "owner", "match", "done", facts=facts))
    return made


def ask_child(question: dict[str, Any]) -> dict[str, Any]:
    """Put a question to the short-lived process; its answer. Raises DeviceProblem."""
    program = [sys.executable, "-m", "vungxanh.device.matcher"]
    asked = json.dumps(question)
    try:
        done = subprocess.run(program, input=asked, capture_output=True, text=True, timeout=MATCH_S, check=False)
    except subprocess.TimeoutExpired:
        raise DeviceProblem("matching_failed", {"reason": f"{MATCH_S:.0f} s"}) from None
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit {done.returncode}"]
        raise DeviceProblem("matching_failed", {"reason": reason[0]})
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
