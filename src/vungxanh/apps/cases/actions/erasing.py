"""Who people were is deleted once nothing of theirs is open (xóa thông tin cá nhân).

What stays is what counts need: levels, days, places by commune, without a name. A person is open while a case is, while
a plan runs, or while an exposure is younger than the time of keeping.

A meeting belongs to two people, and what somebody open stands on may go through meetings of people long erased. So the
chain that explained a person goes with who they were, and a meeting when both its ends are erased and nobody open is
near enough for it to be a link of their chain. Until then it is kept as it was: an open case is judged by its minutes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from vungxanh.apps.cases.actions.pairing import forget
from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Change,
    Check,
    Decision,
    Exposure,
    ImportRow,
    Investigation,
    Opening,
    Order,
    Person,
    Plan,
    Release,
    Sample,
    SelfReport,
    Standing,
)
from vungxanh.apps.cases.queries.neighbourhood import deepest, met_by
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.standing import Standing as Derived
from vungxanh.core.casework.standing import Term
from vungxanh.core.casework.times import midnight
from vungxanh.core.records.retention import limits
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of
from vungxanh.kit.sealing.digests import keyed

BY = SystemActor("retention")
_AT_ONCE = 500
_NOTHING = "–"


def erase(before: datetime, at_most: int) -> int:
    """Erase people of whom nothing is younger than that moment (xóa theo hạn); how many. Inside a transaction."""
    audit.hold()
    people = list(over(before).order_by("pk")[:at_most])
    at = before + limits(settings.KEEP_DAYS)["people"]
    for start in range(0, len(people), _AT_ONCE):
        _erase(people[start : start + _AT_ONCE], at)
    audit.record_many("cases.person.erase", by=BY, on=people, at=at)
    return len(people)


def over(before: datetime) -> QuerySet[Person]:
    """People of whom nothing is open and nothing is younger than that moment."""
    young = Exposure.objects.filter(ended_at__gt=before)
    return (
        Person.objects.filter(erased_at=None, entered_at__lte=before)
        .exclude(Exists(Case.objects.filter(person=OuterRef("pk"), state=CaseState.ACTIVE, turned_negative=False)))
        .exclude(Exists(Case.objects.filter(person=OuterRef("pk"), ended_on__gt=day_of(before))))
        .exclude(Exists(Plan.objects.filter(person=OuterRef("pk"), ended_on=None)))
        .exclude(Exists(Plan.objects.filter(person=OuterRef("pk"), ended_on__gt=day_of(before))))
        .exclude(Exists(young.filter(source=OuterRef("pk"))))
        .exclude(Exists(young.filter(target=OuterRef("pk"))))
    )


def over_meetings(before: datetime) -> Iterator[int]:
    """The keys of meetings of two erased people on which nobody open rests, the oldest record first."""
    near = _near_somebody_open()
    rows = Exposure.objects.filter(source__erased_at__isnull=False, target__erased_at__isnull=False)
    rows = rows.filter(ended_at__lte=before).order_by("pk")
    for key, source, target in rows.values_list("pk", "source", "target").iterator(chunk_size=10_000):
        if not {source, target} & near:
            yield key


def erase_meetings(before: datetime, at_most: int) -> int:
    """Delete meetings that are over (xóa lần tiếp xúc theo hạn); how many. Inside a transaction."""
    audit.hold()  # a derivation reads meetings under the same lock
    keys = list(islice(over_meetings(before), at_most))
    Exposure.objects.filter(among("pk", keys)).delete()
    return len(keys)


def _near_somebody_open() -> set[int]:
    """Erased people so few meetings from somebody open that a chain of the deepest ring may pass through them."""
    near, hops = set[int](), deepest() - 1  # the last link of a chain is a meeting of the open person's own
    live = Exposure.objects.filter(withdrawn_at=None)
    for end, other in (("source", "target"), ("target", "source")) if hops else ():
        across = live.filter(**{f"{end}__erased_at__isnull": True, f"{other}__erased_at__isnull": False})
        near.update(across.values_list(other, flat=True))
    for _hop in range(hops - 1):
        near |= met_by(near)
    return near


def _erase(people: list[Person], at: datetime) -> None:
    keys = [person.pk for person in people]
    for person in people:
        person.full_name = person.phone = person.citizen_id = person.address = person.facts = ""
        person.key_phone = person.key_citizen = person.key_name = ""
        person.birth_year, person.erased_at, person.updated_at = None, at, at
        # A contact's own report made it of their telephone number.
        person.subject = UUID(hex=keyed(str(person.pk), purpose="cases.person.erased")[:32])
    columns = ["full_name", "phone", "citizen_id", "address", "facts", "key_phone", "key_citizen", "key_name"]
    Person.objects.bulk_update(
        people, [*columns, "birth_year", "subject", "erased_at", "updated_at"], batch_size=_AT_ONCE
    )
    forget(keys)
    Investigation.objects.filter(case__person__in=keys).update(answers="")
    theirs = Exposure.objects.filter(Q(source__in=keys) | Q(target__in=keys))
    theirs.update(note="", evidence="")
    theirs.exclude(withdrawn_why="").update(withdrawn_why=_NOTHING)
    Check.objects.filter(plan__person__in=keys).update(symptoms=[], temperature=None)
    Decision.objects.filter(person__in=keys).update(why=_NOTHING)
    _cut_chains(keys)
    Release.objects.filter(person__in=keys).update(via=[])
    SelfReport.objects.filter(plan__person__in=keys).delete()
    Order.objects.filter(plan__person__in=keys).update(facility="")
    Sample.objects.filter(person__in=keys).update(laboratory="")
    ImportRow.objects.filter(person__in=keys).update(content="", problems=[])
    Opening.objects.filter(person__in=keys).delete()
    Change.objects.filter(person__in=keys).delete()


def _cut_chains(keys: list[int]) -> None:
    """What explained these people goes: an officer's reason, who met whom and at which minute; level and days stay."""
    held = list(Standing.objects.filter(person__in=keys))
    for row in held:
        row.detail = standing_json.as_json(_cut(standing_json.from_json(row.detail)))
        row.first_at, row.last_at = _day(row.first_at), _day(row.last_at)
    Standing.objects.bulk_update(held, ["detail", "first_at", "last_at"], batch_size=_AT_ONCE)


def _cut(standing: Derived) -> Derived:
    terms = tuple(_cut_term(term) for term in standing.terms)
    told = standing.override and replace(standing.override, reason=_NOTHING)
    first, last = _day(standing.first), _day(standing.last)
    return replace(standing, chain=(), terms=terms, first=first, last=last, override=told)


def _cut_term(term: Term) -> Term:
    first, last = midnight(day_of(term.first)), midnight(day_of(term.last))
    return replace(term, chain=(), sources=(), exposures=(), first=first, last=last)


def _day(moment: datetime | None) -> datetime | None:
    return midnight(day_of(moment)) if moment else None
