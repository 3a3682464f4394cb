"""What stands before the subject of a duty: "Riêng", a topic, a title, when or why (phần mở đầu câu)."""

from __future__ import annotations

import re

from vungxanh.core.directives.lexicon import HEAD_HERE, POST_HERE, UPPER

_OPENER = re.compile(
    r"(?:đối với|riêng(?: đối với)?|về phía|đồng thời,?|ngoài ra,?|bên cạnh đó,?|trước mắt,?|cụ thể:?|trên cơ "
    r"sở đó,?|(?:các )?(?:nội dung|nhiệm vụ|vấn đề|công việc|kiến nghị|đề xuất) (?:khác|còn lại|nêu trên|này)"
    r"[^.;:,]{0,40}?,?\s+(?=giao\s)|tổ chức thực hiện:|giao:|do đó,?|vì vậy,?|"
    r"(?:ngoại )?trừ\s[^.;:\n]{3,120}?,\s+(?=(?:UBND |Ủy ban nhân dân |Chủ tịch )*(?:các|những|cấp)\s)|"
    r"(?:định kỳ|hằng|hàng|trước ngày|trước \d|chậm nhất|muộn nhất|trong (?:tháng|quý|tuần|ngày|năm|vòng|thời hạn|\d)|"
    r"từ nay|(?:không (?:chậm|muộn|trễ)|không quá|sau \d|hết ngày)|"
    rf"(?:ngay )?sau khi|sau ngày|trong quá trình)\s?[^,.;:\n]{{2,90}},\s+(?=(?-i:[{UPPER}])|các\s))\s*",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    rf"(?:Về|Đối với|Công tác|Việc|Lĩnh vực|Nội dung|Liên quan)\s[^:;.\n]{{2,80}}:\s+(?=[{UPPER}]|giao\s|các\s)"
)
_TOPIC_OF = re.compile(
    rf"(?:Về|Đối với|Liên quan(?: đến)?)\s[^:;.,\n]{{2,80}}[,:]\s+(?=(?i:{HEAD_HERE.pattern})\s"
    rf"(?:nhân dân\s)?(?:[{UPPER}]|tỉnh|huyện|xã|thành phố|các\s))"
)
"""The same where somebody of a known kind follows ("Đối với vướng mắc về vốn, Sở Tài chính …")."""
_TITLE = re.compile(
    rf"(?!(?:Đơn vị|Cơ quan|Các (?:đơn vị|cơ quan)|Chủ trì|Phối hợp|Thời|Thành phần)\s)[{UPPER}][^:;.,\n]{{2,80}}:\s+"
    rf"(?=(?i:{HEAD_HERE.pattern})\s)(?=[{UPPER}])"
)
_SETTING = re.compile(
    r"(?:Căn cứ|Trên cơ sở|Khi|Ngay khi|Sau khi|Để|Nhằm|Theo(?! dõi)|Trước|Trường hợp|Nếu|Qua|Từ|Do|Vì|Cùng với|"
    rf"Song song(?: với)?|Bên cạnh)\s[^.;:\n]{{2,140}}?,\s+(?=[{UPPER}]|các\s)"
    rf"(?=(?i:{HEAD_HERE.pattern}|{POST_HERE.pattern}))"
)
"""When or why somebody named behind it acts ("Trên cơ sở đề xuất của Sở Y tế, Sở Tài chính tham mưu …")."""


def past_openers(text: str, start: int, end: int) -> int:
    """Return the place behind "Riêng", "Đồng thời", "Trước ngày 5/6," or "Về kinh phí:" at the start."""
    pos = start
    while opener := _TOPIC_OF.match(text, pos, end) or _OPENER.match(text, pos, end):
        pos = opener.end()
    topic = _TOPIC.match(text, pos, end)
    return topic.end() if topic else pos


def past_setting(text: str, pos: int, end: int) -> int | None:
    """Return the place behind a title or a setting where somebody of a known kind is named."""
    found = _TITLE.match(text, pos, end) or _SETTING.match(text, pos, end)
    return found.end() if found else None
