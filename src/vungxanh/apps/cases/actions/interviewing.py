"""Entering whom somebody met, as they tell it: many people and meetings at once, each once (phỏng vấn tiếp xúc)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.exposures import CAUSE, Met, add
from vungxanh.apps.cases.actions.people import Known, make
from vungxanh.apps.cases.models import Class, Exposure, Origin, Person, Setting
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.sealing.digests import keyed

_PURPOSE = "cases.interview.row"


@dataclass(frozen=True, slots=True)
class Contact:
    """One person who was met: known already, or to be entered in a place (người tiếp xúc được kể)."""

    known: Known
    place: Unit
    started_at: datetime
    ended_at: datetime
    setting: Setting = Setting.UNKNOWN
    note: str = ""
    same_as: Person | None = None

    def evidence(self, draft: str) -> str:
        """Names the row of this draft, so that a draft sent again enters nothing twice."""
        told = (self.known.full_name, self.known.phone, self.known.birth_year, self.started_at, self.ended_at)
        row = keyed("|".join(map(str, told)), purpose=_PURPOSE)[:24]
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

    Contacts stand where they live, be it outside the officer's place: those there find them at once.
    """
    policies.must_follow_up(by, source)
    with transaction.atomic():
        audit.hold()
        names = {contact.evidence(draft): contact for contact in contacts}
        there = {row.evidence: row for row in Exposure.objects.filter(evidence__in=names)}
        _row, policy = in_force(day_of(at))
        met = []
        for evidence, contact in names.items():
            if evidence in there:
                continue
            person = contact.same_as or make(contact.known, contact.place, at=at, entropy=entropy)
            if contact.same_as is None:
                audit.record("cases.person.enter", by=by, on=person, at=at)
            level = Class(policy.thresholds.class_of(_minutes(contact)).value)
            met.append(_met(source, person, contact, level, evidence))
        rows = add(met, by=by, at=at)
        audit.record_many("cases.exposure.record", by=by, on=rows, at=at)
        if met:
            derive({source.pk, *(one.target.pk for one in met)}, cause=CAUSE, by=by, at=at)
    return rows


def _minutes(contact: Contact) -> float:
    return (contact.ended_at - contact.started_at).total_seconds() / 60


def _met(source: Person, person: Person, contact: Contact, level: Class, evidence: str) -> Met:
    return Met(
        source,
        person,
        contact.started_at,
        contact.ended_at,
        level=level,
        origin=Origin.INTERVIEW,
        setting=contact.setting,
        evidence=evidence,
        note=contact.note,
    )
