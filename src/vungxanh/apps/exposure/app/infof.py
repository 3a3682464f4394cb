"""The keys an old phone gives away, cut down to what serves (khóa của máy cũ).

InfoF holds the base key, from which everything the phone ever said or will say follows. It lives in this function's
variables only: what comes out are keys of single days of the last weeks, from which no earlier day can be worked out.
"""

import json
from datetime import datetime

from vungxanh.core.exposure import slotkeys
from vungxanh.core.exposure.uploads import Reported
from vungxanh.core.tracing import ids, infof
from vungxanh.core.tracing.keylist import MAX_DAYS
from vungxanh.core.tracing.problems import Refused
from vungxanh.core.tracing.tracefile import SECONDS_BELOW

_MOST_CHARACTERS = 4_096


def reported(text: str, *, at: datetime) -> tuple[Reported, ...]:
    """The keys of the last 28 UTC days until `at`, earliest first; () for an InfoF that says nothing usable.

    A phone whose day key does not follow from its base (versions before 2.0.3) is believed about the day key. On the
    day of its installation a phone's day key is the base itself: that day goes without it.
    """
    try:
        info = infof.read_info(_in_seconds(text))
    except (Refused, ValueError, RecursionError):
        return ()
    key, start = (info.base, info.base_s) if info.problem is None else (info.daily_key, info.start_s)
    now = int(at.timestamp())
    today = now - now % ids.DAY_S
    if start > today or today - start > infof.MAX_AGE_DAYS * ids.DAY_S:
        return ()
    first = max(start, today - (MAX_DAYS - 1) * ids.DAY_S)
    key, keys = ids.key_after(key, (first - start) // ids.DAY_S), []
    for day in range(first, today + 1, ids.DAY_S):
        spoken = slotkeys.of_day(key, day, min(day + ids.DAY_S - 1, now))
        keys.append(Reported(spoken, None if key == info.base else key))
        key = ids.next_key(key)
    return tuple(keys)


def _in_seconds(text: str) -> str:
    """InfoF with times in seconds, whatever the phone counts in; raises ValueError."""
    if len(text) > _MOST_CHARACTERS:
        raise ValueError("longer than any InfoF")
    content = json.loads(text)
    if isinstance(content, dict):
        for member in ("time", "time_start"):
            value = content.get(member)
            if isinstance(value, int | float) and value >= SECONDS_BELOW:
                content[member] = value // 1000
    return json.dumps(content)
