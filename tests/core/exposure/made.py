"""Keys, signers and batches for the tests of the modern channel."""

import struct
from collections.abc import Iterable, Sequence
from hashlib import sha256
from random import Random

from vungxanh.core.exposure.batch import Batch, Head, Report, Row, signed
from vungxanh.core.exposure.keyset import KeySet
from vungxanh.core.exposure.matching import supersedes
from vungxanh.core.exposure.signing import SEED_BYTES, PublicKey, SigningKey, signing_key
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.ids import DAY_S

DAY = 1_596_844_800  # 2020-08-08 00:00 UTC
UNTIL = DAY + DAY_S + 7_200
HEAD = Head(7, UNTIL - 14_400, UNTIL)


def signer(
    number: int = 1, *, version: int = 1, from_s: int = DAY - 30 * DAY_S, until_s: int = DAY + 60 * DAY_S
) -> SigningKey:
    """A signing key; the same number is the same key."""
    seed = (sha256(b"%d" % number).digest() * 2)[:SEED_BYTES]
    return signing_key(seed, version=version, from_s=from_s, until_s=until_s)


def trusting(*signers: SigningKey) -> dict[str, PublicKey]:
    """What somebody trusts who trusts these."""
    return {one.public.id: one.public for one in signers}


ROOT = signer(99, version=0, from_s=0, until_s=4_000_000_000)


def key_set(*signers: SigningKey, sequence: int = 1, issued_s: int = DAY, root: SigningKey = ROOT) -> KeySet:
    """A published set."""
    return KeySet(sequence, issued_s, tuple(one.public for one in signers), root.public)


def rows(count: int, seed: int = 1, *, day_s: int = DAY) -> list[Row]:
    """Sound rows of chance, of the day and the six before it."""
    chance = Random(seed)
    made = []
    for _ in range(count):
        midnight = day_s - chance.randrange(7) * DAY_S
        start = midnight + chance.randrange(24) * 3_600 * chance.randrange(2)
        key = SlotKey(chance.randbytes(32), start, midnight + DAY_S - 1)
        made.append(Row(key, Report(chance.randrange(4)), revoked=chance.random() < 0.1))
    return made


def write_batch(head: Head, rows: Iterable[Row], signers: Sequence[SigningKey]) -> bytes:
    """A batch as its format is defined, row by row in any order; the measure of what `columns` writes at speed."""
    listed = sorted(rows, key=lambda one: one.key.key)
    fields = ((one.key.key, one.key.start_s, one.key.end_s, one.revoked, one.report, 0) for one in listed)
    return signed(head, b"".join(struct.pack("<32sIIBBH", *each) for each in fields), signers)


def standing(batches: Iterable[Batch]) -> dict[bytes, Row]:
    """What stands of each key after all these batches, fetched in whatever order."""
    found: dict[bytes, tuple[int, Row]] = {}
    for batch in batches:
        for row in batch.rows:
            if supersedes(batch.head.number, found.get(row.key.key, (0, row))[0]):
                found[row.key.key] = batch.head.number, row
    return {key: row for key, (_number, row) in found.items()}
