"""What a letter tells of the past or allows, and so orders nobody to do (nội dung đánh giá, không phải nhiệm vụ)."""

from __future__ import annotations

import re
from datetime import date

from vungxanh.core.directives.dates import deadlines_in
from vungxanh.core.directives.lexicon import UPPER, VERB_HERE
from vungxanh.core.directives.model import Ref
from vungxanh.core.text.vietnamese import fold_each

_ALLOWED = re.compile(r"được (?:sử dụng|hưởng|phép|áp dụng|thành lập|trích|thanh toán|hỗ trợ|ưu tiên|xem xét)(?!\w)")
"""What a body may do or gets."""
_EXEMPT = re.compile(r"(?:thì )?(?:(?:không|chưa) (?:phải|cần|thuộc|áp dụng)|được miễn)(?!\w)(?! (?:để|là))")
_DONE = re.compile(
    r"(?:(?:thời gian (?:vừa )?qua|vừa qua|trong (?:thời gian )?qua|cơ bản|cũng|đều|nay),?\s+)*đã\s+(?!phải\s)(?P<how>"
    r"(?:rất )?(?:tích cực|chủ động|nghiêm túc|khẩn trương|kịp thời|cơ bản|quan tâm|nỗ lực|cố gắng|tập trung|"
    r"hoàn thành|làm tốt|thực hiện tốt|phối hợp)(?!\w))?"
)
_END = re.compile(
    rf"\.\s|;\s+(?=[{UPPER}]|(?:đồng thời,?\s+)?(?:giao|yêu cầu|đề nghị|phân công)\s+(?:[{UPPER}]|các\s))|\n"
)
_ASKS = re.compile(
    r"(?<!theo )(?<!các )(?<!được )(?<!đã )(?<!\w)(?:yêu cầu|đề nghị|giao(?! thông| dịch| ban| lưu)|phân công)(?!\w)|"
    r"(?<!đã )(?<!, )(?<!và )(?<!\w)(?:tiếp tục|khẩn trương|nghiêm túc|chủ động)(?!\w)|"
    r"(?<!\w)(?:phải|cần|có trách nhiệm|chịu trách nhiệm)(?!\w)|"
    r"(?<!đã )(?<!\w)(?:báo cáo|gửi|nộp|đăng ký|cập nhật)(?!\w)[^.;]*?(?:trước|chậm nhất|muộn nhất|trong) "
    r"(?:ngày|tháng|\d)",
    re.IGNORECASE,
)
_FURTHER_VERB = re.compile(
    r"(?<=\s)(?<!và )(?<!để )(?<!nhằm )(?<!trong )(?<!theo )(?<!về )(?<!việc )(?<!công tác )(?<!kế hoạch )(?<!được )"
    r"(?<!phương án )(?<!biện pháp )(?<!nhiệm vụ )(?<!hoạt động )(?<!, )" + f"(?={VERB_HERE.pattern})"
)
_BEHIND_A_VERB = re.compile(rf"(?<!\w){VERB_HERE.pattern}\s$")
_FEWEST_WORDS = 3
_COMMITTEES = {"departments", "districts", "communes", "mass-organisations"}
"""Groups whose members the letter knows one by one, unlike enterprises or schools."""
_TOPIC = re.compile(
    r"(?:ve |doi voi )?(?:cac )?(?:ket qua|danh gia|tinh hinh|ton tai|han che|nguyen nhan|uu diem|khuyet diem|"
    r"thuan loi)(?!\w)[^.;:]{0,80}:"
)
_REPORTS = re.compile(
    r"(?<!đã )(?<!\w)(?:báo cáo|gửi|tổng hợp|cung cấp|khắc phục|chấn chỉnh|rút kinh nghiệm|cập nhật)(?!\w)",
    re.IGNORECASE,
)


def tells(text: str, pos: int, end: int, *, order: str | None, of: Ref) -> bool:
    """Say whether what follows a subject at `pos` tells what it did or may do, and no word of the sentence asks it.

    An `order` asks whoever it names, whatever they did. "Đã …" may only say which are meant `of` a
    subject that names nobody alone ("các đơn vị").
    """
    if _ALLOWED.match(text, pos, end) or (_EXEMPT.match(text, pos, end) and not order):
        return True
    done = _DONE.match(text, pos, end)
    if done is None or order:
        return False
    stop = _END.search(text, done.end(), end)
    last = stop.start() if stop else end
    if _ASKS.search(text, pos, last):
        return False
    several = of.is_generic or (of.is_group and (of.code or of.kind) not in _COMMITTEES)
    return not several or done["how"] is not None or not _goes_on(text, done.end(), last)


def is_review(text: str, start: int, end: int, *, issued: date | None) -> bool:
    """Say whether an item reviews what was done ("Về kết quả: …", "Nguyên nhân: …") and asks for nothing."""
    topic = _TOPIC.match(fold_each(text[start:end]))
    if topic is None:
        return False
    begin = start + topic.end()
    if _ASKS.search(text, begin, end) or _REPORTS.search(text, begin, end):
        return False
    limits = deadlines_in(text, begin, end, issued=issued)
    return all(one.deadline.date and issued and one.deadline.date < issued for one in limits)


def _goes_on(text: str, pos: int, end: int) -> bool:
    """Say whether a second verb follows, so that "đã …" only says who is meant ("Các đơn vị đã có mã báo cáo …")."""
    further = (verb.start() for verb in _FURTHER_VERB.finditer(text, pos, end))
    return any(
        len(text[pos:at].split()) >= _FEWEST_WORDS and not _BEHIND_A_VERB.search(text, max(pos, at - 20), at)
        for at in further
    )
