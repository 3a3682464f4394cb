"""Words of a text or query, the same for both databases, and a document number as its own field."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vungxanh.core.text.vietnamese import canonical, fold, has_accents

Column = Literal["exact", "folded"]
MAX_QUERY_WORDS = 12
_LONGEST_WORD = 64
_LONGEST_QUERY = 400
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?:so\s*:?\s*)?(\d{1,9})((?:/[^\W_]+(?:[-.][^\W_]+)*)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow one another in one column; with `prefix` the last may be a beginning."""

    column: Column
    words: tuple[str, ...]
    prefix: bool = False


Tier = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A document number apart: 4248/UBND-KGVX is 4248 and ubnd-kgvx; parts not given are empty."""

    number: str = ""
    year: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class NameParts:
    """What stands in an entry's `names` when one is the query, begins with it, holds it whole, or has all its words."""

    whole: str
    beginning: str
    phrase: str
    within: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words as written: canonical, lower case, letters and digits only."""
    lowered = unicodedata.normalize("NFC", text).lower()
    return [_as_written(word[:_LONGEST_WORD]) for word in _WORD.findall(lowered)]


def folded(words: list[str]) -> list[str]:
    """The same words without marks."""
    return [_bare(word) for word in words]


@lru_cache(maxsize=20_000)  # Vietnamese has some 7,000 syllables: nearly every word is a repeat
def _as_written(word: str) -> str:
    return canonical(word)


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    return fold(word) or word


def number_of(text: str) -> Number:
    """Read a document number such as "Số: 30/2020/NĐ-CP"; empty parts when the text is not one."""
    found = _NUMBER.fullmatch(fold(text).strip())
    if not found:
        return Number()
    parts = [part for part in found[2].split("/") if part]
    year = parts.pop(0) if parts and re.fullmatch(r"(19|20)\d\d", parts[0]) else ""
    return Number(found[1].lstrip("0") or "0", year, "/".join(parts))


def names_of(names: Iterable[str]) -> str:
    """Names as `NameParts` are looked for in them: folded, one a line, each word between spaces."""
    lines = (" ".join(folded(words_of(name))) for name in names)
    return "\n" + "".join(f" {line} \n" for line in dict.fromkeys(lines) if line)


def name_parts(query: str) -> NameParts | None:
    """How a query would stand in names; None without a word. In "double quotes" it stands there whole."""
    query = query[:_LONGEST_QUERY]
    bare = folded(words_of(query)[:MAX_QUERY_WORDS])
    if not bare:
        return None
    phrase = " ".join(bare)
    quoted = _is_quoted(query)
    end = " " if quoted or len(bare[-1]) == 1 else ""
    apart = (phrase,) if quoted else tuple(bare)
    within = (*(f" {part} " for part in apart[:-1]), f" {apart[-1]}{end}")
    return NameParts(f"\n {phrase} \n", f"\n {phrase}{end}", f" {phrase}{end}", within)


def stands_in(words: list[str], text: str) -> bool:
    """Whether the words follow one another in the text as written."""
    return f" {' '.join(words)}" in f" {' '.join(words_of(text))}"


def beginnings(piece: str) -> Tier:
    """The words of one piece of a filter, following one another without marks, the last a beginning; empty if none."""
    bare = tuple(folded(words_of(piece[:_LONGEST_QUERY])[:MAX_QUERY_WORDS]))
    return (Term("folded", bare, prefix=len(bare[-1]) > 1),) if bare else ()


def _is_quoted(query: str) -> bool:
    query = query.strip()
    return len(query) > 2 and query[0] == query[-1] == '"'


def tiers_of(query: str) -> list[tuple[bool, Tier]]:
    """The ways to look, best first, each with whether its hits are exact; the last finds what the others find."""
    query = query[:_LONGEST_QUERY]
    words = words_of(query)[:MAX_QUERY_WORDS]
    if not words:
        return []
    quoted = _is_quoted(query)
    exact, bare = tuple(words), tuple(folded(words))
    marked = has_accents(query)
    column: Column = "exact" if marked else "folded"
    begins = len(exact[-1]) > 1 and not quoted
    tiers: list[tuple[bool, Tier]] = [(True, (Term("exact", exact),))]
    if not marked:
        tiers.append((False, (Term("folded", bare),)))
    if begins:
        tiers.append((marked, (Term(column, exact if marked else bare, prefix=True),)))
    if len(words) > 1 and not quoted:
        apart = tuple(_alone(word, prefix=begins and word is words[-1]) for word in words)
        tiers.append((marked, apart))
    return tiers


def _alone(word: str, *, prefix: bool) -> Term:
    """One word anywhere: with marks it must be as written, without it may have any."""
    return Term("exact", (word,), prefix) if has_accents(word) else Term("folded", (_bare(word),), prefix)
