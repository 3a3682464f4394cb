"""Where one duty of an item ends and the next begins (tách câu giao việc)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vungxanh.core.directives.lexicon import UPPER, VERB_HERE
from vungxanh.core.directives.model import Span

if TYPE_CHECKING:
    from vungxanh.core.directives.clauses import ClauseReader
    from vungxanh.core.directives.names import NameList

HELPS = re.compile(r"\s*(?:cùng )?phối hợp(?!\w)")
"""What follows a name that only helps ("…, Sở Tài chính phối hợp")."""
ORDER = re.compile(
    r"(?<!\w)(?:kính |trân trọng |thống nhất |đồng ý |tiếp tục )?(?P<verb>giao(?: nhiệm vụ| trách nhiệm)?(?: "
    r"cho)?|yêu cầu|đề nghị|phân công|ủy quyền(?: cho)?)\s+(?=\S)",
    re.IGNORECASE,
)
_STOP = re.compile(rf"[.;](?:\s+|/\s*)(?=[{UPPER}“\"]|[a-zđ])")
_WHO_LINE = re.compile(r"[-+\s]*(?:các )?(?:đơn vị|cơ quan|chủ trì|phối hợp)[^:;\n]{0,40}:", re.IGNORECASE)
"""A line such as "Đơn vị phối hợp: Công an tỉnh; Sở Tài chính": what stands between its semicolons are names."""
_ALONE_LEADING = re.compile(r"\s*(?:là (?:cơ quan|đơn vị) )?chủ trì\s*$")
_TURN = re.compile(
    r",\s+(?=(?:các|Các)\s|(?:UBND|Ủy ban nhân dân|Sở|Phòng|Công an|Chi cục|Cục|Ban|Trung tâm|Văn phòng|"
    r"Bộ|Hội|Đài|Báo|Bệnh viện|Chủ tịch|Giám đốc|Thủ trưởng)\s)(?=[^\n]{6})"
)
"""A comma behind which somebody may be named."""
_REPORTS = re.compile(
    r"\s*,?\s*(?:phải |có trách nhiệm )?(?:gửi|báo cáo|tổng hợp|nộp|đăng ký|cập nhật|hoàn thành)(?!\w)"
)
_LINKED = re.compile(
    r"(?:^|[\s(])(?:và|với|cùng|của|cho|tại|về|gồm|do|từ|ở|đến|qua|theo|thuộc|giữa|trong|trên|như|là|khi|nếu|các|gửi|"
    r"chỉ đạo|hướng dẫn|đôn đốc|yêu cầu|đề nghị|giao|mời|giúp|hỗ trợ|thay|nhắc|kiểm tra|đối với|hoặc|phối hợp)$"
)
"""A word before a comma behind which the same list or sentence goes on."""
_DEPENDENT = re.compile(
    r"(?:khi|nếu|trường hợp|sau khi|trên cơ sở|trong|căn cứ|theo|để|nhằm|đối với|từ|đến|trước|sau|định kỳ|hằng|hàng|"
    r"đồng thời|qua|thông qua|tại|với|gồm|bao gồm|riêng|đặc biệt|nhất là)(?!\w)"
)
"""How a part begins that needs the next part to be whole ("Trường hợp …, Sở Y tế báo cáo")."""


def sentences(clauses: ClauseReader, start: int, end: int, floor: int | None = None) -> list[Span]:
    """Split where a sentence ends, and at ";" or "," before a clause with its own subject; never before `floor`."""
    text = clauses.text
    cuts = [start]
    for stop in _STOP.finditer(text[start:end]):
        at = start + stop.end()
        if floor is not None and at <= floor:
            continue
        if stop[0][0] == "." and (not re.match(rf"[{UPPER}“\"]", text[at]) or _abbreviated(text, start + stop.start())):
            continue
        if stop[0][0] == ";" and not _parts(clauses, cuts[-1], start + stop.start(), at, end):
            continue
        cuts.append(at)
    turns = [
        turn.end() for turn in _TURN.finditer(text, max(start, floor or start), end) if _turns(clauses, turn, start)
    ]
    cuts = sorted({*cuts, *turns})
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _turns(clauses: ClauseReader, turn: re.Match[str], start: int) -> bool:
    """Say whether somebody else's duty begins behind a comma ("…, các địa phương gửi báo cáo trước ngày 5/6")."""
    text, comma, end = clauses.text, turn.start(), turn.endpos
    named = clauses.names.names(turn.end(), end)
    if not named.refs or not (_REPORTS.match(text, named.end, end) or _acts(clauses, named, end)):
        return False
    begin = max(start, *(text.rfind(sign, start, comma) + 1 for sign in ".;:("))
    part = max(begin, text.rfind(",", begin, comma) + 1)
    words = text[part:comma].strip().lower()
    if text.rfind("(", begin - 1, comma) >= 0 or _DEPENDENT.match(words) or _LINKED.search(words):
        return False
    places = [match.start() for match in re.finditer(r"\b[^\W\d_]", text[begin:comma])]
    told = any(VERB_HERE.match(text, begin + place, comma) for place in places if begin + place >= part)
    return told and not any(clauses.names.names(begin + place, end, small=True).end > comma for place in places)


def _acts(clauses: ClauseReader, named: NameList, end: int) -> bool:
    """Say whether a body with a name of its own does something, and does not only help."""
    text = clauses.text
    if any(ref.is_generic or ref.is_group for ref in named.refs) or HELPS.match(text, named.end, end):
        return False
    at = named.end + 1 if text[named.end : named.end + 1] == " " else named.end
    return text[named.start].isupper() and VERB_HERE.match(text, at, end) is not None


def _parts(clauses: ClauseReader, sentence: int, stop: int, at: int, end: int) -> bool:
    """Say whether a ";" stands between two duties rather than between two names or two parts of one duty."""
    if _WHO_LINE.match(clauses.text, clauses.text.rfind("\n", 0, stop) + 1, stop):
        return False
    order = ORDER.match(clauses.text, sentence, stop)
    if clauses.names.names(order.end() if order else sentence, end).end > at:
        return False
    return clauses.fresh_subject(sentence, at, end) and not _shares_duty(clauses, sentence, stop, at, end)


def _shares_duty(clauses: ClauseReader, sentence: int, stop: int, at: int, end: int) -> bool:
    """Say whether "Sở Y tế chủ trì; Sở Tài chính phối hợp rà soát …" tells two parts of one duty."""
    named = clauses.names.names(sentence, stop)
    if not named.refs or not _ALONE_LEADING.match(clauses.text[named.end : stop]):
        return False
    helpers = clauses.names.names(at, end)
    return bool(helpers.refs) and HELPS.match(clauses.text, helpers.end, end) is not None


def _abbreviated(text: str, dot: int) -> bool:
    return re.search(r"(?:\bTP|\bTT|\bTS|\bGS|\bKT|\bTM|\bTL|\bĐ/c)$", text[max(0, dot - 4) : dot]) is not None
