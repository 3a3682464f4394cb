"""10,000 positive keys of 14 days against 100,000 sightings, beside the check the app of 2020 made of each key.

That check asked an unindexed table once for each of 1,345 identifiers; some of them are measured in the same run.
Three paths are told apart: the kernel on columns that lie ready; the rows of an encrypted store opened, matched and
made into encounters in this process; and the whole commands, each in a process that starts from nothing.
Run: python -m benchmarks.tracing_match [KEYS]
"""

import resource
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks._report import Report, sample
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.kernels import matching
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.core.tracing.sightings import Sightings
from vungxanh.device import matcher
from vungxanh.device.store import Seen, Store

KEYS, SIGHTINGS, DAYS, ASKED, MET = 10_000, 100_000, 14, 40, 25
START_S = 1_596_844_800
LIMIT_S, LIMIT_MB = 1.0, 300
TABLE = (
    "CREATE TABLE trace_info(_id INTEGER PRIMARY KEY AUTOINCREMENT, blid_contact BLOB, rssi INTEGER, timestamp LONG)"
)
# A process counts what it was before it became the program, so one that is small starts it.
LAUNCHER = """
import os, subprocess, sys
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(running.pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(status != 0)
"""
QUESTION = "SELECT * FROM trace_info WHERE hex(blid_contact) = ? AND timestamp BETWEEN ? AND ?"


def scene(count: int) -> tuple[list[PositiveKey], Sightings]:
    """Keys and a history that met the holders of some of them, one row each."""
    chance = np.random.default_rng(3)
    end_s = START_S + DAYS * ids.DAY_S
    keys = [PositiveKey(chance.bytes(ids.KEY_BYTES), START_S, end_s) for _ in range(count)]
    seen = chance.integers(0, 256, (SIGHTINGS, ids.ID_BYTES), dtype=np.uint8)
    ms = chance.integers(START_S * 1000, end_s * 1000, SIGHTINGS)
    for row, key in enumerate(keys[:MET]):
        identifier = ids.identifier_at(key.key, START_S * 1000, int(ms[row]))
        seen[row] = np.frombuffer(identifier, np.uint8)
    return keys, Sightings(seen, np.full(SIGHTINGS, -60, np.int16), ms)


def original_s(history: Sightings) -> float:
    """What one key cost the app's own check without a hit, from the time of some of its questions."""
    table = sqlite3.connect(":memory:")
    table.execute(TABLE)
    rows = zip((row.tobytes() for row in history.ids), history.rssi.tolist(), history.ms.tolist(), strict=True)
    table.executemany("INSERT INTO trace_info(blid_contact, rssi, timestamp) VALUES (?, ?, ?)", rows)
    absent = bytes(ids.ID_BYTES).hex().upper()
    one = sample(lambda: table.execute(QUESTION, (absent, 0, START_S * 2_000)).fetchall(), rounds=ASKED)
    return one.processor / 1000 * (DAYS * ids.SLOTS + 1)


def kept(history: Sightings, folder: Path) -> Store:
    """The history in an encrypted store."""
    store = Store(folder, durable=False)
    columns = zip(history.ids, history.rssi.tolist(), history.ms.tolist(), strict=True)
    for identifier, rssi, ms in sorted(columns, key=lambda row: row[2]):
        store.note(Seen(bytes(ids.ID_BYTES), identifier.tobytes(), rssi, ms))
    store.flush()
    return store


def of_command(report: Report, name: str, words: list[str]) -> None:
    """A whole command: its processor time and that of the processes it starts, and the largest of them."""
    program = [str(Path(sys.executable).with_name("vungxanh")), "bluezone", *words, "--json"]
    done = subprocess.run([sys.executable, "-c", LAUNCHER, *program], capture_output=True, check=True)
    processor_s, megabytes = map(float, done.stdout.split())
    report.figure(f"{name}, whole command", processor_s, "s of processor")
    report.limit(f"{name}, memory", megabytes, LIMIT_MB, "MB")


def real_paths(report: Report, keys: list[PositiveKey], history: Sightings) -> None:
    """From the encrypted store, in this process and by the commands."""
    with tempfile.TemporaryDirectory() as place:
        folder, listed, trace = Path(place) / "store", Path(place) / "keys.json", Path(place) / "data_trace.txt"
        listed.write_text(write_key_list(keys))
        store = kept(history, folder)
        with trace.open("wb") as file:
            store.export(file)
        reading = sample(lambda: sum(1 for _ in store.sightings()), rounds=3, warm=1)
        whole = sample(lambda: matcher.compared(tuple(keys), store.sightings()), rounds=3, warm=1)
        store.close()
        report.figure("opening the rows of the store", reading.processor / 1000, "s")
        name = "encrypted store to encounters, kernels loaded"
        report.limit(name, whole.processor / 1000, LIMIT_S, "s")
        of_command(report, "store match", ["store", "match", str(listed), "--store", str(folder)])
        of_command(report, "match", ["match", "--keys", str(listed), "--history", str(trace)])


def main() -> int:
    """Measure and print."""
    report = Report()
    keys, history = scene(int(sys.argv[1]) if len(sys.argv) > 1 else KEYS)
    found = matching.find(keys, history)
    assert sorted(found.key.tolist()) == list(range(min(MET, len(keys))))
    taken_s = min(sample(lambda: matching.find(keys, history), rounds=3, warm=0).processor for _ in range(3)) / 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    old_s = original_s(history)
    report.figure("the original check, without its hashing", 1 / old_s, "keys/s")
    rate = len(keys) / taken_s
    report.figure("matched", rate, "keys/s", f"{rate * old_s:,.0f} × the original check")
    report.limit(f"{len(keys):,} keys × {DAYS} days, {SIGHTINGS:,} sightings, the kernel alone", taken_s, LIMIT_S, "s")
    report.limit("memory of the whole process", memory, LIMIT_MB, "MB")
    real_paths(report, keys, history)
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
