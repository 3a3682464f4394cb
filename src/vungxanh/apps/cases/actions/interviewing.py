"""Entering whom somebody met, as they tell it: many people and meetings at once, each once (phỏng vấn tiếp xúc)."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from django.db import transaction

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions.current import people_now, person_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.exposures import CAUSE, Met, add, stand_again
from vungxanh.apps.cases.actions.pairing import part
from vungxanh.apps.cases.actions.people import Known, complete, make
from vungxanh.apps.cases.models import Class, Exposure, Origin, Person, Setting
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import Policy
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Invalid
from vungxanh.kit.sealing.digests import keyed

_PURPOSE = "cases.interview.row"
_STAYED = frozenset(Setting) - {Setting.OTHER, Setting.UNKNOWN}
"""Where people stay together, so that a meeting of unknown length is taken for a long one."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One person who was met: known already, told of in an earlier row too, or to be entered in a place.

    (Người tiếp xúc được kể.) `same_row` is the place of that row in the list, `others` and `other_rows` whom
    the officer said it is not. `level` is what the officer judges; else it follows from the time, and where that was
    not told (`is_timed` False) from the policy's definition of a contact.
    """

    known: Known
    place: Unit
    started_at: datetime
    ended_at: datetime
    setting: Setting = Setting.UNKNOWN
    note: str = ""
    same_as: Person | None = None
    same_row: int | None = None
    others: Sequence[Person] = ()
    other_rows: Sequence[int] = ()
    is_timed: bool = True
    level: Class | None = None

    def evidence(self, draft: str, nth: int = 0) -> str:
        """Names the row of this draft, so that a draft sent again enters nothing twice; `nth` of rows told alike."""
        told = (self.known.full_name, self.known.phone, self.known.birth_year, self.started_at, self.ended_at)
        row = keyed("|".join(map(str, (*told, nth) if nth else told)), purpose=_PURPOSE)[:24]
        return f"interview:{hashlib.sha256(draft.encode()).hexdigest()[:16]}:{row}"


def tell(
    source: Person,
    contacts: Sequence[Contact],
    *,
    draft: str,
    by: Officer,
    at: datetime,
    entropy: naming.Entropy,
) -> list[Exposure]:
    """Enter the contacts of somebody and derive once (ghi người tiếp xúc); a draft sent again changes nothing.

    Only what of it was withdrawn since is told anew by that, and stands again.
    Contacts stand where they live, be it outside the officer's place: those there find them at once. Invalid names the
    row, as the contacts were given.
    """
    with transaction.atomic():
        source = person_now(source, policies.must_follow_up, by=by)
        same = {one.same_as.pk for one in contacts if one.same_as}
        people_now(same, policies.must_follow_up, by=by)
        names, there = _names(contacts, draft), told_before(contacts, draft)
        new = [row for row in range(len(names)) if row not in there or there[row].withdrawn_at]
        people = {row: before.target for row, before in there.items()}
        leaders = _leaders(contacts)
        for row in [row for row in new if row not in people]:
            told = [contacts[other].known for other, leader in enumerate(leaders) if leader == leaders[row]]
            leader = people.get(leaders[row])
            people[row] = leader or _person(contacts[row], told, by=by, at=at, entropy=entropy)
        _keep_apart(contacts, new, people, by=by, at=at)
        _row, policy = in_force(day_of(at))
        met = [_met(source, people[row], contacts[row], names[row], policy) for row in new]
        try:
            stand_again(met, by=by, at=at)
            rows = list(dict.fromkeys(add(met, by=by, at=at)))
        except Invalid as wrong:
            raise _by_row(wrong, new) from wrong
        audit.record_many("cases.exposure.record", by=by, on=rows, at=at)
        if met:
            derive({source.pk, *(one.target.pk for one in met)}, cause=CAUSE, by=by, at=at)
    return rows


def told_before(contacts: Sequence[Contact], draft: str) -> dict[int, Exposure]:
    """By its place each row that this draft entered already, withdrawn since or not (1 query)."""
    names = _names(contacts, draft)
    there = {
        row.evidence: row for row in Exposure.objects.filter(evidence__in=names).select_related("source", "target")
    }
    return {row: there[name] for row, name in enumerate(names) if name in there}


def _names(contacts: Sequence[Contact], draft: str) -> list[str]:
    """The evidence of each row; of two rows that say the same of two people each has its own."""
    told: Counter[str] = Counter()
    names = []
    for contact in contacts:
        first = contact.evidence(draft)
        if contact.same_row is None and contact.same_as is None:
            names.append(contact.evidence(draft, told[first]))
            told[first] += 1
        else:
            names.append(first)
    return names


def _leaders(contacts: Sequence[Contact]) -> list[int]:
    """The first row of each row's person: its own place where no row above was named."""
    leaders: list[int] = []
    for row, contact in enumerate(contacts):
        above = contact.same_row
        leaders.append(leaders[above] if above is not None and 0 <= above < row else row)
    return leaders


def _person(first: Contact, told: Sequence[Known], *, by: Officer, at: datetime, entropy: naming.Entropy) -> Person:
    """Whom the first row of a person is about, by all their rows: a record, its gaps filled, or a new one."""
    known = reduce(Known.filled, told)
    if first.same_as:
        return complete(first.same_as, known, by=by, at=at)
    person = make(known, first.place, at=at, entropy=entropy)
    audit.record("cases.person.enter", by=by, on=person, at=at)
    return person


def _keep_apart(
    contacts: Sequence[Contact], new: Sequence[int], people: Mapping[int, Person], *, by: Officer, at: datetime
) -> None:
    """What was said at entry of whom somebody is not holds as if it were said of both records."""
    for row in new:
        contact, own = contacts[row], people[row].pk
        others = {*(each.pk for each in contact.others), *(people[n].pk for n in contact.other_rows if n in people)}
        for other in sorted(others - {own}) if contact.same_as is None else ():
            part(own, other, user=by.user.pk, by=by, at=at)


def _by_row(wrong: Invalid, new: Sequence[int]) -> Invalid:
    """The same problem with the rows as they were given, those left out that had been entered before."""
    errors = [replace(error, row=new[error.row - 1] + 1) if error.row else error for error in wrong.errors]
    return Invalid(wrong.detail, errors=errors)


def _met(source: Person, person: Person, contact: Contact, evidence: str, policy: Policy) -> Met:
    minutes = (contact.ended_at - contact.started_at).total_seconds() / 60 if contact.is_timed else None
    derived = Class(policy.class_told(minutes, stayed=contact.setting in _STAYED).value)
    return Met(
        source,
        person,
        contact.started_at,
        contact.ended_at,
        level=contact.level or derived,
        origin=Origin.INTERVIEW,
        setting=contact.setting,
        is_timed=contact.is_timed,
        evidence=evidence,
        note=contact.note,
    )
