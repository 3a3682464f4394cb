"""Units and groups as letters name them: found by code, by words, by membership (đơn vị và nhóm)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from vungxanh.apps.org.models import Group, Unit
from vungxanh.apps.org.queries import directory, groups
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.names import NameReader
from vungxanh.core.text.vietnamese import fold

Body = Unit | Group


@dataclass(frozen=True, slots=True)
class Named:
    """A body and the words of the letter that name it."""

    text: str
    body: Body


class Members:
    """The units a party or addressee stands for on a day; each group is asked for once."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._groups: dict[int, frozenset[int]] = {}

    def of(self, unit_id: int | None, group: Group | None) -> frozenset[int]:
        """The ids of the unit itself, or of the group's members; empty for a name that is neither."""
        if unit_id is not None:
            return frozenset({unit_id})
        if group is None:
            return frozenset()
        if group.pk not in self._groups:
            self._groups[group.pk] = frozenset(groups.members(group, self._on).order_by().values_list("pk", flat=True))
        return self._groups[group.pk]


def key_of(body: Body) -> str:
    """The unit's code or the group's key, as references in a reading carry it."""
    return body.key if isinstance(body, Group) else body.code


def by_refs(refs: Collection[Ref]) -> dict[str | None, Body]:
    """The units and groups that references resolve to, by their code (2 queries)."""
    keys = [ref.code for ref in refs if ref.code and ref.is_group]
    codes = [ref.code for ref in refs if ref.code and not ref.is_group]
    named: dict[str | None, Body] = {group.key: group for group in Group.objects.filter(key__in=keys)}
    return named | {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}


def body_of(key: str) -> Body | None:
    """The unit or group of a picker's value, "unit:STTTT" or "group:communes"."""
    kind, _, name = key.partition(":")
    if kind == "unit":
        return Unit.objects.filter(code=name).first()
    return Group.objects.filter(key=name).first() if kind == "group" else None


def value_of(body: Body) -> str:
    """The picker's value of a body, which `body_of` reads."""
    return f"group:{body.key}" if isinstance(body, Group) else f"unit:{body.code}"


def found(words: str, on: date, *, limit: int = 12) -> list[Body]:
    """Groups, then units that existed on the day, whose names or aliases hold every word, accents or not."""
    wanted = fold(words).split()
    if not wanted:
        return []
    named = [
        group
        for group in Group.objects.order_by("name")
        if all(word in fold(" ".join((group.name, *group.aliases))) for word in wanted)
    ]
    units = directory.found(words, directory.units_on(on)).order_by("level", "name")[:limit]
    bodies: list[Body] = [*named, *units]
    return bodies[:limit]


def named_at_start(text: str, on: date) -> list[Named]:
    """The units and groups whose names open the text, as far as the directory knows them."""
    refs = NameReader(text, directory.directory_on(on)).names(0, len(text)).refs
    known = by_refs(refs)
    return [Named(ref.text, known[ref.code]) for ref in refs if ref.code in known]


def names_of(pks: Collection[int]) -> dict[int, str]:
    """The names of units by id."""
    return dict(Unit.objects.filter(pk__in=pks).values_list("pk", "name")) if pks else {}


def groups_of(unit: Unit) -> Iterable[Group]:
    """The groups whose rule takes the unit in by its facts of today (1 query)."""
    return [group for group in Group.objects.all() if _takes_in(group.rule, unit)]


def _takes_in(rule: dict[str, list[str]], unit: Unit) -> bool:
    if unit.code in rule.get("except_codes", ()):
        return False
    if unit.code in rule.get("codes", ()):
        return True
    facts = (("levels", unit.level), ("kinds", unit.kind), ("sectors", unit.sector))
    asked = [(rule[name], fact) for name, fact in facts if rule.get(name)]
    return bool(asked) and all(fact in allowed for allowed, fact in asked)
