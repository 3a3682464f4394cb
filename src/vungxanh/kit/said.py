"""Sentences that are stored but read in the reader's language (câu do hệ thống ghi).

What the system writes down about an act is kept as its source sentence, which is Vietnamese and the catalogue's key,
with the facts in it: `{"say": "bỏ nhiệm vụ %(number)d", "with": {"number": 3}}`. A fact may be such a sentence itself,
or a list of them. Mark the sentence with `gettext_noop`, so that translators find it.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override

Said = dict[str, Any]
Fact = str | int | Said | list[Said]


def said(words: str | Promise, **facts: Fact) -> Said:
    """The sentence as stored; lazy words (a choice's label) are stored by their source."""
    with override(None):
        source = str(words)
    return {"say": source, "with": facts} if facts else {"say": source}


def told(sentence: Said) -> str:
    """The sentence in the active language; empty for none."""
    words = sentence.get("say", "")
    if not words:
        return ""
    text = gettext(words)
    return text % {name: _told(fact) for name, fact in sentence["with"].items()} if "with" in sentence else text


def in_source(sentence: Said) -> str:
    """The sentence in Vietnamese whatever the active language, for records that must not depend on a reader."""
    with override(None):
        return told(sentence)


def _told(fact: Fact) -> str | int:
    if isinstance(fact, dict):
        return told(fact)
    return "; ".join(told(each) for each in fact) if isinstance(fact, list) else fact
