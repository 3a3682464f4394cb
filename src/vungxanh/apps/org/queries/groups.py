"""Who belongs to a group on a date (thành viên của nhóm)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from vungxanh.apps.org.models import Group, Unit
from vungxanh.apps.org.queries.directory import units_on

_FIELDS = {"levels": "periods__level__in", "kinds": "periods__kind__in", "sectors": "sector__in"}
_NOBODY = Q(pk__in=[])


def members(group: Group, on: date, *, within: Unit | None = None) -> QuerySet[Unit]:
    """The units the group's rule finds on the day, ordered by path, in one query.

    `within` keeps those whose parent it was that day: "UBND các xã, thị trấn" in a district's own letter.
    """
    condition = _condition(group.rule)
    if within is not None:
        condition &= Q(periods__parent=within)
    return units_on(on, also=condition).order_by("path")


def expand(groups: Iterable[Group], on: date, *, within: Unit | None = None) -> dict[str, list[Unit]]:
    """The members of each group by its key, one query a group."""
    return {group.key: list(members(group, on, within=within)) for group in groups}


def group_by_key(key: str) -> Group | None:
    """The group of the key."""
    return Group.objects.filter(key=key).first()


def _condition(rule: Mapping[str, list[str]]) -> Q:
    """AND between the kinds of condition, OR within one; `codes` adds single units, `except_codes` takes some away."""
    given = [Q(**{lookup: rule[key]}) for key, lookup in _FIELDS.items() if rule.get(key)]
    chosen = _NOBODY
    if given:
        chosen = given[0]
        for condition in given[1:]:
            chosen &= condition
    if rule.get("codes"):
        chosen |= Q(code__in=rule["codes"])
    if rule.get("except_codes"):
        chosen &= ~Q(code__in=rule["except_codes"])
    return chosen
