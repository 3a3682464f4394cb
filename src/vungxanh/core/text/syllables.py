"""Which written syllables can be Vietnamese (âm tiết tiếng Việt)."""

from __future__ import annotations

import re

from vungxanh.core.text.vietnamese import canonical, strip_tones

_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x"
_OPEN = (
    "a|ai|ao|au|ay|âu|ây|e|eo|ê|êu|i|ia|iu|iêu|yêu|o|oa|oai|oay|oao|oe|oeo|oi|ô|ôi|ơ|ơi|"
    "u|ua|uây|uê|ui|uôi|uơ|uy|uya|uyu|ư|ưa|ưi|ươi|ươu|ưu|y|yê|uêu"
)
_NASAL = "a|ă|â|e|ê|i|iê|yê|o|oa|oă|oe|oo|ô|ơ|u|uâ|uê|uô|uy|uyê|ư|ươ|y"
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:(?:{_OPEN})|(?:{_NASAL})(?:ng|nh|m|n)|(?:{_NASAL})(?:ch|c|p|t))")
_STOPPED = re.compile("(?:ch|c|p|t)$")
_WORD = re.compile(r"[^\W\d_]+")
_ALLOWED_WITH_STOP = set("áắấéếíóốớúứýạặậẹệịọộợụựỵ")
_OTHER_TONES = set("àằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹ")


def is_syllable(word: str) -> bool:
    """Say whether a word, in any case, is a possible Vietnamese syllable with a possible tone."""
    word = canonical(word).lower()
    if len(word) > 7 or not _SYLLABLE.fullmatch(strip_tones(word)):
        return False
    marks = [char for char in word if char in _ALLOWED_WITH_STOP or char in _OTHER_TONES]
    if len(marks) > 1:
        return False
    return not (marks and marks[0] in _OTHER_TONES and _STOPPED.search(word))


def syllable_share(text: str, limit: int = 400) -> float:
    """Return the share of words, 0 to 1, among the first `limit` that are possible Vietnamese syllables."""
    words = _WORD.findall(text[: limit * 12])[:limit]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0
