"""A full batch of keys written, signed and read, beside the definition and the bare hashing of its bytes.

What is written is what a server has at hand: columns of a query. Composing people into a batch is measured on its own.
Run: python -m benchmarks.batch_export [KEYS]
"""

import resource
import sys
from hashlib import sha256
from random import Random

import numpy as np

from benchmarks._report import Report, sample
from vungxanh.cli.bluezone.load_parts import KEYS_PER_S, keys_of_chance
from vungxanh.core.exposure.batch import MOST_ROWS, Head, Row, write_batch
from vungxanh.core.exposure.columns import Columns, read_columns, write_columns
from vungxanh.core.exposure.kernels.matching import match_blocks
from vungxanh.core.exposure.padding import Person, compose
from vungxanh.core.exposure.signing import SEED_BYTES, signing_key
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.sightings import Sightings

DAY = 1_596_844_800
UNTIL = DAY + 15 * DAY_S
FEW, SEEN = 20_000, 20_000
LIMIT_MB = 600


def people(count: int) -> list[Person]:
    """Cases of eight days each."""
    chance, days = Random(4), range(8)
    return [
        Person(
            tuple(Row(SlotKey(chance.randbytes(32), DAY + d * DAY_S, DAY + d * DAY_S + DAY_S - 1)) for d in days),
            DAY + 8 * DAY_S,
        )
        for _ in range(count)
    ]


def rows_of(columns: Columns, count: int) -> list[Row]:
    """The first of them as the definition takes them."""
    parts = (columns.keys[:count], columns.start[:count].tolist(), columns.end[:count].tolist())
    return [Row(SlotKey(key.tobytes(), start, end)) for key, start, end in zip(*parts, strict=True)]


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MOST_ROWS
    report, columns, head = Report(), keys_of_chance(count), Head(1, UNTIL - 14_400, UNTIL)
    signer = signing_key(bytes(range(SEED_BYTES)), version=1, from_s=DAY, until_s=UNTIL + DAY_S)
    data, trusted = write_columns(head, columns, [signer]), {signer.public.id: signer.public}
    few = rows_of(columns, FEW)
    hashing = sample(lambda: sha256(data).digest(), rounds=5)
    plain = sample(lambda: write_batch(head, few, [signer]), rounds=5)
    written = sample(lambda: write_columns(head, columns, [signer]), rounds=7)
    read = sample(lambda: read_columns(data, trusted), rounds=7)
    cases = people(5_000)
    composed = sample(lambda: compose(cases, until_s=UNTIL, chance=Random(5)), rounds=3, warm=1)
    ms = np.sort(np.random.default_rng(6).integers(DAY * 1000, UNTIL * 1000, SEEN))
    ids = np.random.default_rng(7).integers(0, 256, (SEEN, 12), np.uint8)
    history = Sightings(ids, np.full(SEEN, -60, np.int16), ms)
    matched = sample(lambda: match_blocks(columns, [history]), rounds=1, warm=1)
    rate = count / written.processor * 1000
    report.figure("the bytes hashed and nothing else", count / hashing.processor * 1000, "keys/s")
    report.figure("written by the definition", FEW / plain.processor * 1000, "keys/s")
    report.figure("written and signed", rate, "keys/s", f"{hashing.processor / written.processor:.0%} of bare hashing")
    report.figure("verified and judged", count / read.processor * 1000, "keys/s")
    report.figure("composed from people", 40_000 / composed.processor * 1000, "keys/s")
    report.figure(f"matched with {SEEN:,} sightings", count / matched.processor * 1000, "keys/s")
    report.limit(f"seconds a million keys ({count:,} in a batch)", KEYS_PER_S / rate, 1.0, "s")
    report.limit(
        "memory of the whole process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, LIMIT_MB, "MB"
    )
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
