"""An officer decides otherwise than the policy for one person, with a reason (quyết định riêng).

A decision speaks of what was known when it was made, whatever is corrected of that; a case that reaches the person
later, or a later meeting, is as the policy says until the officer decides again.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.current import person_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import DecidedSource, Decision, Exposure, Person, Standing
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import schedule, standing_json
from vungxanh.core.casework import standing as core
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid

CAUSE = Said("quyết định riêng của cán bộ", "an officer's decision")
UNDONE = Said("quyết định riêng được bỏ", "an officer's decision was undone")


def change_days(
    person: Person,
    *,
    quarantine_until: date | None = None,
    monitoring_until: date | None = None,
    why: str,
    by: Officer,
    at: datetime,
) -> Decision:
    """Shorten or lengthen quarantine or monitoring (đổi ngày): it wins over what is derived until it is undone.

    A day that holds already is not decided: that would keep it from the policy.
    """
    with transaction.atomic():
        person, standing = _now(person, by)
        if standing is None:
            raise Invalid(_("Người này không thuộc diện theo dõi."))
        days = {"quarantine_until": quarantine_until, "monitoring_until": monitoring_until}
        moved = {name: None if day == getattr(standing.plan, name) else day for name, day in days.items()}
        _must_be_possible(standing, schedule.Move(why, **moved), at)
        return _decide(person, standing, why, by=by, at=at, **moved)


def set_level(person: Person, level: int, *, why: str, by: Officer, at: datetime) -> Decision:
    """Say what level somebody is, whatever is derived (xếp cấp): 1 to the deepest of the policy; F0 is said by a case.

    Who was reached by no case is followed from the day of the decision on, as the policy asks of the level; another
    decision later begins nothing anew.
    """
    with transaction.atomic():
        person, standing = _now(person, by)
        _row, policy = in_force(day_of(at))
        if not 1 <= level <= policy.max_ring:
            message = _("Cấp từ F1 đến F%(deepest)d; F0 là ca bệnh.") % {"deepest": policy.max_ring}
            raise Invalid(message, errors=[FieldError("level", message)])
        if standing and standing.level == 0:
            message = _("Người này là ca bệnh (F0).")
            raise Invalid(message, errors=[FieldError("level", message)])
        return _decide(person, standing, why, by=by, at=at, level=level)


def set_place(person: Person, place: str, *, why: str, by: Officer, at: datetime) -> Decision:
    """Say where somebody stays apart: facility, home or none (đổi nơi cách ly)."""
    with transaction.atomic():
        person, standing = _now(person, by)
        if standing is None or standing.level == 0:
            raise Invalid(_("Người này không thuộc diện theo dõi."))
        return _decide(person, standing, why, by=by, at=at, place=place)


def undo(person: Person, *, by: Officer, at: datetime) -> None:
    """Take the decision back (bỏ quyết định riêng): what the policy says counts again."""
    with transaction.atomic():
        person_now(person, policies.must_decide, by=by)
        held = list(Decision.objects.filter(person=person, undone_at=None))
        Decision.objects.filter(pk__in=[one.pk for one in held]).update(undone_at=at)
        audit.record_many("cases.decision.undo", by=by, on=held, at=at)
        derive({person.pk}, cause=UNDONE, by=by, at=at)


def _now(person: Person, by: Officer) -> tuple[Person, core.Standing | None]:
    """The person, and what they are, as it stands once the audit is held."""
    person = person_now(person, policies.must_decide, by=by)
    return person, _standing(person)


def _must_be_possible(standing: core.Standing, move: schedule.Move, at: datetime) -> None:
    if wrong := schedule.objections(standing, move, day_of(at)):
        language = get_language() or "vi"
        errors = [FieldError("why" if one.about == "reason" else one.about, one.said.told(language)) for one in wrong]
        raise Invalid(_("Chưa đổi được ngày."), errors=errors)


def _decide(
    person: Person, standing: core.Standing | None, why: str, *, by: Officer, at: datetime, **what: object
) -> Decision:
    """One standing decision a person: what the new one leaves open stays as decided before, where that still holds.

    It no longer does where a later source asks for more: the new decision speaks of that one too.
    """
    if not why.strip():
        message = _("Cần ghi lý do.")
        raise Invalid(message, errors=[FieldError("why", message)])
    held = Decision.objects.filter(person=person, undone_at=None).first()
    kept = _still(held, standing) if held and standing else {}
    Decision.objects.filter(person=person, undone_at=None).update(undone_at=at)
    given = {name: value for name, value in what.items() if value}
    decided = kept | given
    if held and held.level_from and standing and "level" not in decided:
        decided = _ends_alone(standing) | decided
    told = Exposure.objects.filter(Q(source=person) | Q(target=person)).order_by("pk").values_list("pk", flat=True)
    made = Decision.objects.create(
        person=person,
        why=nameless(why, [person]),
        by=by.user,
        at=at,
        known=list(told),
        level_from=_alone_from(held, standing, decided, at),
        **decided,
    )
    DecidedSource.objects.bulk_create(_sources(made, standing.terms if standing else ()))
    audit.record("cases.decision", by=by, on=made, at=at, data={"fields": sorted(given)})
    derive({person.pk}, cause=CAUSE, by=by, at=at)
    return made


def _alone_from(
    held: Decision | None, standing: core.Standing | None, decided: Mapping[str, object], at: datetime
) -> date | None:
    """From when a level counts that no case gives: the day it was first given, whatever is decided beside it."""
    if "level" not in decided:
        return None
    if held and held.level_from:
        return held.level_from
    return None if standing and standing.terms else day_of(at)


def _ends_alone(standing: core.Standing) -> dict[str, object]:
    """The last days that only a level given without a case asks for, when a nearer case took that level's place."""
    ends = ("quarantine_until", "monitoring_until")
    last = {name: getattr(standing.plan, name) for name in ends}
    return {name: day for name, day in last.items() if day and standing.alone and getattr(standing.alone, name) == day}


def _sources(made: Decision, terms: Iterable[core.Term]) -> list[DecidedSource]:
    """A row for each case, of which a part may have been decided before."""
    found: dict[int, DecidedSource] = {}
    for term in terms:
        one = found.setdefault(term.case, DecidedSource(decision=made, case_id=term.case, level=term.level))
        one.ways = sorted({*one.ways, *term.exposures})
    return list(found.values())


def _still(held: Decision, standing: core.Standing) -> dict[str, object]:
    """What was decided before and is what the person has in the whole."""
    has = {
        "level": standing.level,
        "place": standing.plan.place.value,
        "quarantine_until": standing.plan.quarantine_until,
        "monitoring_until": standing.plan.monitoring_until,
    }
    return {name: value for name, value in has.items() if value and getattr(held, name) == value}


def _standing(person: Person) -> core.Standing | None:
    row = Standing.objects.filter(person=person).first()
    return standing_json.from_json(row.detail) if row else None
