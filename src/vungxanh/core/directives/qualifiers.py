"""What follows a group and says which part of it is meant, or that somebody else owns it (từ hạn định của nhóm)."""

from __future__ import annotations

import re
from collections.abc import Callable

from vungxanh.core.directives.lexicon import UPPER, VERB_HERE

_LIMIT = re.compile(
    r"\s+(?:ven biển|miền núi|biên giới|đồng bằng|trọng điểm|còn lại|vùng [^\W\d_]+|có (?!liên quan|trách nhiệm|"
    r"nhiệm vụ|kế hoạch|biện pháp|giải pháp|phương án|văn bản)[^\W\d_]+"
    rf"(?: (?!{VERB_HERE.pattern})[^\W\d_]+)?)(?!\w)"
)
_NEUTRAL = re.compile(
    r"\s+(?:trên địa bàn(?: (?:toàn )?(?:tỉnh|huyện|thành phố|thị xã))?|trong (?:toàn )?(?:tỉnh|huyện|thành phố|"
    r"thị xã)|(?:có )?liên quan|nêu trên|nói trên|(?:trực thuộc|thuộc|của) (?:UBND )?tỉnh(?! [A-ZĐ]))(?!\w)"
)
_OWNER = re.compile(
    rf"\s+(?:(?:trực thuộc|thuộc|của|(?P<by>do))\s+(?:các\s+)?(?=[{UPPER}]|huyện|quận|thị xã|thành phố|xã|phường|"
    r"thị trấn|tỉnh|trung ương|ngành|tập đoàn)|"
    r"(?:đóng )?(?:trên địa bàn|tại|ở)\s+(?:các\s+)?(?:huyện|quận|thị xã|thành phố|xã|phường|"
    rf"thị trấn|đặc khu|khu|vùng|tỉnh)\s+(?=[{UPPER}a-zđ]))"
)
_AREA_OWNER = re.compile(
    rf"(?:UBND\s+)?(?:tỉnh|huyện|quận|thị xã|thành phố|TP\.?)(?:\s+[{UPPER}][^\W\d_]*)+|"
    r"(?:UBND\s+)?(?:tỉnh|huyện|quận|thị xã|thành phố)(?!\w)"
)
_HELD = re.compile(
    r"\s+(?:(?:trực tiếp )?quản lý|thành lập|đầu tư|làm chủ(?: sở hữu| đầu tư)?)(?: trên địa bàn)?(?!\w)"
)
_WORD = re.compile(r"\s+(?!(?:và|cùng|hoặc|để|nhằm|tại|trên|ở|từ|trong|với|khi)(?!\w))[^\W\d_]")
_BY_KIND = {"enterprises", "hospitals", "health-centres", "schools", "checkpoints"}
"""Groups of bodies of one kind, which an owner or a sort narrows ("doanh nghiệp nhà nước"); committees have neither."""


def narrowed_at(
    text: str, pos: int, end: int, *, key: str | None, extent: Callable[[int, int], int]
) -> tuple[int, bool] | None:
    """Return where the words end that qualify the group before `pos`, and whether they narrow it; None without any.

    `extent(pos, end)` tells where the words of a name end.
    """
    if limit := _LIMIT.match(text, pos, end):
        return limit.end(), True
    neutral = _NEUTRAL.match(text, pos, end)
    owner = None if neutral else _OWNER.match(text, pos, end)
    if owner:
        area = _AREA_OWNER.match(text, owner.end(), end)
        stop = area.end() if area else extent(owner.end(), end)
        held = _HELD.match(text, stop, end) if owner["by"] else None
        return (held.end() if held else stop), True
    at = neutral.end() if neutral else pos
    if key in _BY_KIND and (sort := _WORD.match(text, at, end)):
        begin = sort.end() - 1
        if not VERB_HERE.match(text, begin, end):
            stop = extent(at, end)
            if not VERB_HERE.match(text, _past_blanks(text, stop, end), end):  # an owner's long name goes on
                stop = extent(stop, end)
            held = _HELD.match(text, stop, end) if " do " in text[at:stop] else None
            stop = held.end() if held else stop
            after = _past_blanks(text, stop, end)
            if stop > at and (after >= end or text[after] in ":(\n" or VERB_HERE.match(text, after, end)):
                return stop, True
    return (at, False) if neutral else None


def _past_blanks(text: str, pos: int, end: int) -> int:
    while pos < end and text[pos] in " ,":
        pos += 1
    return pos
