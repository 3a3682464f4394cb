"""Keeping the list of records that may be one person: pairs are found when a key is written (hồ sơ có thể trùng)."""

from collections.abc import Collection
from datetime import datetime
from posixpath import commonpath

from django.db.models import Q

from vungxanh.apps.cases.models import Alike, NotSame, Person
from vungxanh.apps.cases.queries.duplicates import pairs_of
from vungxanh.kit.among import among


def look(people: Collection[int], *, at: datetime) -> None:
    """Find anew with whom these records may be one person, of the whole province (6 queries, 2 for who shares no key).

    What an officer has said of a pair stands. Call it in the transaction that wrote the keys, or merged the records.
    """
    forget(people)
    found = pairs_of(people)
    if not found:
        return
    firsts = {one for one, _other in found}
    told = set(NotSame.objects.filter(among("one_id", firsts)).values_list("one", "other"))
    paths = dict(Person.objects.filter(among("pk", {key for pair in found for key in pair})).values_list("pk", "path"))
    rows = [
        Alike(one_id=one, other_id=other, path=_over(paths[one], paths[other]), found_at=at)
        for one, other in sorted(found - told)
    ]
    Alike.objects.bulk_create(rows, batch_size=500)


def forget(people: Collection[int]) -> None:
    """Nothing is asked of these records any more, as when their keys are gone (2 queries)."""
    for end in ("one_id", "other_id"):
        Alike.objects.filter(among(end, people)).delete()


def settle(one: int, other: int) -> None:
    """Somebody has said what these two are, the lower key first."""
    Alike.objects.filter(one=one, other=other).delete()


def move_pairs(person: int, path: str) -> None:
    """Let the pairs of a record that goes to another place stand over both ends again (1 query, and 1 a pair)."""
    rows = Alike.objects.filter(Q(one=person) | Q(other=person)).select_related("one", "other")
    for row in rows:
        beside = row.other if row.one_id == person else row.one
        Alike.objects.filter(pk=row.pk).update(path=_over(path, beside.path))


def _over(one: str, other: str) -> str:
    """The path of the lowest unit over both."""
    return f"{commonpath([one, other]).rstrip('/')}/"
