"""Names that no directory holds: national field names, names up to a verb, "các đơn vị liên quan" (tên ngoài "
"danh mục)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from vungxanh.core.directives import groups
from vungxanh.core.directives.lexicon import (
    FIELD_HERE,
    GENERIC_HERE,
    HEAD_HERE,
    NAME_TAIL,
    POST_HERE,
    UPPER,
    VERB_ANY_CASE,
    VERB_HERE,
)
from vungxanh.core.directives.model import Ref

_QUALIFIER = re.compile(
    r"(?:[^\S\n]+(?:(?:các|cấp|của|thuộc|khu vực|toàn)\s+)?(?:tỉnh|huyện|quận|thị xã|thành phố|TP\.?|xã|phường|thị "
    r"trấn)(?!\w)"
    r"(?:\s*,\s*(?:quận|huyện|thị xã|thị|thành phố(?: trực thuộc Trung ương)?|xã|phường|thị trấn)(?!\w))*)?"
    rf"(?:[^\S\n]+(?:[-–]\s+(?!(?:{POST_HERE.pattern})|Cơ quan))?[{UPPER}][^\W\d_]*(?:\sủy(?!\w))?){{0,6}}"
)
_WHOLE = re.compile(
    r"(?:Tỉnh|Huyện|Thành|Thị|Quận|Xã) (?:đoàn|ủy)|Công an|Thanh tra|Mặt trận|Công đoàn|"
    r"Đoàn Thanh niên|Bưu điện|Điện lực|Bảo hiểm xã hội|Kho bạc|VNPT|Viettel|FPT|MobiFone|"
    r"hệ thống (?:thông tin cơ sở|truyền thanh)|Thuế (?:tỉnh|thành phố|cơ sở)|"
    r"(?:Tổ|Đoàn|Đội) (?:kiểm tra|công tác|giúp việc|thanh tra|thư ký|biên tập|giám sát)",
    re.IGNORECASE,
)
_GENERIC_START = re.compile(
    r"các |những |từng |mọi |toàn |tất |quý |(?:cả )?hai |ba |bốn |cán bộ|công chức|viên chức|người lao động|"
    r"đảng viên|cơ quan|đơn vị|"
    r"địa phương|tổ chức,? cá nhân|chủ đầu tư|chính quyền|lực lượng (?:bảo vệ an|dân quân|công an|quân đội|vũ trang|"
    r"xung kích|kiểm lâm)",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:các|những|mọi|(?:cả )?hai|ba|bốn) (?:chủ|cơ sở(?: (?:đào tạo|sản xuất|kinh doanh|giáo dục|dịch vụ))?|"
    r"doanh nghiệp|hộ|nhà|"
    r"phòng khám|hợp tác xã|lực lượng|ban quản lý|khu|đại học|trường|học viện|chợ|tổ|thôn|buôn|bản|ấp|khóm|chi bộ|"
    r"thành viên|"
    r"đồng chí (?:thành viên|ủy viên))(?!\w)",
    re.IGNORECASE,
)
_MEMBERS = re.compile(r"các (?:đồng chí )?(?:thành viên|ủy viên)(?!\w)", re.IGNORECASE)
_MORE_KINDS = re.compile(
    r"(?:,\s*|\s+và\s+)(?:các )?(?:đơn vị|chủ|cơ sở|doanh nghiệp|hộ|nhà|hợp tác xã|đại học|trường|học viện|chợ|"
    r"viện|buôn|bản|ấp|khóm|khu phố|tổ dân phố|tổ chức|cá nhân)(?!\w)"
)
_SCHOOL_LEVEL = re.compile(r"(?:,\s+(?:(?:MN|TH|THCS|THPT|PTCS|PTDTNT|PTDTBT|GDTX|GDNN)(?:\s*[&-]\s*)?)+(?!\w))+")
"""Abbreviated kinds of school that go on a list begun in words ("các trường mầm non, tiểu học, THCS")."""
_NEXT_LETTER = re.compile(r"\s+[^\W\d_]")
_NAME_GOES_ON = re.compile(rf"\s+[-–]\s+[{UPPER}]|\s+và\s+[{UPPER}]")
_TURNS = re.compile(
    r", (?:trọng (?:điểm|tâm)|đặc biệt|trong đó|nhất là|bao gồm|gồm|kể cả|nhằm|để|qua đó|từ đó|góp phần|đúng|kịp|với|"
    r"không|chủ yếu|ưu tiên|trên|tại|từ|nếu|khi|mà|nhưng|hoặc)(?!\w)"
)
"""A comma after which a sentence goes on rather than a name."""
_ACTS = {"vận hành", "điều hành"}
"""Parts of names that are duties when they follow a proper name ("Công ty thủy lợi Liễn Sơn vận hành …")."""
_OFFICE = re.compile(
    r"(?:Phòng|Vụ|Ban)\s(?:Giáo dục|Văn hóa|Nông nghiệp|Tổ chức|Kinh tế|Môi trường|Xây dựng|Du lịch|Thanh tra|Y tế)",
    re.IGNORECASE,
)
_OFFICE_WORD = re.compile(r"Phòng|Vụ|Ban")
_LONGER_FIELD = re.compile(
    rf"\s+[{UPPER}](?![{UPPER}])[^\W\d_]*\s+(?P<small>(?!(?:và|của|các|cấp|tỉnh|huyện|quận|thị|thành|xã|phường|"
    rf"thuộc|khu|"
    r"với|cùng|để|trên|tại|có|theo)(?!\w))[a-zđ])"
)
"""A capital and a small word behind a field: "Phòng Giáo dục Trung học" (a place has capitals only)."""
_SUBFIELD = re.compile(
    r"\s+(?!(?:và|của|các|cấp|tỉnh|huyện|quận|thị|thành|xã|phường|thuộc|khu|với|cùng|để|trên|tại|có|theo)(?!\w)"
    r")[a-zđ]"
)
"""A small word after a short field: "Phòng Giáo dục trung học" is another office than "Phòng Giáo dục"."""
_PROPER_END = re.compile(
    rf"(?:\s(?!(?:Ban|Sở|Bộ|Hội|Phòng|Cục|Trung|Văn|Đội|Tổ|Trường|Viện|Đảng|Quỹ|"
    rf"Chi)\s)[{UPPER}][^\W\d_{UPPER}]*\s[{UPPER}][^\W\d_{UPPER}]*|\s(?:tỉnh|huyện|quận|thị xã|thành phố|xã|phường|"
    rf"thị trấn|đặc khu))$"
)
_SMALL_WORD = re.compile(
    r"\s+(?!(?:và|của|ủy|đảo|tỉnh|huyện|quận|thị|thành|xã|phường|đặc|khu|cấp|các|miền|vùng|thuộc|trực(?= thuộc)|"
    r"chi|số|cơ|cụm|"
    r"tại|đóng|"
    r"đới|cổ|nội|ngoại|học|nghệ|tế|lý|động|sản|nghiệp|hóa|thao|hội|dân|sự|an|cứu|dưỡng|tải|lợi|trường|địa|trú|sinh|"
    r"khoa|nhi|mạch|tạo|thương|dược|nhân|quốc|nghề|đẳng|tử|viễn|thủy|nước|bộ|đội|lực|doanh|mại|thuật|phẩm|chất|tật|"
    r"phố|trên|khối|ngành|trung|liên|phân|nhiệm|giai|lần)(?!\w))[^\W\d_A-ZĐ]"
)
_WORD = re.compile(r"[^\S\n]*[^\s,;:.()/]+")
_FIELD_PART = re.compile(
    r", (?:(?:Thể thao|Thông tin|Du lịch|Nghệ thuật|Gia đình|Thương binh|Truyền thanh|Truyền hình|Truyền thông|"
    r"Khoa học|Thương mại|Hạ tầng|Nữ công|Thanh niên|Thiếu nhi)(?!\w))"
)
"""A comma inside the field of one body ("Trung tâm Văn hóa, Thể thao và Truyền thanh")."""
_SECTORS = ("Văn hóa", "Thể thao", "Thông tin", "Thể dục", "Lao động", "Kinh tế", "Phát thanh", "Khoa học")
_FURTHER_PLACES = re.compile(rf"(?:(?:\s*,|\s+và)(?:\s+[{UPPER}](?![{UPPER}])[^\W\d_]*){{1,5}}(?:\s\d{{1,2}})?)+")
"""Proper names listed behind one plural body ("các Công ty Thủy lợi Bắc, Nam, Tây Nghệ An")."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name as written and where it ends."""

    ref: Ref
    end: int


class Unlisted:
    """Reads one unlisted name; `may_start(pos, end)` says whether another name could begin at a place."""

    def __init__(self, text: str, may_start: Callable[[int, int], bool]) -> None:
        """Work on one text."""
        self.text = text
        self._may_start = may_start

    def named(self, pos: int, end: int, *, small: bool = False) -> Found | None:
        """Read a name that the directory lacks: head and field with a place, else head and words up to a verb.

        `small` allows a small first letter, in a list of kinds of bodies.
        """
        head = HEAD_HERE.match(self.text, pos, end)
        if not head or not (small or self.text[pos].isupper() or head[0].lower().startswith(("các ", "hệ thống"))):
            return None
        verb = VERB_ANY_CASE.match(self.text, pos, end)
        if verb and verb.end() > head.end():  # "Tổ chức …", "Báo cáo …" are duties, not a "tổ" or a "báo"
            return None
        stop = self._field_end(head, end) or self.extent(head.end(), end)
        stop = groups.spread_at(self.text, skipped(self.text, stop, end), end) or stop
        qualifier = _QUALIFIER.match(self.text, stop, end)
        stop = qualifier.end() if qualifier and not self.text[pos:stop].isupper() else stop
        stop = self._further_places(head[0], stop, end)
        written = self.text[pos:stop].rstrip(" ,")
        if len(written) == len(head[0]) and not written.isupper() and not _WHOLE.fullmatch(written):
            return None
        return Found(Ref(written, written, None), pos + len(written))

    def _field_end(self, head: re.Match[str], end: int) -> int | None:
        """Return where a national field name ends, unless the name goes on past it ("Văn hóa - Thể thao …")."""
        if head[0].lower().removeprefix("các ") not in {"sở", "bộ", "phòng", "ban"}:
            return None
        field = FIELD_HERE.match(self.text, skipped(self.text, head.end(), end), end)
        if not field:
            return None
        if _OFFICE.fullmatch(self.text[head.start() : field.end()]) and _SUBFIELD.match(self.text, field.end(), end):
            return None if not self._verb_follows(field.end(), end) else field.end()
        if self._field_goes_on(field.end(), end):
            return None
        longer = _LONGER_FIELD.match(self.text, field.end(), end) if _OFFICE_WORD.fullmatch(head[0]) else None
        if longer and not VERB_HERE.match(self.text, longer.start("small"), end):
            return None
        more = _NAME_GOES_ON.match(self.text, field.end(), end)
        return None if more and not self._may_start(more.end() - 1, end) else field.end()

    def _field_goes_on(self, pos: int, end: int) -> bool:
        """Say whether a comma at `pos` stands inside a field ("Văn hóa, Thể thao")."""
        return self.text.endswith(_SECTORS, 0, pos) and _FIELD_PART.match(self.text, pos, end) is not None

    def _further_places(self, head: str, stop: int, end: int) -> int:
        """Return where further proper names end that share one plural body and are followed by its verb."""
        more = _FURTHER_PLACES.match(self.text, stop, end) if head.lower().startswith("các ") else None
        if more is None or not self._verb_follows(more.end(), end):
            return stop
        places = re.finditer(rf"(?<!\w)[{UPPER}]", self.text[stop : more.end()])
        heads = (HEAD_HERE.match(self.text, stop + place.start(), end) for place in places)
        return stop if any(heads) else more.end()

    def _verb_follows(self, pos: int, end: int) -> bool:
        return VERB_HERE.match(self.text, skipped(self.text, pos, end), end) is not None

    def extent(self, pos: int, end: int, *, acts: bool = False) -> int:
        """Return where the words of a name end: at a verb, at punctuation, or where another name begins.

        `acts` takes "vận hành" for a duty, as behind a kind of body ("các chủ hồ vận hành …").
        """
        at, words = pos, 0
        while words < 14 and (word := _WORD.match(self.text, at, end)):
            begin = skipped(self.text, at, end)
            if spread := groups.spread_at(self.text, begin, end):
                return spread
            tail = NAME_TAIL.match(self.text, begin, end)
            if tail and not (tail[0] in _ACTS and (acts or self._past_proper_name(pos, at, end))):
                at, words = tail.end(), words + 1
                continue
            if VERB_HERE.match(self.text, begin, end) or (word[0][0] == " " and self._past_proper_name(pos, at, end)):
                break
            if word[0].strip() in {"và", "cùng", "với"} and self._may_start(skipped(self.text, word.end(), end), end):
                break
            at, words = word.end(), words + 1
            if level := _SCHOOL_LEVEL.match(self.text, at, end):
                at = level.end()
            if self.text[at : at + 2] == ", " and not _TURNS.match(self.text, at, end):
                if not self._goes_on(at, end):
                    break
                at += 1
        return at

    def _goes_on(self, comma: int, end: int) -> bool:
        """Say whether a name goes on behind a comma: inside its field, or in small letters that begin nothing else."""
        following = comma + 2
        if self._field_goes_on(comma, end):
            return True
        lower = self.text[following : following + 1].islower()
        return lower and not VERB_HERE.match(self.text, following, end) and not self._may_start(following, end)

    def unknown(self, pos: int, end: int) -> Found | None:
        """Read a capital name of no known kind where only a name can stand; it is kept as written."""
        if not self.text[pos : pos + 1].isupper() or VERB_ANY_CASE.match(self.text, pos, end):
            return None
        stop = self.extent(pos, end)
        written = self.text[pos:stop].rstrip(" ,")
        return Found(Ref(written, written, None), pos + len(written)) if " " in written else None

    def _past_proper_name(self, pos: int, at: int, end: int) -> bool:
        """Say whether a proper name ("… Hòa Cường") ends at `at` and a small word follows that links no name to it."""
        return (
            _PROPER_END.search(self.text, max(pos, at - 24), at) is not None
            and _SMALL_WORD.match(self.text, at, end) is not None
        )

    def generic(self, pos: int, end: int) -> Found | None:
        """Read whoever is concerned ("các đơn vị liên quan"), with the words that say which of them."""
        generic = GENERIC_HERE.match(self.text, pos, end)
        if not generic or not _GENERIC_START.match(generic[0]) or _MEMBERS.match(self.text, pos, end):
            return self._kind_of_body(pos, end)
        stop = generic.end()
        if self.text[pos:end].isupper():
            stop = self.extent(stop, end)
        further = _NEXT_LETTER.match(self.text, stop, end)
        if further and further[0][-1].islower() and not VERB_HERE.match(self.text, further.end() - 1, end):
            longer = self.extent(stop, end)
            closed = self.text[longer : longer + 1] in {"", ":", ",", ";", "."} or VERB_HERE.match(
                self.text, skipped(self.text, longer, end), end
            )
            stop = longer if closed and longer - stop < 40 else stop
        written = self.text[pos:stop]
        return Found(Ref(written, written, None, is_generic=True), stop)

    def _kind_of_body(self, pos: int, end: int) -> Found | None:
        """Read "các chủ rừng", "các cơ sở kinh doanh": a kind of body without a name, up to the verb."""
        plural = _KIND.match(self.text, pos, end)
        if not plural:
            return None
        stop = self.extent(plural.end(), end, acts=True)
        while more := _MORE_KINDS.match(self.text, stop, end):
            stop = self.extent(more.end(), end, acts=True)
        stop = self._further_places(plural[0], stop, end)
        written = self.text[pos:stop].rstrip(" ,")
        return Found(Ref(written, written, None, is_generic=True), pos + len(written))


def skipped(text: str, pos: int, end: int) -> int:
    """Return the place after blanks, dashes and colons."""
    while pos < end and text[pos] in " \u00a0:-–":
        pos += 1
    return pos


def kind_at(text: str, pos: int, end: int) -> bool:
    """Say whether a kind of body ("các cơ sở đào tạo") begins at `pos`."""
    return _KIND.match(text, pos, end) is not None
