"""Pairs of records that may be one person, as officers of the place over both may see them (hồ sơ có thể trùng)."""

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Alike, Uncompared
from vungxanh.apps.cases.queries.lists import filled, in_place
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.paging import Order, Page, page_of

MOST_COUNTED = 1000
_NEWEST = Order("-id")


def pairs(officer: Officer, *, cursor: str = "", size: int = 30) -> Page[Alike]:
    """Pairs of which both records stand in the officer's place, found last first, with both people (2 queries)."""
    policies.must_follow_anybody(officer)
    found = page_of(Alike.objects.filter(in_place(officer, None)).only("pk"), _NEWEST, cursor=cursor, size=size)
    return filled(found, Alike.objects.select_related("one__commune", "other__commune"))


def count(officer: Officer) -> int:
    """How many pairs wait in the officer's place, counted to `MOST_COUNTED` and one more (1 query); 0 for other roles.

    Only health officers may say whether two records are one person.
    """
    if not policies.may_follow_anybody(officer):
        return 0
    return Alike.objects.filter(in_place(officer, None))[: MOST_COUNTED + 1].count()


def is_complete() -> bool:
    """Whether older records too have been compared (1 query): until then no pair of theirs says nothing."""
    return not Uncompared.objects.exists()
