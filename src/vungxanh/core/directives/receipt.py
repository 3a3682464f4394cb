"""What the day of receipt says about a letter, which its text alone cannot (ngày tiếp nhận)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vungxanh.core.directives.model import Caution, Directive


def received_on(directive: Directive, day: date) -> Directive:
    """The reading, with one more caution when the letter is dated after the day it came in: no ground to refuse it."""
    dated = directive.header.date
    if dated is None or dated <= day:
        return directive
    ahead = Caution("future_date", values={"date": f"{dated:%d/%m/%Y}"})
    return replace(directive, warnings=(*directive.warnings, ahead))
