"""Who people were is deleted once nothing of theirs is open (xóa thông tin cá nhân).

What stays is what counts need: levels, days, places by commune, without a name. A person is open while a case is, while
a plan runs, or while an exposure is younger than the time of keeping.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

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
    Sample,
    SelfReport,
    Standing,
)
from vungxanh.core.records.retention import limits
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
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
    Investigation.objects.filter(case__person__in=keys).update(answers="")
    theirs = Exposure.objects.filter(Q(source__in=keys) | Q(target__in=keys))
    theirs.update(note="", evidence="")
    theirs.exclude(withdrawn_why="").update(withdrawn_why=_NOTHING)
    Check.objects.filter(plan__person__in=keys).update(symptoms=[], temperature=None)
    Decision.objects.filter(person__in=keys).update(why=_NOTHING)
    _forget_reasons(keys)
    SelfReport.objects.filter(plan__person__in=keys).delete()
    Order.objects.filter(plan__person__in=keys).update(facility="")
    Sample.objects.filter(person__in=keys).update(laboratory="")
    ImportRow.objects.filter(person__in=keys).update(content="", problems=[])
    Opening.objects.filter(person__in=keys).delete()
    Change.objects.filter(person__in=keys).delete()


def _forget_reasons(keys: list[int]) -> None:
    """An officer's decision stands in the derived row too, with its reason."""
    decided = list(Standing.objects.filter(person__in=keys, is_decided=True))
    for standing in decided:
        if standing.detail.get("override"):
            standing.detail["override"]["reason"] = _NOTHING
    Standing.objects.bulk_update(decided, ["detail"], batch_size=_AT_ONCE)
