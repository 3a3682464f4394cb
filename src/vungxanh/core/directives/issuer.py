"""Who issued a letter, and whether it comes from another province than the directory's (cơ quan ban hành)."""

from __future__ import annotations

import re

from vungxanh.core.directives.directory import Directory
from vungxanh.core.directives.header import HeadLines
from vungxanh.core.directives.lexicon import FIELD_HERE, FIELDS, listed
from vungxanh.core.directives.model import Signature
from vungxanh.core.text.vietnamese import fold

PROVINCES = listed("""
An Giang | Bà Rịa - Vũng Tàu | Bắc Giang | Bắc Kạn | Bạc Liêu | Bắc Ninh | Bến Tre | Bình Định | Bình Dương |
Bình Phước | Bình Thuận | Cà Mau | Cần Thơ | Cao Bằng | Đà Nẵng | Đắk Lắk | Đắk Nông | Điện Biên | Đồng Nai |
Đồng Tháp | Gia Lai | Hà Giang | Hà Nam | Hà Nội | Hà Tĩnh | Hải Dương | Hải Phòng | Hậu Giang | Hòa Bình |
Hưng Yên | Khánh Hòa | Kiên Giang | Kon Tum | Lai Châu | Lâm Đồng | Lạng Sơn | Lào Cai | Long An | Nam Định |
Nghệ An | Ninh Bình | Ninh Thuận | Phú Thọ | Phú Yên | Quảng Bình | Quảng Nam | Quảng Ngãi | Quảng Ninh |
Quảng Trị | Sóc Trăng | Sơn La | Tây Ninh | Thái Bình | Thái Nguyên | Thanh Hóa | Thừa Thiên Huế | Huế |
Tiền Giang | Hồ Chí Minh | Trà Vinh | Tuyên Quang | Vĩnh Long | Vĩnh Phúc | Yên Bái
""")
_FOLDED = {fold(name).replace(" - ", " "): name for name in PROVINCES}
_CITIES = {"ha noi", "da nang", "hai phong", "can tho", "ho chi minh"}
_HEADS = re.compile(
    r"(?:UBND|ỦY BAN|SỞ|BỘ|CỤC|TỔNG CỤC|CHI CỤC|VĂN PHÒNG|BAN|HỘI ĐỒNG|HỘI|TRUNG TÂM|TỈNH ỦY|HUYỆN ỦY|THÀNH ỦY|"
    r"THỊ ỦY|BỆNH VIỆN|THỦ TƯỚNG|CHÍNH PHỦ|"
    r"CHỦ TỊCH|PHÒNG(?!,)|CÔNG AN|NGÂN HÀNG|KHO BẠC|BẢO HIỂM|TẬP ĐOÀN|CÔNG TY|TỔNG CÔNG TY|HĐND|LIÊN ĐOÀN|ĐOÀN|"
    r"THANH TRA|TÒA ÁN|VIỆN|TRƯỜNG|ĐẠI HỌC|BÁO|ĐÀI|BCĐ|ĐẢNG)(?!\w)"
)
_EVERYWHERE = re.compile(r"(?:PHÒNG|TRUNG TÂM|CHI CỤC|BAN QUẢN LÝ|TRƯỜNG|TRẠM|ĐỘI|HẠT)(?!\w)")
_ORGAN = re.compile(r"VĂN PHÒNG|BAN THƯỜNG TRỰC|THƯỜNG TRỰC|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|ĐOÀN CHỦ TỊCH")
"""A part of the body above it, which alone names nobody."""
_OFFICE_SYMBOL = re.compile(r"-VP(?![^\W\d_]*CP)|VPUB|VPĐP")
_NAMES = {
    "VĂN PHÒNG CHÍNH PHỦ": "Văn phòng Chính phủ",
    "THỦ TƯỚNG CHÍNH PHỦ": "Thủ tướng Chính phủ",
    "CHÍNH PHỦ": "Chính phủ",
    "BỘ CÔNG AN": "Bộ Công an",
}
_CHAIR = re.compile(r"CHỦ TỊCH\s+(?=ỦY BAN|UBND)")
_COMMITTEE = re.compile(
    r"(?:ỦY BAN NHÂN DÂN|UBND)\s+(TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|TP\.?)\s+(.+)", re.IGNORECASE
)


def issuer_of(head: HeadLines, signature: Signature, directory: Directory) -> tuple[str | None, bool]:
    """Return the issuer and whether it had to be derived from signature, symbol and place."""
    agencies = _assembled(head.agencies)
    if agencies:
        organ = _ORGAN.fullmatch(agencies[-1])
        office_first = (
            len(agencies) > 1 and _OFFICE_SYMBOL.search(head.symbol or "") and fold(agencies[-2]) == "van phong"
        )
        if office_first or (organ and len(agencies) > 1):
            body, part = (agencies[-1], agencies[-2]) if office_first else (agencies[-2], agencies[-1])
            return f"{part.capitalize()} {_presented(body, directory)}", False
        return _with_higher(agencies, directory), False
    return _derived(head, signature, directory), True


def is_foreign(head: HeadLines, issuer: str | None, directory: Directory) -> bool:
    """Say whether the letter was issued in another province, so that our unit codes must not be used."""
    if directory.home is None:
        return False
    said = [*_assembled(head.agencies), issuer or ""]
    if any(_level(agency) == "central" for agency in said):
        return False
    home = fold(directory.home)
    words = fold(" / ".join(said))
    if home in words:
        return False
    named = [folded for folded in _FOLDED if re.search(rf"\b(?:tinh|thanh pho|tp\.?) {folded}\b", words)]
    if named:
        return True
    local = re.search(r"\b(?:huyen|quan|thi xa|thanh pho) ([a-z ]+?)(?: /|$)", words)
    if local:
        return directory.resolve(f"UBND {local[0].strip(' /')}") is None
    place = fold(head.place or "").removeprefix("thanh pho ").removeprefix("tp. ")
    return place in _FOLDED and place != home


def _assembled(lines: tuple[str, ...]) -> list[str]:
    """Join the broken lines of agency names: a line with no agency head carries on the one above."""
    names: list[str] = []
    for raw in lines:
        line = raw.strip(" -–_*")
        if names and not _HEADS.match(line):
            names[-1] = f"{names[-1]} {line}"
        elif line and (_HEADS.match(line) or not names):
            names.append(line)
    return [name for name in names if _HEADS.match(name)]


def _with_higher(agencies: list[str], directory: Directory) -> str:
    """Name the issuer; an office that every district or department has one of, with the body above it."""
    own = _presented(agencies[-1], directory)
    if len(agencies) == 1 or not _EVERYWHERE.match(agencies[-1]) or not _is_unlisted(agencies[-1], directory):
        return own
    higher = _presented(agencies[-2], directory)
    return own if fold(higher) in fold(own) else f"{own}, {higher}"


def _is_unlisted(name: str, directory: Directory) -> bool:
    """Say whether the directory knows no single unit of this name."""
    found = directory.resolve(name)
    return found is None or len(found.codes) != 1 or found.is_group


def _presented(name: str, directory: Directory) -> str:
    """Give the directory's name, or rewrite a capital committee name, or keep it as written."""
    name = _NAMES.get(name.upper(), name)
    if chair := _CHAIR.match(name):
        return f"Chủ tịch {_presented(name[chair.end() :], directory)}"
    found = directory.resolve(name)
    if found and len(found.codes) == 1 and not found.is_group:
        return found.name
    committee = _COMMITTEE.fullmatch(name)
    if committee:
        level = "thành phố" if committee[1].upper().startswith("TP") else committee[1].lower()
        place = " - ".join(part.title() for part in committee[2].split(" - "))
        return f"{'UBND' if name.startswith('UBND') else 'Ủy ban nhân dân'} {level} {place}"
    titled = re.match(r"(SỞ|BỘ|PHÒNG|BAN)\s+", name)
    field = FIELD_HERE.fullmatch(name, titled.end()) if titled else None
    if titled and field:
        proper = next(known for known in FIELDS if known.upper() == field[0].upper())
        return f"{titled[1].capitalize()} {proper}"
    return name


def _derived(head: HeadLines, signature: Signature, directory: Directory) -> str | None:
    """Work the issuer out of "TM. ỦY BAN NHÂN DÂN", the symbol and the place."""
    authority = " ".join(signature.authority)
    symbol = head.symbol or ""
    post = fold(signature.position or "")
    if "ỦY BAN NHÂN DÂN" in authority or re.search(r"(?:^|-)UBND(?:-|$)", symbol):
        return _committee_of(head.place, directory) if head.place else None
    if "TTg" in symbol or "thu tuong" in post:
        return "Thủ tướng Chính phủ"
    if "VPCP" in symbol:
        return "Văn phòng Chính phủ"
    named = re.match(r"(?:TM|TL)\.\s*(.+)", authority)
    return named[1].split(" KT.")[0].strip() if named and "CHỦ TỊCH" not in named[1] else None


def _committee_of(place: str, directory: Directory) -> str:
    """Return the people's committee that writes from a place: province first, then a district that bears its name."""
    if directory.home and fold(place) == fold(directory.home):
        found = directory.resolve(f"UBND tỉnh {directory.home}")
        return found.name if found else f"UBND tỉnh {directory.home}"
    if fold(place) in _FOLDED:
        return f"UBND {'thành phố' if fold(place) in _CITIES else 'tỉnh'} {place}"
    for kind in ("huyện", "thị xã", "thành phố"):
        found = directory.resolve(f"UBND {kind} {place}")
        if found and len(found.codes) == 1:
            return found.name
    return f"UBND ({place})"


def _level(agency: str) -> str:
    return (
        "central"
        if re.match(
            r"(?:BỘ(?! CHỈ HUY)|THỦ TƯỚNG|CHÍNH PHỦ|VĂN PHÒNG CHÍNH PHỦ|TỔNG CỤC|VĂN PHÒNG QUỐC HỘI|BAN CHỈ ĐẠO "
            r"QUỐC GIA)(?!\w)",
            agency,
            re.IGNORECASE,
        )
        else "local"
    )
