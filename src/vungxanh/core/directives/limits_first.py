"""A time limit between somebody and what to do ("Sở Y tế trong vòng 05 ngày … báo cáo") (thời hạn đứng trước)."""

from __future__ import annotations

import re

from vungxanh.core.directives.dates import deadlines_in
from vungxanh.core.directives.lexicon import VERB_HERE

_BEGINS = re.compile(r"(?:trong|trước|chậm nhất|muộn nhất|không|đến|hết|vào|sau)\s", re.IGNORECASE)
_PERIOD = re.compile(
    r"trong (?:(?:nửa )?(?:đầu|cuối) )?(?:tháng \d{1,2}|quý (?:IV|III|II|I|[1-4])|(?:tuần|tháng|quý|năm|ngày) "
    r"(?:này|nay|tới|\d{4}))(?: ?/ ?\d{4}| năm \d{4})?(?!\w)",
    re.IGNORECASE,
)
"""A period that is a limit by its place alone ("Sở Y tế trong tháng 8 báo cáo")."""
_TO_VERB = re.compile(rf"(?:\s[^\s,.;:()]+){{0,5}}?,?\s+(?={VERB_HERE.pattern})")
_REACH = 140


def past_limit(text: str, pos: int, end: int) -> int | None:
    """Return where the verb stands behind a limit that begins at `pos`; None when none does."""
    if not _BEGINS.match(text, pos, end):
        return None
    found = deadlines_in(text, pos, min(end, pos + _REACH), issued=None)
    stops = [one.span[1] for one in found if one.span[0] == pos]
    period = _PERIOD.match(text, pos, end)
    stop = max([*stops, *([period.end()] if period else [])], default=None)
    verb = _TO_VERB.match(text, stop, end) if stop else None
    return verb.end() if verb else None
