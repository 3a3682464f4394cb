"""Somebody whom no directory or list of words knows, and items that gave no task (chủ thể lạ, mục bỏ sót)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vungxanh.core.directives.clauses import ClauseReader, Subject
from vungxanh.core.directives.drafts import Drafting
from vungxanh.core.directives.lexicon import UPPER, VERB_ANY_CASE, VERB_HERE
from vungxanh.core.directives.model import Caution, Ref
from vungxanh.core.directives.paragraphs import Paragraph, folded_line
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
    r"(?:ket qua|qua trinh|truong hop|hinh thuc|thoi han|cac|moi|nhung|toan|tat ca|trong|tren|tai|tu|den|neu|khi|sau|"
    r"truoc|voi|theo|de|do|vi|nham|ngoai|rieng|nguoi|muc dich|yeu cau|can cu|so lieu|ho so|van ban|cong van|ke hoach|"
    r"quyet dinh|thong bao|chi thi|qua|bang|neu|viec|thuc te|tinh hinh|chu de|khau hieu|thong diep|so|ban|hien)(?!\w)"
)
"""Openings of a noun phrase that is nobody ("Kết quả thực hiện …", "Trong quá trình …")."""
_DECLARES = re.compile(
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
_LONGEST = 14
_SHORTEST = 25


def stranger_at(clauses: ClauseReader, start: int, end: int, *, only_areas: bool = False) -> Subject | None:
    """Take the words before the first verb of an ordered item as a name; None when they cannot be one."""
    words = fold_each(clauses.text[start:end])
    if only_areas and not _AREA.match(clauses.text, start, end):
        return None
    nobody = _DECLARES.match(words) or _NO_NAME.match(words) or _NOT_SOMEBODY.match(words)
    if nobody and not _AREA.match(clauses.text, start, end):
        return None
    named = clauses.names.stranger(start, end)
    if named is None or len(clauses.text[start : named.end].split()) > _LONGEST:
        return None
    begin = named.end
    while begin < end and clauses.text[begin] in " ,":
        begin += 1
    return Subject(named.refs, None, start, begin) if VERB_HERE.match(clauses.text, begin, end) else None


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


def unread_items(drafting: Drafting, nodes: list[Paragraph], begin: int) -> Iterator[Caution]:
    """Name every listed item after `begin` whose words are in no task, unless it only closes the letter."""
    text = drafting.clauses.text
    for node in nodes:
        if node.children and NOT_DUTIES.match(folded_line(text, node)):
            continue
        listed = node.kind and not node.children and node.start >= begin and node.end - node.body >= _SHORTEST
        read = any(task.span[0] < node.end and task.span[1] > node.body for task in drafting.tasks)
        declares = _DECLARES.match(folded_line(text, node)) is not None
        if listed and not read and not declares and not drafting.is_empty_phrase(None, node.body, node.end):
            words = " ".join(text[node.body : node.end].split()[:12])
            yield Caution("item_without_task", (node.body, node.end), {"words": words})
        yield from unread_items(drafting, node.children, begin)
