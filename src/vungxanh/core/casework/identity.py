"""Whether two records may be one person: keys to look under, and a score with reasons (hồ sơ có thể trùng).

Keys are what a database indexes (as keyed digests: they are personal data), so that a new record is compared with a few
and never with all. An officer decides; nothing is joined by a score.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from vungxanh.core.casework.words import Said
from vungxanh.core.text.vietnamese import canonical, fold

_NOT_DIGITS = re.compile(r"\D+", re.ASCII)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{8,9}")
# The demonstration's own: no subscriber's number begins with 01, so it is nobody's and cannot be mistaken for one.
_SAMPLE = re.compile(r"0100[0-9]{6}")
_WITHOUT_ZERO = re.compile(r"[35789][0-9]{8}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-]")
_CITIZEN = re.compile(r"(?:[0-9]{3})?[0-9]{9}")
# Eleven-digit mobile prefixes became ten-digit ones in 2018 (from memory: plan of the Ministry of Information).
_BEFORE_2018 = {
    **{f"016{last}": f"03{last}" for last in "23456789"},
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
NEAR = 0.82
"""From this likeness on two names count as near."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a person's identity, as written; `year` of birth where the day is not known."""

    name: str
    born: date | None = None
    year: int | None = None
    phone: str = ""
    citizen_id: str = ""
    female: bool | None = None

    @property
    def birth_year(self) -> int | None:
        """The year of birth, from the day where it is known."""
        return self.born.year if self.born else self.year


class Keys(NamedTuple):
    """Blocking keys, each empty where it cannot be made; personal data, to be kept as keyed digests."""

    phone: str
    citizen_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 (surely two persons) to 1 (surely one), and why."""

    score: float
    reasons: tuple[Said, ...]


def phone(text: str) -> str | None:
    """A Vietnamese number as ten or eleven digits from 0; None for what is no such number.

    Country code in any form, points, spaces and the eleven-digit mobile prefixes of before 2018 are understood, and the
    sample numbers of the demonstration (0100 …), which reach nobody.
    """
    digits = _NOT_DIGITS.sub("", text)
    for country in ("0084", "84"):
        if digits.startswith(country) and len(digits) - len(country) >= 9:
            digits = "0" + digits.removeprefix(country).removeprefix("0")
            break
    else:
        digits = digits if digits.startswith("0") else "0" + digits
    if len(digits) == 11 and digits[:4] in _BEFORE_2018:
        digits = _BEFORE_2018[digits[:4]] + digits[4:]
    return digits if any(kind.fullmatch(digits) for kind in (_MOBILE, _LANDLINE, _SAMPLE)) else None


def dialled(text: str) -> str:
    """A number as told; a mobile number of nine digits has the first zero back that spreadsheets take from it."""
    text = text.strip()
    return f"0{text}" if text[:1].isdigit() and _WITHOUT_ZERO.fullmatch(_NOT_DIGITS.sub("", text)) else text


def citizen_id(text: str) -> str | None:
    """Nine digits (CMND) or twelve (CCCD), else None."""
    digits = _BETWEEN_DIGITS.sub("", text)
    return digits if _CITIZEN.fullmatch(digits) else None


def folded_name(text: str) -> str:
    """A name for comparison: no marks, small letters, one space between syllables."""
    return " ".join(_NOT_LETTERS.sub(" ", fold(text)).split())


def blocking_keys(person: Identity) -> Keys:
    """The keys under which a record is kept and looked for; records that share none are never compared."""
    name, year = folded_name(person.name), person.birth_year
    return Keys(
        phone(person.phone) or "",
        citizen_id(person.citizen_id) or "",
        f"{name}|{year}" if name and year else "",
    )


def likeness(one: Identity, other: Identity) -> Likeness:
    """How alike two records are. Equal citizen ids settle it; unequal ones of the same kind all but exclude it.

    Families share a phone, so a phone alone is no more than a reason to look.
    """
    ids = citizen_id(one.citizen_id), citizen_id(other.citizen_id)
    found: list[tuple[float, Said]] = [*_by_phone(one, other), *_by_name(one, other), *_by_birth(one, other)]
    if one.female is not None and other.female is not None and one.female != other.female:
        found.append((-0.3, Said("khác giới tính", "different sex")))
    score = min(max(sum(weight for weight, _ in found), 0.0), 0.95)
    if all(ids) and ids[0] == ids[1]:
        found.insert(0, (1.0, Said("cùng số căn cước", "same citizen id")))
        score = 1.0
    elif all(ids) and len(ids[0] or "") == len(ids[1] or ""):
        found.append((-1.0, Said("khác số căn cước", "different citizen ids")))
        score = min(score, 0.2)
    return Likeness(round(score, 4), tuple(said for _, said in found))


def candidates(
    person: Identity, known: Iterable[tuple[int, Identity]], *, least: float = 0.5
) -> list[tuple[int, Likeness]]:
    """Of records found under a shared key, those alike enough to ask the officer about, the likest first."""
    scored = ((key, likeness(person, other)) for key, other in known)
    return sorted((pair for pair in scored if pair[1].score >= least), key=lambda pair: (-pair[1].score, pair[0]))


def name_likeness(one: str, other: str) -> float:
    """1 for equal folded names, down to 0 by the letters that must be changed; the order of syllables is free."""
    names = folded_name(one), folded_name(other)
    if not all(names):
        return 0.0
    if names[0] == names[1]:
        return 1.0
    ordered = _ratio(*names)
    return max(ordered, _ratio(*(" ".join(sorted(name.split())) for name in names)) * 0.95)


def _by_phone(one: Identity, other: Identity) -> list[tuple[float, Said]]:
    numbers = phone(one.phone), phone(other.phone)
    return [(0.35, Said("cùng số điện thoại", "same phone number"))] if numbers[0] and numbers[0] == numbers[1] else []


def _by_name(one: Identity, other: Identity) -> list[tuple[float, Said]]:
    like = name_likeness(one.name, other.name)
    if like == 1:
        is_same = _as_written(one.name) == _as_written(other.name)
        alike = Said("tên gần giống, khác dấu", "names alike without accents")
        return [(0.4, Said("cùng họ tên", "same name") if is_same else alike)]
    return [(0.25, Said("tên gần giống", "names nearly the same"))] if like >= NEAR else []


def _as_written(name: str) -> str:
    return " ".join(canonical(name).lower().split())


def _by_birth(one: Identity, other: Identity) -> list[tuple[float, Said]]:
    if one.born and one.born == other.born:
        return [(0.3, Said("cùng ngày sinh", "same day of birth"))]
    if one.birth_year and other.birth_year:
        if one.birth_year == other.birth_year:
            return [(0.2, Said("cùng năm sinh", "same year of birth"))]
        if abs(one.birth_year - other.birth_year) > 1:
            return [(-0.2, Said("khác năm sinh", "different years of birth"))]
    return []


def _ratio(one: str, other: str) -> float:
    return 1 - _edits(one, other) / max(len(one), len(other))


def _edits(one: str, other: str) -> int:
    """Letters to insert, delete or replace."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, its in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != its))
    return row[-1]
