"""The directory of organisations that names in a letter are resolved against (danh mục cơ quan, đơn vị)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from vungxanh.core.directives.tokens import Token, tokenise
from vungxanh.core.text.vietnamese import canonical, fold

_AREA_LEVELS = {"province", "district", "commune"}
_RANK = {"province": 0, "department": 1, "district": 1, "mass-organisation": 1, "organisation": 2, "commune": 3}
_GAP = re.compile(r"[\s,/&\-–.()]*")
_SHORT = re.compile(r"[^\W\d_]{2,8}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit: `level` is province, district, commune, department, mass-organisation, organisation …"""

    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    kind: str = ""
    level: str = ""
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group resolved by rule when work is issued, such as "UBND các xã, phường, thị trấn"."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A directory name found in tokens[first:last]; `codes` has several members when the name is ambiguous."""

    first: int
    last: int
    name: str
    codes: tuple[str | None, ...]
    is_group: bool
    is_exact: bool


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    ends: list[tuple[str, str, Entry | Group]] = field(default_factory=list)


class Directory:
    """Names and aliases of units and groups, found in text at word positions."""

    def __init__(self, entries: Iterable[Entry], groups: Iterable[Group] = ()) -> None:
        """Index the entries; the first entry of level "province" with an area name is the home province."""
        self._root = _Node()
        self.groups: dict[str, Group] = {}
        self.home: str | None = None
        for entry in entries:
            self._add_entry(entry)
        for group in groups:
            self.groups[group.key] = group
            for alias in (group.name, *group.aliases):
                self._add(alias, group)

    @classmethod
    def from_rows(
        cls,
        units: Iterable[Mapping[str, str]],
        organisations: Iterable[Mapping[str, str]] = (),
        groups: Iterable[Mapping[str, str]] = (),
    ) -> Directory:
        """Build from CSV-like rows: units and organisations with code, name, kind, level, parent, aliases (|)."""
        entries = [
            Entry(
                name=row["name"],
                aliases=_split(row.get("aliases")),
                code=row["code"],
                kind=row.get("kind", ""),
                level=row.get("level", ""),
                parent_code=row.get("parent") or None,
            )
            for rows in (organisations, units)
            for row in rows
        ]
        return cls(entries, [Group(row["key"], row["name"], _split(row.get("aliases"))) for row in groups])

    def match(self, text: str, tokens: list[Token], first: int) -> Match | None:
        """Return the longest name that starts at tokens[first]; accents are compared before they are dropped."""
        node, i, best = self._root, first, None
        while i < len(tokens):
            token = tokens[i]
            if i > first and not _GAP.fullmatch(text, tokens[i - 1].end, token.start):
                break
            following = node.after.get(token.folded)
            if following is None and token.folded == "va" and i > first:
                i += 1
                continue
            if following is None:
                break
            node, i = following, i + 1
            best = self._accept(node, text, tokens, first, i) or best
        return best

    def resolve(self, name: str) -> Match | None:
        """Return the match when the whole of `name` is a name in the directory."""
        tokens = tokenise(name)
        found = self.match(name, tokens, 0) if tokens else None
        return found if found and found.last == len(tokens) else None

    def _accept(self, node: _Node, text: str, tokens: list[Token], first: int, last: int) -> Match | None:
        if not node.ends:
            return None
        written = text[tokens[first].start : tokens[last - 1].end]
        plain = _comparable(written)
        hits = [
            (plain_alias, target)
            for alias, plain_alias, target in node.ends
            if not (alias.isupper() and _SHORT.fullmatch(alias)) or written == alias
        ]
        if not hits:
            return None
        exact = [target for plain_alias, target in hits if plain_alias == plain]
        targets = exact or [target for _, target in hits]
        top = min(map(_rank, targets))
        chosen = list({_code(target): target for target in targets if _rank(target) == top}.values())
        if top == 0:  # the province and its people's committee are one body here: the committee acts
            chosen = sorted(chosen, key=lambda target: isinstance(target, Entry) and _is_area(target))[:1]
        return Match(
            first,
            last,
            display_name(chosen[0]),
            tuple(_code(target) for target in chosen),
            isinstance(chosen[0], Group),
            bool(exact),
        )

    def _add_entry(self, entry: Entry) -> None:
        if entry.level == "province" and entry.kind in {"tỉnh", "thành phố"} and self.home is None:
            self.home = re.sub(r"^(Tỉnh|Thành phố)\s+", "", entry.name)
        aliases = [entry.name, *entry.aliases]
        if _is_area(entry):
            bare = entry.name[0].lower() + entry.name[1:]
            aliases += [f"UBND {bare}"] + ([bare] if entry.level != "province" else [])
        for alias in aliases:
            self._add(alias, entry)

    def _add(self, alias: str, target: Entry | Group) -> None:
        alias = canonical(alias).strip()
        node = self._root
        for token in tokenise(alias):
            if token.folded != "va" or node is self._root:
                node = node.after.setdefault(token.folded, _Node())
        end = (alias, _comparable(alias), target)
        if node is not self._root and end not in node.ends:
            node.ends.append(end)


def display_name(target: Entry | Group) -> str:
    """Return the canonical name; an area speaks through its people's committee ("UBND huyện …")."""
    if isinstance(target, Entry) and _is_area(target):
        return f"UBND {target.name[0].lower()}{target.name[1:]}"
    return target.name


def _is_area(entry: Entry) -> bool:
    return entry.level in _AREA_LEVELS and fold(entry.name).split(" ")[0] in {
        "tinh", "huyen", "quan", "thi", "thanh", "xa", "phuong", "dac",
    }  # fmt: skip


def _code(target: Entry | Group) -> str | None:
    return target.key if isinstance(target, Group) else target.code


def _rank(target: Entry | Group) -> int:
    return 0 if isinstance(target, Group) else _RANK.get(target.level, 2)


@lru_cache(maxsize=8192)
def _comparable(text: str) -> str:
    bare = re.sub(r"[\W_]+", " ", canonical(text).lower()).replace("ủy ban nhân dân", "ubnd")
    return " ".join(word for word in bare.split() if word != "và")


def _split(aliases: str | None) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in (aliases or "").split("|") if alias.strip())
