"""Keys in any form in which somebody may hold them (tệp khoá).

The F0 list itself, its entries as a bare array, one bare entry, what a phone says of itself (InfoF), bare or among
the entries, and any of these as JSON text inside a string, as the push message carries it. An InfoF has no end: its
keys speak as long as any key is looked at, so until the last row of a history.
"""

import json
from collections.abc import Mapping

from vungxanh.core.tracing import ids
from vungxanh.core.tracing.infof import InfoF, info_of
from vungxanh.core.tracing.keylist import (
    MOST_DAYS,
    KeyList,
    PositiveKey,
    read_entries,
    read_entry,
    read_json,
    shown,
)
from vungxanh.core.tracing.problems import Problem, Refused

_PUSHED = "InfoF"  # the member of the push message that holds the list as text
_MOST_WRAPPINGS = 3
MAX_INFOS = 1_000  # in one list: the keys of an InfoF are derived over years, where an entry's stand there


def read_keys(text: str) -> KeyList:
    """The keys of a file in any of the forms; raises Refused when it is none of them."""
    content = _unwrapped(read_json(text))
    if isinstance(content, Mapping) and "data" not in content:
        if "base_id" in content:
            return keys_of(info_of(content))
        if "daily_key" in content:
            return read_entries([content])
    entries = content.get("data") if isinstance(content, Mapping) else content or None
    if not isinstance(entries, list):
        raise Refused(Problem("no_keys", {"found": _found(content)}))
    return read_entries(entries, _Reader().entry)


class _Reader:
    """Reads entries of either kind, and no more than so many InfoFs."""

    def __init__(self) -> None:
        self._infos = 0

    def entry(self, entry: object) -> KeyList:
        """The keys of an entry or of an InfoF; raises Refused."""
        if not isinstance(entry, Mapping) or "base_id" not in entry:
            return read_entry(entry)
        self._infos += 1
        if self._infos > MAX_INFOS:
            raise Refused(Problem("too_many_infos", {"limit": MAX_INFOS}))
        return keys_of(info_of(entry))


def _unwrapped(content: object) -> object:
    for _ in range(_MOST_WRAPPINGS):
        if isinstance(content, Mapping) and _PUSHED in content:
            content = content[_PUSHED]
        elif isinstance(content, str):
            content = read_json(content)
        else:
            break
    return content


def _found(content: object) -> str:
    """What the file is instead, in JSON, short."""
    if isinstance(content, Mapping):
        return shown(json.dumps(dict.fromkeys(content, "…"), ensure_ascii=False), 80)
    return shown(json.dumps(content), 80)


def keys_of(info: InfoF) -> KeyList:
    """The day key from its day on and, of a phone older than that, the base key for the days before: one person's."""
    keys = [PositiveKey(info.daily_key, info.start_s, info.start_s + MOST_DAYS * ids.DAY_S)]
    if info.base_s < info.start_s:
        first = max(info.base_s, info.start_s - MOST_DAYS * ids.DAY_S)
        older = ids.key_after(info.base, (first - info.base_s) // ids.DAY_S)
        keys.append(PositiveKey(older, first, info.start_s - 1))
    problem = info.problem
    return KeyList(tuple(keys), (problem,) if problem else (), (0,) * len(keys))
