"""Who hears of a unit's work (người nhận thông báo)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.policies import MANAGERS


@dataclass(slots=True)
class UnitPeople:
    """The ids of a unit's managers, its heads and its chiefs of office on a day."""

    managers: set[int] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    chiefs: set[int] = field(default_factory=set)


def people_of(unit_ids: Iterable[int], on: date) -> defaultdict[int, UnitPeople]:
    """The people of each unit in one query; units without any have empty sets."""
    found: defaultdict[int, UnitPeople] = defaultdict(UnitPeople)
    posts = posts_on(on).filter(unit__in=set(unit_ids)).order_by().select_related(None)
    for unit_id, user_id, role, is_head in posts.values_list("unit", "user", "role", "is_head"):
        people = found[unit_id]
        if role in MANAGERS:
            people.managers.add(user_id)
        if is_head:
            people.heads.add(user_id)
        if role == Role.CHIEF_OF_OFFICE:
            people.chiefs.add(user_id)
    return found
