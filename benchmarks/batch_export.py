"""A full batch of keys as production makes it: the file alone, and the whole publication out of either database.

(a) The file: rows by column sorted, written and signed, beside the bare hashing of its bytes and beside reading it.
(b) The publication: keys of cases read and opened, composed with made people, written, signed, read back, marked.
Run: python -m benchmarks.batch_export [KEYS]
"""

import logging
import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import numpy as np

from benchmarks._report import Report, sample
from benchmarks._stage import number, on_each
from vungxanh.cli.bluezone.load_parts import KEYS_PER_S, keys_of_chance
from vungxanh.core.exposure.batch import MOST_ROWS, Head
from vungxanh.core.exposure.columns import read_columns, write_columns
from vungxanh.core.exposure.kernels.matching import match_blocks
from vungxanh.core.exposure.signing import SEED_BYTES, signing_key
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.sightings import Sightings

DAY = 1_596_844_800
UNTIL = DAY + 15 * DAY_S
SEEN, LIMIT_MB = 20_000, 900
PEOPLE, DAYS, EARLIER = 2_500, 8, timedelta(hours=4)


def of_files(report: Report, count: int) -> None:
    """What the file costs."""
    columns, head = keys_of_chance(count), Head(1, UNTIL - 14_400, UNTIL)
    signer = signing_key(bytes(range(SEED_BYTES)), version=1, from_s=DAY, until_s=UNTIL + DAY_S)
    data, trusted = write_columns(head, columns, [signer]), {signer.public.id: signer.public}
    hashing = sample(lambda: sha256(data).digest(), rounds=5)
    written = sample(lambda: write_columns(head, columns, [signer]), rounds=7)
    read = sample(lambda: read_columns(data, trusted), rounds=7)
    ms = np.sort(np.random.default_rng(6).integers(DAY * 1000, UNTIL * 1000, SEEN))
    ids = np.random.default_rng(7).integers(0, 256, (SEEN, 12), np.uint8)
    history = Sightings(ids, np.full(SEEN, -60, np.int16), ms)
    matched = sample(lambda: match_blocks(columns, [history]), rounds=1, warm=1)
    rate = count / written.processor * 1000
    report.figure("the bytes hashed and nothing else", count / hashing.processor * 1000, "keys/s")
    report.figure("written and signed", rate, "keys/s", f"{hashing.processor / written.processor:.0%} of bare hashing")
    report.figure("verified and judged", count / read.processor * 1000, "keys/s")
    report.figure(f"matched with {SEEN:,} sightings", count / matched.processor * 1000, "keys/s")
    report.limit(f"seconds a million keys ({count:,} in a batch)", KEYS_PER_S / rate, 1.0, "s")


def cases(people: int, at: datetime) -> None:
    """So many cases of eight days each, handed in within the last hours."""
    from tests.factories.exposure import a_code
    from vungxanh.apps.exposure import keyed
    from vungxanh.apps.exposure.models import Code, DayKey, Upload

    like, chance = a_code(at=at).code, random.Random(1)
    same = {field.attname: getattr(like, field.attname) for field in Code._meta.concrete_fields}  # noqa: SLF001
    codes = [Code(**same | {"id": uuid4(), "digest": f"{place:064}"}) for place in range(people)]
    Code.objects.bulk_create(codes, batch_size=1_000)
    upload: dict[str, Any] = {"kind": "case", "way": "channel", "state": "accepted", "expires_on": at.date()}
    uploads = [
        Upload(
            code=code, subject=uuid4(), body_digest=code.digest, received_at=at - EARLIER * chance.random(), **upload
        )
        for code in codes
    ]
    Upload.objects.bulk_create(uploads, batch_size=1_000)
    midnight, keys = at.replace(hour=0, minute=0, second=0), []
    for each in uploads:
        for day in range(1, DAYS + 1):
            key, starts_at = chance.randbytes(32), midnight - timedelta(days=day)
            told = keyed.of_key(key)
            ends_at = starts_at + timedelta(seconds=DAY_S - 1)
            dates = {"starts_at": starts_at, "ends_at": ends_at, "key_digest": told, "last_digest": told}
            keys.append(DayKey(upload=each, key=key.hex(), **dates))
    DayKey.objects.bulk_create(keys, batch_size=1_000)


def of_publications(engine: str, report: Report) -> None:
    """What a batch costs from the tables to the file."""
    from tests.factories.exposure import a_batch
    from vungxanh.apps.exposure.actions.preparing import prepare
    from vungxanh.apps.exposure.models import DayKey

    logging.disable(logging.INFO)
    at = datetime.fromtimestamp(UNTIL, UTC) + timedelta(hours=3)
    a_batch(at=at - timedelta(hours=4))  # the signing keys, and what is loaded once
    cases(PEOPLE, at)
    count = PEOPLE * DAYS
    begun = time.perf_counter()
    prepare(random.Random(3), every_s=14_400, at=at)
    before = time.perf_counter() - begun
    begun, used = time.perf_counter(), time.process_time()
    batch = a_batch(at=at, seed=2)
    wall, processor = time.perf_counter() - begun, time.process_time() - used
    if batch is None or DayKey.objects.filter(batch=batch).count() != count:
        raise AssertionError("not every key went out")
    report.figure(f"{engine}: {count:,} keys of cases published", count / processor, "keys/s", "processor")
    report.figure(f"{engine}: the same by the clock", count / wall, "keys/s", f"{batch.rows:,} rows with the made ones")
    report.figure(f"{engine}: of that before the transaction", before * 1000, "ms", f"of {wall * 1000:,.0f} ms")
    report.limit(f"{engine}: seconds of processor, the whole", processor, 3.0, "s")


def measure(engine: str, report: Report) -> None:
    """Measure and print; the file once, for it needs no database."""
    if engine == "sqlite":
        of_files(report, number(MOST_ROWS))
    of_publications(engine, report)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.limit(f"{engine}: memory of the whole process", used, LIMIT_MB, "MB")


def main() -> int:
    """Measure on each engine."""
    return on_each("batch_export", measure)


if __name__ == "__main__":
    sys.exit(main())
