"""A run on disk: each phone's store, export and key, and the truth (kết quả mô phỏng)."""

import csv
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from vungxanh.core.tracing.edges import Logged
from vungxanh.core.tracing.ids import DAY_MS, DAY_S, identifiers, key_after
from vungxanh.core.tracing.keylist import PositiveKey, read_key_list, write_key_list
from vungxanh.core.tracing.problems import Problem
from vungxanh.core.tracing.risk import System
from vungxanh.core.tracing.tracefile import write_row
from vungxanh.device.scenarios.evaluation import logged
from vungxanh.device.scenarios.noting import Note, nobody
from vungxanh.device.scenarios.run import Phone, Run
from vungxanh.device.scenarios.truth import NEAR_M, TRUE_MINUTES, Near
from vungxanh.device.store import ANDROID, IPHONE, Seen, Store
from vungxanh.device.vault import KEY_BYTES, KEY_FILE

SCENARIO, KEYS, TRUTH, TRUTH_TABLE = "scenario.json", "keys.json", "truth.json", "truth.csv"
EXPORT = "data_trace.txt"
FLUSH_ROWS = 50_000
Unread = Callable[[Path, Sequence[Problem], int], object]
_SYSTEMS = {False: System.ANDROID, True: System.IOS}


def phone_folder(folder: Path, number: int) -> Path:
    """Where a phone's files stand."""
    return folder / "phones" / f"{number:04d}"


def write(run: Run, folder: Path, note: Note = nobody) -> None:
    """Write everything into an empty or new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = _kinds(run)
    for phone in run.phones:
        place = phone_folder(folder, phone.number)
        place.mkdir(parents=True)
        (place / EXPORT).write_bytes(b"".join(map(write_row, phone.rows)))
        (place / KEYS).write_text(write_key_list([run.key_of(phone)]), "utf-8")
        _write_store(run, phone, place / "store", kinds)
        note("write", phone.number + 1, len(run.phones))
    (folder / KEYS).write_text(write_key_list([run.key_of(phone) for phone in run.phones]), "utf-8")
    _write_truth(run, folder)
    _write_json(folder / SCENARIO, _description(run))


def _description(run: Run) -> dict[str, object]:
    phones = [
        {"number": one.number, "system": _SYSTEMS[one.iphone], "front": one.front, "rows": len(one.rows)}
        for one in run.phones
    ]
    about = {"scenario": run.scenario, "seed": run.seed, "start_ms": run.start_ms, "seconds": run.seconds}
    about["through"] = run.through
    return {**about, "phones": phones}


def _write_truth(run: Run, folder: Path) -> None:
    names = ("one", "other", "minutes", "first_s", "last_s", "nearest_m")
    with (folder / TRUTH_TABLE).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, names)
        table.writeheader()
        table.writerows(asdict(near) for near in run.near)
    pairs = [asdict(near) for near in run.near]
    _write_json(folder / TRUTH, {"within_m": NEAR_M, "true_minutes": TRUE_MINUTES, "pairs": pairs})


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _kinds(run: Run) -> dict[bytes, int]:
    """Which system sends each identifier of the run's days."""
    days = range((run.start_ms - DAY_MS) // DAY_MS, (run.start_ms + 1000 * run.seconds) // DAY_MS + 1)
    return {
        identifier: IPHONE if phone.iphone else ANDROID
        for phone in run.phones
        for day in days
        for identifier in identifiers(key_after(phone.base.key, day - phone.base.start_s // DAY_S))
    }


def _write_store(run: Run, phone: Phone, place: Path, kinds: dict[bytes, int]) -> None:
    """The phone's own sealed store; its key lies beside it and not in the keyring of whoever simulates."""
    place.mkdir(mode=0o700)
    with os.fdopen(os.open(place / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    store = Store(place, durable=False)
    store.devote(simulated=True)
    store.adopt(phone.base.key, day_ms=phone.base.start_s * 1000, from_ms=run.start_ms)
    for number, row in enumerate(phone.rows, 1):
        if row.contact is not None:
            store.note(Seen(row.own, row.contact, row.rssi, row.ms, kind=kinds[row.contact]))
        if number % FLUSH_ROWS == 0:
            store.flush()
    store.close()


class NoRun(Exception):  # noqa: N818 - the name says what it is
    """The folder holds no run, or a damaged one; `name` is the file that cannot be used."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Kept:
    """What an evaluation needs of a run on disk: the phones' systems and keys, and the truth."""

    scenario: str
    systems: tuple[System, ...]
    keys: tuple[PositiveKey, ...]
    near: tuple[Near, ...]


def read(folder: Path) -> Kept:
    """A run that `write` wrote; raises NoRun."""
    name = SCENARIO
    try:
        about = json.loads((folder / name).read_text("utf-8"))
        systems = tuple(System(one["system"]) for one in about["phones"])
        name = TRUTH
        pairs = json.loads((folder / name).read_text("utf-8"))["pairs"]
        near = tuple(Near(**pair) for pair in pairs)
        name = KEYS
        keys = read_key_list((folder / name).read_text("utf-8")).keys
    except (OSError, ValueError, KeyError, TypeError):
        raise NoRun(name) from None
    if len(keys) != len(systems) or any(not 0 <= end < len(keys) for pair in near for end in (pair.one, pair.other)):
        raise NoRun(name)
    return Kept(str(about["scenario"]), systems, keys, near)


def logs(folder: Path, kept: Kept, unread: Unread, note: Note = nobody) -> Iterator[Logged]:
    """The encounters in every phone's export; raises NoRun for one that is missing.

    `unread` is told of the lines that cannot be read: the file in `folder`, problems, how many in all.
    """
    from vungxanh.core.tracing.kernels.traces import read_blocks

    for phone in range(len(kept.keys)):
        path = phone_folder(folder, phone) / EXPORT
        try:
            data = path.read_bytes()
        except OSError:
            raise NoRun(str(path.relative_to(folder))) from None
        for block in read_blocks([data], size=data.count(b"\n") + 1):
            if block.unread:
                unread(path.relative_to(folder), block.problems, block.unread)
            yield from logged(phone, block.sightings, kept.keys, kept.systems)
        note("evaluate", phone + 1, len(kept.keys))
