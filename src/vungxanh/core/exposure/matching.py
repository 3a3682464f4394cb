"""Whether a phone met the holders of a batch's keys, by the rules of `tracing.matching` (đối chiếu lô khoá).

Several batches may speak of one key: it is published, taken back, and published again where the taking back was the
mistake, or where the batch that had it was withdrawn. The batch with the highest number is right, in whatever order
they were fetched; a batch that left the index has said what it said until a later one says otherwise.
"""

from collections.abc import Iterable, Sequence

from vungxanh.core.exposure.slotkeys import SlotKey, identifiers
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import DEFAULT, Matched, Sighting, Tolerance


def match(keys: Sequence[SlotKey], sightings: Iterable[Sighting], tolerance: Tolerance = DEFAULT) -> dict[int, Matched]:
    """What a history holds of each key, by its place; keys of which it holds nothing are absent.

    This is the definition of the kernel.
    """
    slots_of: dict[bytes, list[tuple[int, int]]] = {}
    for place, key in enumerate(keys):
        for slot, identifier in enumerate(identifiers(key)):
            slots_of.setdefault(identifier, []).append((place, slot))
    found: dict[int, Matched] = {}
    for row in sightings:
        for place, slot in slots_of.get(row.identifier, ()):
            take(found, place, keys[place], row.ms, row.rssi, slot, tolerance)
    return {place: one for place, one in sorted(found.items()) if one.rows or one.after_end or one.wrong_clock}


def take(
    found: dict[int, Matched], place: int, key: SlotKey, ms: int, rssi: int, slot: int, tolerance: Tolerance
) -> None:
    """Judge one row whose identifier is that of `slot`, counted from the start of the key."""
    frame, one = PositiveKey(key.key, key.start_s, key.end_s), found.setdefault(place, Matched())
    if one.judge(ms, slot, frame, tolerance, frame.end_ms):
        one.rows.append((ms, rssi))


def supersedes(said: int, held: int) -> bool:
    """Whether what batch `said` tells of a key goes before what is held of batch `held` of the same server."""
    return said >= held
