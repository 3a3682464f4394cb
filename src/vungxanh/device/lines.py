"""What an agent does, as one JSON object a line (dòng sự kiện)."""

import io
import json
import signal
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TextIO

from vungxanh.device.clock import Clock
from vungxanh.device.reasons import Reason

_VIET_NAM = timezone(timedelta(hours=7))


class Lines:
    """Writes to `out`, in the owner's language, by the clock of the run; called as an agent's `tell`."""

    def __init__(self, out: TextIO, language: str, clock: Clock) -> None:
        self._out, self._language, self._clock = out, language, clock

    def __call__(self, what: str, facts: Mapping[str, object]) -> None:
        """One line; when nobody takes it any more, the run is asked to stop in order."""
        at = datetime.fromtimestamp(self._clock.now_ms() / 1000, _VIET_NAM).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "event": what, **self._plain(facts)}, ensure_ascii=False)
        try:
            print(line, file=self._out, flush=True)
        except OSError:  # whoever read our lines has left, or has no room for them
            self._out = io.StringIO()
            signal.raise_signal(signal.SIGTERM)

    def _plain(self, facts: Mapping[str, object]) -> dict[str, object]:
        """For JSON: a reason becomes its code and its words."""
        found: dict[str, object] = {}
        for name, fact in facts.items():
            if isinstance(fact, Reason):
                found |= {"code": fact.code, name: fact.said(self._language), "detail": fact.detail}
            else:
                found[name] = str(fact) if isinstance(fact, Path) else fact
        return found
