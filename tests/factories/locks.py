"""In which order transactions lock rows and the head of the audit chain, read from their statements on any engine."""

import re
import sys
from collections.abc import Callable
from typing import Any

from django.db.transaction import Atomic

_LOCKS = re.compile(
    r'UPDATE "(\w+)"|DELETE FROM "(\w+)"|SELECT .* FROM "(\w+)".* FOR UPDATE|INSERT INTO "(\w+)".* DO UPDATE', re.DOTALL
)
_HEAD = re.compile(r'SELECT .* FROM "audit_head"', re.DOTALL)
_SAVED = re.compile(r'(ROLLBACK TO )?SAVEPOINT "?(\w+)')


class Watch:
    """What stands in the way of the order of `audit.hold`: a wrapper of a connection's statements.

    SQLite says nothing of rows that are only locked, so PostgreSQL sees more.
    """

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self._block: Atomic | None = None
        self._held = False
        self._locked: set[str] = set()
        self._saved: dict[str, bool] = {}

    def __call__(self, execute: Callable[..., Any], sql: object, params: Any, many: Any, context: Any) -> Any:
        """Run a statement, and look what it locked."""
        done = execute(sql, params, many, context)
        self._look(str(sql), context["connection"].atomic_blocks)
        return done

    def _look(self, sql: str, blocks: list[Atomic]) -> None:
        block = next((one for one in blocks if not getattr(one, "_from_testcase", False)), None)
        if block is None or block is not self._block:
            self._block, self._held, self._locked, self._saved = block, False, set(), {}
        if saved := _SAVED.match(sql):
            back, name = saved.groups()
            if back:
                self._held = self._saved.get(name, False)  # what was locked since is free again
            self._saved[name] = self._held
        elif _HEAD.match(sql):
            self._held = block is not None
        elif locks := _LOCKS.match(sql):
            self._weigh(next(filter(None, locks.groups())))

    def _weigh(self, table: str) -> None:
        if table.startswith("cases_") and not self._held and (place := _place("vungxanh.apps.cases.")):
            self.wrong.append(f"{table} is locked before the audit is held: {place}")
        if table.startswith("exposure_"):
            if self._held and table not in self._locked and (place := _place("vungxanh.apps.exposure.")):
                self.wrong.append(f"{table} is locked after the audit is held: {place}")
            self._locked.add(table)


def _place(feature: str) -> str:
    """The lines of a feature that are running, the innermost first; empty where a test itself writes rows."""
    frame, lines = sys._getframe(), []
    while frame := frame.f_back:  # type: ignore[assignment]
        if frame.f_globals.get("__name__", "").startswith(feature):
            lines.append(f"{frame.f_globals['__name__']}:{frame.f_lineno}")
    return " < ".join(lines)
