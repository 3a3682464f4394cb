"""Whom a duty reaches and by which ways, and whether each lead has a field of its own (kênh và đối tượng)."""

from __future__ import annotations

import re

from vungxanh.core.directives.lexicon import MEDIA, PEOPLE

_EACH = re.compile(
    r"(?<!\w)(?:mỗi (?:cơ quan|đơn vị|sở|ngành)|trong lĩnh vực(?: được)? phụ trách|theo (?:đúng )?(?:chức năng|"
    r"lĩnh vực|thẩm quyền|phạm vi|nhiệm vụ)|"
    r"trong phạm vi|thuộc (?:lĩnh vực|phạm vi|thẩm quyền)|(?:cơ quan|đơn vị|địa phương|ngành|địa bàn) mình|trên "
    r"địa bàn quản lý|do mình quản lý|trong (?:cơ quan|đơn vị))",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    r"(?<!\w)(?i:chỉ đạo|yêu cầu|đề nghị|đôn đốc|hướng dẫn)\s+(?P<who>(?:các|hệ thống|Trung tâm|Phòng|Bệnh "
    r"viện|Sở|Công an|UBND|Ủy ban nhân dân)\s[^.;:\n]{3,120}?)(?=\s(?:hướng dẫn|phổ biến|tuyên truyền|"
    r"triển khai|thực hiện|tổ chức|khuyến nghị|hỗ trợ|vận động|tăng cường|kiểm tra|rà soát|xây dựng|cài đặt|đẩy "
    r"mạnh|thông báo|bố trí|chủ động|phối hợp|bảo đảm|đảm bảo|nghiêm túc|khẩn trương|báo cáo|cập nhật|áp dụng|"
    r"nhắn tin|phải)(?!\w))"
)


def channels_in(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the bodies a duty is passed through and the media it uses, as written."""
    found = [match["who"].strip(" ,") for match in _THROUGH.finditer(text, start, end)]
    kept = [who for who in found if not PEOPLE.match(who) and not PEOPLE.match(who.removeprefix("các "))]
    kept += [match[0] for match in MEDIA.finditer(text, start, end)]
    return tuple(dict.fromkeys(kept))


def targets_in(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the people a duty is meant to reach, as written."""
    return tuple(dict.fromkeys(match[0] for match in PEOPLE.finditer(text, start, end)))


def each_in_own_field(text: str, start: int, end: int) -> bool:
    """Say whether the sentence leaves each of several leads its own field."""
    return _EACH.search(text, start, end) is not None
