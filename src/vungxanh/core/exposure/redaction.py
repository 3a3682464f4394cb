"""Hours that the owner leaves out of a report (giờ không gửi).

The identifiers of a UTC day are one chain, each told by the one before it. So leaving hours out in earnest means to
give only the key of what follows them: everything of that day before their end stays out too, and nothing that leaves
the phone leads to it. As a day key tells all later days, every day of such a report goes as a slot key.
"""

from collections.abc import Iterable, Sequence

from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, of_day
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.keylist import PositiveKey

HOUR_S = 3_600
Hours = tuple[int, int]  # from and until in seconds, the end exclusive


def kept(keys: Iterable[PositiveKey], hours: Sequence[Hours]) -> tuple[SlotKey, ...]:
    """What may leave of these keys of one day each; a day of which nothing may is missing."""
    found = []
    for key in keys:
        first_s = key.start_s
        for from_s, until_s in hours:
            if from_s <= key.end_s and until_s > key.start_s:
                first_s = max(first_s, -(-until_s // HOUR_S) * HOUR_S)
        if first_s <= key.end_s:
            slot = (first_s - key.start_s) // SLOT_S
            found.append(of_day(key.key, key.start_s, key.end_s, slot=slot))
    return tuple(found)


def left_out(keys: Iterable[PositiveKey], hours: Sequence[Hours]) -> tuple[Hours, ...]:
    """The hours that stay on the phone, those that had to go with the chosen ones too."""
    whole = tuple(keys)
    starts = {key.start_s - key.start_s % DAY_S: key.start_s for key in kept(whole, hours)}
    out = [(key.start_s, starts.get(key.start_s, key.end_s + 1)) for key in whole]
    return tuple((from_s, until_s) for from_s, until_s in out if until_s > from_s)
