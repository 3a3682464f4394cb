"""The policy in force on a day, and every version there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from vungxanh.apps.cases.models import Plan, Policy
from vungxanh.apps.cases.policies import must_enter
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import policy as rules
from vungxanh.core.casework.policy_json import from_json
from vungxanh.kit.problems import Conflict


@dataclass(frozen=True, slots=True)
class Version:
    """One version with what it says; `state` is in_force, ahead, past or replaced."""

    row: Policy
    rules: rules.Policy
    state: str


def in_force(on: date) -> tuple[Policy, rules.Policy]:
    """The row and its rules (1 query): the latest that began by the day and was not replaced; Conflict without any.

    A correction counts from the day it was entered: a day before it has the answer that it had. The first version of a
    decision counts from the day it says, whenever it was entered.
    """
    began = Policy.objects.filter(valid_from__lte=on)
    older = Policy.objects.filter(decision=OuterRef("decision"), pk__lt=OuterRef("pk"))
    known = began.filter(Q(entered_at__date__lte=on) | ~Exists(older))
    found = known.filter(Q(replaced_at=None) | Q(replaced_at__date__gt=on))
    row = found.order_by("-valid_from", "-id").first()
    if row is None:
        raise Conflict(_("Chưa có chính sách nào có hiệu lực vào ngày này."))
    return row, from_json(row.rules)


def holds_at_once(new: rules.Policy, on: date) -> bool:
    """Whether a policy would be the one in force once it is entered (1 query): not if it begins later, or never."""
    row, now = in_force(on)
    return new.valid_from <= on and (new.valid_from >= now.valid_from or new.number == row.decision)


def touched_by(new: rules.Policy, on: date) -> int:
    """How many followed people a policy that holds at once recomputes (3 queries); 0 where it holds later, or never.

    Of a policy that differs in what is ordered for some levels alone, those of these levels.
    """
    if not holds_at_once(new, on):
        return 0
    _row, now = in_force(on)
    contact = rules.ContactRule(now.contact.text, new.contact.minutes)
    general = replace(new, contact=contact, levels=now.levels, read=now.read)
    same = general == replace(now, number=new.number, title=new.title, valid_from=new.valid_from, source=new.source)
    followed = Plan.objects.filter(ended_on=None)
    if same:
        deep = range(1, rules.DEEPEST_RING + 1)
        levels = [
            level for level in deep if replace(new.for_level(level), level=0) != replace(now.for_level(level), level=0)
        ]
        followed = followed.filter(level__in=levels)
    return followed.count()


def versions(officer: Officer, on: date) -> Sequence[Version]:
    """Every version, the latest first (1 query); rules are no secret of a place, but of those with case work."""
    must_enter(officer)
    found, current = [], None
    for row in Policy.objects.order_by("-valid_from", "-id"):
        if row.replaced_at is not None:
            state = "replaced"
        elif row.valid_from > on:
            state = "ahead"
        else:
            state = "past" if current else "in_force"
            current = current or row
        found.append(Version(row, from_json(row.rules), state))
    return found
