"""What the columns of a file mean, by the template that knows the most of its headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vungxanh.apps.cases.exchange import headers
from vungxanh.apps.cases.exchange.headers import Header
from vungxanh.apps.cases.exchange.headings import in_every_language
from vungxanh.apps.cases.exchange.table import Record
from vungxanh.core.text.vietnamese import fold


class Kind(StrEnum):
    """What the rows of a file are (loại danh sách)."""

    CASES = "cases"
    CONTACTS = "contacts"


class Template(StrEnum):
    """Whose columns a file has (mẫu tệp)."""

    OWN = "vungxanh"
    GODATA = "godata"
    SORMAS = "sormas"


TEMPLATES: dict[tuple[Template, Kind], tuple[Header, ...]] = {
    (Template.OWN, Kind.CASES): headers.OWN_CASES + headers.OWN_PERSON,
    (Template.OWN, Kind.CONTACTS): headers.OWN_CONTACTS + headers.OWN_PERSON,
    (Template.GODATA, Kind.CASES): headers.GODATA_CASES + headers.GODATA_PERSON,
    (Template.GODATA, Kind.CONTACTS): headers.GODATA_CONTACTS + headers.GODATA_PERSON,
    (Template.SORMAS, Kind.CASES): headers.SORMAS_CASES + headers.SORMAS_PERSON,
    (Template.SORMAS, Kind.CONTACTS): headers.SORMAS_CONTACTS + headers.SORMAS_PERSON,
}
_NEEDED = {
    Kind.CASES: (("full_name", "last_name", "first_name"), ("onset_on", "tested_on", "reported_on")),
    Kind.CONTACTS: (("full_name", "last_name", "first_name", "phone"), ("case",), ("first_met", "last_met")),
}
NAMES = ("full_name", "last_name", "first_name")
_TITLES = 10
_JOINTS = re.compile(r"[^a-z0-9]+")
_FIRST_OF_MANY = re.compile(r"\[1?\]$|\[\]")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column gives which field: position by field, the header as the file spells it, and whose template it is."""

    template: Template
    at: dict[str, int]
    spelt: dict[str, str]
    unused: tuple[str, ...]
    missing: tuple[str, ...]


def plan_of(header: Sequence[str], kind: Kind) -> Plan:
    """What a file's first row means, in the template that knows the most of it; columns of the others are read too.

    `missing` are fields without which no row can be entered, each named as the template names it.
    """
    known = {template: _by_name(template, kind) for template in Template}
    folded = [plain(name) for name in header]
    template = max(Template, key=lambda each: sum(name in known[each] for name in folded if name))
    at: dict[str, int] = {}
    for names in (known[template], *(known[each] for each in Template if each != template)):
        for position, name in enumerate(folded):
            if name in names and names[name] not in at and position not in at.values():
                at[names[name]] = position
    used = set(at.values())
    first = {each.field: each.names[0] for each in reversed(TEMPLATES[template, kind])}
    missing = tuple(
        " / ".join(first[each] for each in any_of if each in first)
        for any_of in _NEEDED[kind]
        if not at.keys() & set(any_of)
    )
    spelt = {name: header[position].strip() for name, position in at.items()}
    unused = tuple(name.strip() for position, name in enumerate(header) if name.strip() and position not in used)
    return Plan(template, at, spelt, unused, missing)


def headed(rows: Sequence[Record], kind: Kind) -> tuple[Plan, Sequence[Record]]:
    """The plan and the rows below the header: of the first rows the one that names the most columns.

    Titles of a form stand above it, as do the class names of a SORMAS file.
    """
    plans = [plan_of(cells, kind) for _number, cells in rows[:_TITLES]]
    best = max(range(len(plans)), key=lambda at: len(plans[at].at))
    return plans[best], rows[best + 1 :]


def headings() -> dict[str, str]:
    """Every header of a list of contacts, as `plain` writes it, with the field it gives."""
    return {name: field for each in reversed(Template) for name, field in _by_name(each, Kind.CONTACTS).items()}


def is_heading(text: str) -> bool:
    """Whether the words are how lists head the column of names, and so nobody's name."""
    return headings().get(plain(text), "") in NAMES


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row heads the columns of contacts: it names the column of names or numbers, or two others."""
    known = headings()
    found = [known[name] for name in map(plain, cells) if name in known]
    return len(found) > 1 or any(field in NAMES or field == "phone" for field in found)


def _by_name(template: Template, kind: Kind) -> dict[str, str]:
    known = TEMPLATES[template, kind]
    names = {plain(name): each.field for each in known for name in each.names}
    if template is not Template.OWN:
        return names
    return {plain(name): each.field for each in known for name in in_every_language(each.names[0])} | names


def plain(name: str) -> str:
    """A header folded, without joints: "Last Name", "lastName" and "last_name" are one."""
    return _JOINTS.sub("", fold(_FIRST_OF_MANY.sub("", name.strip().lstrip("\ufeff"))))
