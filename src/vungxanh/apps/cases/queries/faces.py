"""Who people are, as far as an officer may read it (danh tính): masked here, so that no page, file or API masks itself.

Health officers read cases and, while they are followed up, F1 of their own place. Everybody else known to case work is
a pseudonym until somebody opens the identity with a purpose: from F2 on; without a level (told of before a ring was
opened, or let go again); F1 whose follow-up has ended and whose last day by the plan is past, though they stand at F1
for as long as the exposure is kept. Who is let go before that day is read until then, to be told. Leaders and everybody
from elsewhere read pseudonyms.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, CaseState, Classification, Opening, Person, Standing
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, Text


class Masked(Conflict):
    """What is asked for shows, or would overwrite, who somebody is that the officer has not opened (còn che)."""

    slug, title = "masked", _("Danh tính còn che")


@dataclass(frozen=True, slots=True)
class Face:
    """What may be shown of one person; empty texts when `is_open` is False."""

    pseudonym: str
    is_open: bool
    full_name: str = ""
    phone: str = ""
    citizen_id: str = ""
    address: str = ""
    birth_year: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a page calls the person."""
        return self.full_name or self.pseudonym


def faces(officer: Officer, people: Collection[Person], *, at: datetime) -> dict[int, Face]:
    """The face of each person for this officer, by primary key (3 queries)."""
    keys = [person.pk for person in people]
    followed = Q(person__plan__ended_on=None) | Q(person__plan__ends_on__gte=day_of(at))
    named = Q(level=0) | Q(level=1, person__plan__isnull=False) & followed
    near = Standing.objects.filter(named, person__in=keys).values_list("person", flat=True)
    # A suspected case is tested before anybody stands anywhere because of it.
    ill = Case.objects.filter(person__in=keys, state=CaseState.ACTIVE, turned_negative=False)
    ill = ill.exclude(classification=Classification.NOT_A_CASE)
    opened = Opening.objects.filter(person__in=keys, by=officer.user, until__gt=at).values_list("person", flat=True)
    readable = {*near, *ill.values_list("person", flat=True), *opened}
    own = policies.area(officer) if officer.has(Role.HEALTH_OFFICER) else None
    return {person.pk: _face(person, own, person.pk in readable) for person in people}


def face(officer: Officer, person: Person, *, at: datetime) -> Face:
    """The same of one person."""
    return faces(officer, [person], at=at)[person.pk]


def must_be_open(own: Face, told: Text = "") -> None:
    """Masked unless the officer may read who it is: nobody corrects what they do not see."""
    if not own.is_open:
        raise Masked(told or _("Mở danh tính trước khi sửa thông tin."))


def _face(person: Person, own: str | None, readable: bool) -> Face:
    if not readable or own is None or not person.path.startswith(own) or person.erased_at:
        return Face(person.pseudonym, is_open=False)
    return Face(
        person.pseudonym,
        is_open=True,
        full_name=person.full_name,
        phone=person.phone,
        citizen_id=person.citizen_id,
        address=person.address,
        birth_year=person.birth_year,
        facts=json.loads(person.facts) if person.facts else {},
    )
