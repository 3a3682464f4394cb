"""Keeping the list of records that may be one person: pairs are found when a key is written (hồ sơ có thể trùng)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from posixpath import commonpath

from django.db import transaction
from django.db.models import Count, Max, Q

from vungxanh.apps.cases.models import Alike, NotSame, Person, Uncompared
from vungxanh.apps.cases.queries.duplicates import LEAST, identity_of, pairs_of
from vungxanh.core.casework.identity import Identity, likeness
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.among import among
from vungxanh.kit.sqlite import rest

_BATCH = 200


def look(people: Collection[int], *, at: datetime, were: Mapping[int, Identity] | None = None) -> None:
    """Find anew with whom these records may be one person, of the whole province (7 queries, 3 for who shares no key).

    What an officer has said of a pair stands: also that two are one person however little alike, as long as nothing
    that spoke for it is gone. `were` is what these records said before, where that was corrected. Call it in the
    transaction that wrote the keys, or merged the records.
    """
    ends = Q(among("one_id", people)) | Q(among("other_id", people))
    rows = Alike.objects.filter(ends).select_related("one", "other")
    over = [row.pk for row in rows if not _is_still_asked(row, were or {})]
    if over:
        Alike.objects.filter(among("pk", over)).delete()
    _ask(people, at)


def compare_older(most: int, *, at: datetime) -> int:
    """Find the pairs of records from before pairs were kept, of so many records at most; how many were compared.

    What is found already stays. Each batch is a transaction, so that a killed run goes on where it was, and short, for
    it stops everybody else, who may write between two of them.
    """
    done = 0
    while done < most:
        wanted = min(_BATCH, most - done)
        count = _compare_some(wanted, at)
        done += count
        if count < wanted:
            break
        rest()
    return done


def compare_anew() -> int:
    """Let every record count as not compared yet (so lại tất cả); how many there are."""
    with transaction.atomic():
        audit.hold()
        Uncompared.objects.all().delete()
        found = Person.objects.aggregate(last=Max("pk"), many=Count("pk"))
        if found["last"]:
            Uncompared.objects.create(last=found["last"])
    return int(found["many"])


def forget(people: Collection[int]) -> None:
    """Nothing is asked of these records any more, as when their keys are gone (2 queries)."""
    for end in ("one_id", "other_id"):
        Alike.objects.filter(among(end, people)).delete()


def suggest(one: Person, other: Person, *, at: datetime) -> None:
    """Somebody who may not merge says that these two are one person: they stand in the list for who may."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    place = {"path": _over(first.path, second.path), "found_at": at}
    Alike.objects.get_or_create(one=first, other=second, defaults=place)


def part(one: int, other: int, *, user: int, by: Actor, at: datetime) -> None:
    """Somebody has said that these two are two persons: nobody is asked about them any more.

    For who has asked a policy, as of whom is entered beside the records that they are not.
    """
    first, second = min(one, other), max(one, other)
    _row, is_new = NotSame.objects.get_or_create(one_id=first, other_id=second, defaults={"by_id": user, "at": at})
    Alike.objects.filter(one=first, other=second).delete()
    if is_new:
        on = Person.objects.only("pk").get(pk=first)
        audit.record("cases.person.not_same", by=by, on=on, at=at, data={"other": second})


def ask_again(told: NotSame, *, by: Actor, at: datetime) -> None:
    """What somebody has said of two records is taken back: they wait in the list, however alike they are."""
    told.delete()
    if not any(person.merged_into_id or person.erased_at for person in (told.one, told.other)):
        suggest(told.one, told.other, at=at)
    audit.record("cases.person.ask_again", by=by, on=told.one, at=at, data={"other": told.other_id})


def move_pairs(person: int, path: str) -> None:
    """Let the pairs of a record that goes to another place stand over both ends again (1 query, and 1 a pair)."""
    rows = Alike.objects.filter(Q(one=person) | Q(other=person)).select_related("one", "other")
    for row in rows:
        beside = row.other if row.one_id == person else row.one
        Alike.objects.filter(pk=row.pk).update(path=_over(path, beside.path))


def _compare_some(most: int, at: datetime) -> int:
    with transaction.atomic():
        audit.hold()  # whom somebody merges or erases meanwhile is asked about no more
        left = Uncompared.objects.first()
        if left is None:
            return 0
        older = Person.objects.filter(pk__gt=left.after, pk__lte=left.last).order_by("pk")
        people = list(older.values_list("pk", flat=True)[:most])
        _ask(people, at)
        if len(people) < most or people[-1] >= left.last:
            left.delete()
        else:
            left.after = people[-1]
            left.save(update_fields=["after"])
    return len(people)


def _is_still_asked(row: Alike, were: Mapping[int, Identity]) -> bool:
    """Whether a pair is somebody's word that nothing has taken the ground from; what was found is found anew."""
    if any(person.merged_into_id or person.erased_at for person in (row.one, row.other)):
        return False
    one, other = (identity_of(person) for person in (row.one, row.other))
    was, now = likeness(were.get(row.one_id, one), were.get(row.other_id, other)), likeness(one, other)
    return was.score < LEAST and (now.score >= was.score or set(was.reasons) <= set(now.reasons))


def _ask(people: Collection[int], at: datetime) -> None:
    found = pairs_of(people)
    if not found:
        return
    theirs = among("one_id", {one for one, _other in found})
    told, asked = (kind.objects.filter(theirs).values_list("one", "other") for kind in (NotSame, Alike))
    new = found - set(told.union(asked))
    paths = dict(Person.objects.filter(among("pk", {key for pair in new for key in pair})).values_list("pk", "path"))
    rows = [
        Alike(one_id=one, other_id=other, path=_over(paths[one], paths[other]), found_at=at)
        for one, other in sorted(new)
    ]
    Alike.objects.bulk_create(rows, batch_size=500)


def _over(one: str, other: str) -> str:
    """The path of the lowest unit over both."""
    return f"{commonpath([one, other]).rstrip('/')}/"
