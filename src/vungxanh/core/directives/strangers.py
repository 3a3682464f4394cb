"""Somebody whom no directory or list of words knows, where a subject must stand (chủ thể lạ)."""

from __future__ import annotations

import re

from vungxanh.core.directives.clauses import ClauseReader, Subject
from vungxanh.core.directives.lexicon import HEAD_HERE, UPPER, VERB_ANY_CASE, VERB_HERE
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.openers import past_openers
from vungxanh.core.directives.paragraphs import Paragraph
from vungxanh.core.text.vietnamese import fold_each

NOT_DUTIES = re.compile(
    r"(?:muc dich|yeu cau|muc tieu|quan diem|su can thiet|can cu|danh gia|tinh hinh|ket qua|ton tai|nguyen nhan|"
    r"han che|uu diem|co so|pham vi|doi tuong|"
    r"thanh phan|thoi gian, dia diem|thoi gian va dia diem|thoi gian|dia diem|kinh phi)(?:[\s,;:.&-]|$)"
)
_HEADING = re.compile(rf"(?P<name>[{UPPER}][^:;.,\n]{{3,60}}?)\s*(?::\s*|$)")
_NOT_SOMEBODY = re.compile(
    r"(?:ve|cong tac|che do|kinh phi|nguon|giai phap|noi dung|thoi gian|nhiem vu|muc|phuong|hinh thuc|viec|doi voi|"
    r"buoc|giai doan|dot|ngay|tien do|dia diem|quy trinh|hoat dong|chuong trinh|bao cao|tai lieu|du lieu|"
    r"lien he|luu y)\b"
)
_NO_NAME = re.compile(
    r"(?:ket qua|qua trinh|truong hop|hinh thuc|thoi han|tat ca|muc dich|yeu cau|can cu|so lieu|ho so|van ban|cong van|"
    r"ke hoach|quyet dinh|thong bao|chi thi|thuc te|tinh hinh|chu de|khau hieu|thong diep|tran trong|thong tin|"
    r"hoi nghi|cuoc hop|buoi|tren day|nhan duoc|de tai|du an|de an|muc tieu|bien phap|quy dinh|hanh vi|khoan|san pham|"
    r"van de|linh vuc|yeu to|dich vu|thu tuc|cong viec|chi tieu|tieu chi|y kien|kien nghi|vuong mac|ton tai|chinh sach|"
    r"mo hinh|cong trinh|dieu kien|nguyen tac|day la|neu ro)(?!\w)"
)
"""Openings of a noun phrase that is nobody ("Kết quả thực hiện …"), folded."""
_NO_NOUN = re.compile(
    r"(?:toàn|trong|trên|tại|từ|đến|nếu|khi|sau|trước|với|theo|để|do|vì|nhằm|ngoài|riêng|người|qua|bằng|nêu|việc|số|bản|"
    r"hiện|kính|xin|đây|có|còn|cũng|sẽ|không|cấp|ngành|bên|cùng|"
    r"song song|ngay|giá|tỷ lệ|số lượng|thời tiết|tình trạng|dịch bệnh|nhiều|một số|đa số|hầu hết)(?!\w)",
    re.IGNORECASE,
)
"""Words that begin no name; accents are kept, for "tại" is no "tài xế" and "bên" no "bến xe"."""
DECLARES = re.compile(
    r"(?:thoi gian (?:vua )?qua|trong thoi gian|dong y|thong nhat|nhat tri|co ban|ghi nhan|bieu duong|hoan nghenh|"
    r"danh gia)(?!\w)"
)
"""Openings by which the issuer speaks of itself or of the past and orders nothing."""
_DUTIES_OF = re.compile(
    r"(?:Chức năng, nhiệm vụ|Nhiệm vụ(?:,? (?:và )?(?:quyền hạn|trách nhiệm))?|Trách nhiệm(?:,? (?:và )?quyền hạn)?)"
    r"(?: cụ thể| chung)? của\s+(?=\S)",
    re.IGNORECASE,
)
_AREA = re.compile(
    rf"(?:Đặc khu|Xã|Phường|Thị trấn|Huyện|Quận|Thị xã|Thành phố|TP\.?|Khu (?:kinh tế|công nghiệp)) [{UPPER}]"
)
TELLS = re.compile(r"(?:là|được(?! giao)|đã|đang|vẫn|sẽ được|chỉ được)(?!\w)", re.IGNORECASE)
"""Words behind a subject that tell of it, or allow it something, rather than order."""
_KNOWN_KIND = re.compile(rf"(?i:{HEAD_HERE.pattern})|{_AREA.pattern}")
_PROPER = re.compile(rf"\s[{UPPER}]|^[{UPPER}]{{4}}")
_CLAUSE_WORD = re.compile(
    r"(?<!\w)(?:(?:từ|đến|trước|sau) ngày|để|nhằm|nếu|mà|thì|bởi)(?!\w)|\s(?:hiện|còn|đều|cũng|chưa|và)$"
)
"""Words that no name holds: what came before the verb was part of a sentence."""
_ASKS = re.compile(r"(?:Kính )?(?P<verb>yêu cầu|đề nghị|phân công)\s+(?=[^\W\d_])", re.IGNORECASE)
_PLURAL = re.compile(r"(?:tất cả )?(?:các|những|mọi)\s+", re.IGNORECASE)
_TOGETHER = re.compile(r"cùng(?: với)? ")
_LONGEST = 14


def stranger_at(clauses: ClauseReader, start: int, end: int) -> Subject | None:
    """Take the words before the first verb of an ordered item as a name; None when they cannot be one.

    Behind "Yêu cầu" or "Đề nghị" the name may be small ("yêu cầu chủ các cơ sở giết mổ đăng ký …").
    """
    start = past_openers(clauses.text, start, end)
    order = _ASKS.match(clauses.text, start, end)
    at = order.end() if order else start
    plural = _PLURAL.match(clauses.text, at, end)
    if _is_nobody(clauses.text[plural.end() if plural else at : end]) and not _AREA.match(clauses.text, at, end):
        return None
    if clauses.gives_orders(clauses.names.names(at, end)):
        return None
    named = clauses.names.stranger(at, end, small=order is not None)
    if named is None or len(clauses.text[at : named.end].split()) > _LONGEST:
        return None
    if _CLAUSE_WORD.search(clauses.text[at : named.end]):
        return None
    begin = named.end
    while begin < end and clauses.text[begin] in " ,":
        begin += 1
    acts = VERB_HERE.match(clauses.text, begin, end) or _TOGETHER.match(clauses.text, begin, end)
    if not acts or TELLS.match(clauses.text, begin, end):
        return None
    verb = order["verb"].lower() if order else None
    return Subject(named.refs, verb, start, begin, is_stranger=not _KNOWN_KIND.match(clauses.text, at, end))


def _is_nobody(text: str) -> bool:
    words = fold_each(text)
    return _NO_NOUN.match(text) is not None or any(kind.match(words) for kind in (DECLARES, _NO_NAME, _NOT_SOMEBODY))


def is_proper(subject: Subject) -> bool:
    """Say whether a stranger bears a name ("Nghiệp đoàn Sa Kỳ"), so that a sentence may begin with it like an item."""
    return not subject.is_stranger or _PROPER.search(subject.refs[0].text) is not None


def owner_at(clauses: ClauseReader, node: Paragraph) -> Subject | None:
    """Read whom a heading "Nhiệm vụ của Tổ công tác" gives the items below it."""
    opened = _DUTIES_OF.match(clauses.text, node.body, node.end) if node.children else None
    named = clauses.names.names(opened.end(), node.end) if opened else None
    if opened and named and not named.refs:
        named = clauses.names.stranger(opened.end(), node.end)
    if named is None or not named.refs or clauses.text[named.end : node.end].strip(" :.;"):
        return None
    return Subject(named.refs, None, node.body, named.end, owns_rest=True)


def heading_at(clauses: ClauseReader, node: Paragraph) -> Subject | None:
    """Take "Công chức Văn hóa - Xã hội" as written: nobody lists the posts of every commune."""
    named = _HEADING.match(clauses.text, node.body, node.end)
    if named is None or node.kind not in {"number", "letter", "dash"} or _NOT_SOMEBODY.match(fold_each(named[0])):
        return None
    owns_rest = named.end() == node.end
    if VERB_ANY_CASE.match(named["name"]) or (owns_rest and not node.children):
        return None
    ref = Ref(named["name"], named["name"], None)
    return Subject((ref,), None, node.body, named.end(), owns_rest=owns_rest)
