"""TCVN3 (ABC) and VNI text, as it comes out of old files, to Unicode (bảng mã cũ).

Both encodings draw Vietnamese letters with Western code points, so a text in them looks like Latin-1 with
odd letters. Detection compares the share of possible syllables under each reading.
TCVN3 has no capitals with tones: they live in fonts (`.VnTimeH`), so a run in such a font is small letters here, and
a line whose plain letters are all capitals was set in such a font.
"""

from __future__ import annotations

import re
from typing import Literal

from vungxanh.core.text.syllables import syllable_share
from vungxanh.core.text.vietnamese import canonical

Encoding = Literal["unicode", "tcvn3", "vni"]

_TCVN3_CODES = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\u00adư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ"
    "×ìØỉÜĩÝíÞịßòáỏâõãóäọåồæổçỗèốéộêờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
TCVN3 = dict(zip(_TCVN3_CODES[::2], _TCVN3_CODES[1::2], strict=True))

_VNI_MARKED = {
    "a": "øàùáûảõãïạââáấàầåẩãẫäậêăéắèằúẳüẵëặ",
    "e": "øèùéûẻõẽïẹâêáếàềåểãễäệ",
    "o": "øòùóûỏõõïọâôáốàồåổãỗäộ",
    "ô": "øờùớûởõỡïợ",
    "u": "øùùúûủõũïụ",
    "ö": "øừùứûửõữïự",
    "y": "øỳùýûỷõỹ",
}
VNI = {base + marks[i]: marks[i + 1] for base, marks in _VNI_MARKED.items() for i in range(0, len(marks), 2)}
VNI |= dict(zip("ôöìíæóòîñ", "ơưìíỉĩịỵđ", strict=True))
VNI |= {code.upper(): letter.upper() for code, letter in VNI.items()} | {
    code[0].upper() + code[1:]: letter.upper() for code, letter in VNI.items() if len(code) == 2
}
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_TCVN3_TABLE = str.maketrans(TCVN3)
_BEYOND_LATIN_1 = re.compile("[\u0102-\u01b0\u0300-\u0323\u1ea0-\u1ef9]")
_FOOTNOTE_MARK = re.compile(r"(?<!\S)¹(?=\s)|(?<=e)¹(?!\w)")  # "¹" is also TCVN3's "ạ", which never stands so
_COLUMN = re.compile(r"(\n|\t| {2,})")
_SMALL, _CAPITAL = re.compile("[a-z]"), re.compile("[A-Z]")
_SUSPECT = re.compile("[\u00a1-\u00ff]")


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Decode TCVN3; `capitals` says that the run was set in a capital font (name ending in H)."""
    decoded = canonical(_FOOTNOTE_MARK.sub("\ue000", text).translate(_TCVN3_TABLE).replace("\ue000", "¹"))
    return decoded.upper() if capitals else "".join(map(_as_set, _COLUMN.split(decoded)))


def _as_set(line: str) -> str:
    """Raise the accented letters of a line or column whose plain letters are all capitals ("ủY BAN NHÂN DÂN")."""
    return line.upper() if not _SMALL.search(line) and len(_CAPITAL.findall(line)) >= 3 else line


def from_vni(text: str) -> str:
    """Decode VNI: a base letter followed by a mark drawn as a Western letter."""
    return canonical(_VNI_CODE.sub(lambda found: VNI[found[0]], text))


def decode_legacy(text: str) -> tuple[str, Encoding]:
    """Return the text in canonical Unicode and the encoding it was recognised as.

    A legacy reading is taken only when it makes clearly more possible syllables than the text as it stands.
    """
    suspects = len(_SUSPECT.findall(text))
    if suspects < 2 or len(_BEYOND_LATIN_1.findall(text)) > suspects // 4:  # only real Unicode has ạ, ế, ư …
        return canonical(text), "unicode"
    readings: dict[Encoding, str] = {"unicode": canonical(text), "tcvn3": from_tcvn3(text), "vni": from_vni(text)}
    shares = {name: syllable_share(reading) for name, reading in readings.items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] < shares["unicode"] + 0.05:
        best = "unicode"
    return readings[best], best


def decode_bytes(data: bytes) -> tuple[str, Encoding]:
    """Decode a plain text file: UTF-8 or UTF-16 with or without BOM, else TCVN3 or VNI in single bytes.

    Raises UnicodeDecodeError when no reading gives text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_legacy(data.decode("utf-16"))
    try:
        return decode_legacy(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        if b"\0" in data:
            return decode_legacy(_utf16_without_bom(data, problem))
        return decode_legacy(data.decode("latin-1"))


def _utf16_without_bom(data: bytes, problem: UnicodeDecodeError) -> str:
    """Choose the byte order that puts the zero bytes of spaces and digits on the right side."""
    little = data[1::2].count(0) >= data[0::2].count(0)
    text = data.decode("utf-16-le" if little else "utf-16-be")
    if "\0" in text:
        raise problem
    return text
