"""What goes by the order of its coming, whatever date a wrong clock gave it (xoá theo thứ tự đến).

A clock that is never believed deletes nothing by date. So a mark of each day of running remembers how far every table
had come, and a whole retention of running later what had come by then goes: sightings, findings, ended base keys, and
what was consented to and never accepted, which names its owner; the owner reads in the log that it was given up.
"""

from collections.abc import Mapping

from vungxanh.device.bases import Bases
from vungxanh.device.ledger import Ledger, Request
from vungxanh.device.sealed import Database, Table

SIGHTINGS, FINDINGS, KEYS = "sightings", "findings", "keys"
LETTERS = {"outbox": "upload", "reports": "contact_report"}


class Coming:
    """The tables of one store in the order of their rows."""

    def __init__(self, database: Database, bases: Bases, ledger: Ledger) -> None:
        self._tables = {name: Table(database, name) for name in (SIGHTINGS, FINDINGS, *LETTERS)}
        self._bases, self._ledger = bases, ledger

    def now(self) -> dict[str, int]:
        """How far each has come; of the base keys the last that has ended."""
        return {name: table.last() for name, table in self._tables.items()} | {KEYS: self._bases.last_ended()}

    def forget(self, until: Mapping[str, int], now_ms: int) -> int:
        """Delete what had come by then; how many sightings."""
        gone = {name: table.delete_until(until.get(name, 0)) for name, table in self._tables.items()}
        self._bases.forget_ended(until=until.get(KEYS, 0))
        for name, what in LETTERS.items():
            if gone[name]:
                self._ledger.add(Request(now_ms, "agent", what, "given_up", count=gone[name]))
        return gone[SIGHTINGS]
