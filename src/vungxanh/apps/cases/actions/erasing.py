"""Who people were is deleted once nothing of theirs is open (xóa thông tin cá nhân).

What stays is what counts need: levels, days, places by commune, without a name. A person is open while a case is, while
a plan runs, or while an exposure is younger than the time of keeping.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from vungxanh.apps.cases.actions.people import KEPT_DAYS
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
    Person,
    Plan,
    SelfReport,
)
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of

_AT_ONCE = 500


def erase_what_is_over(*, by: Actor, at: datetime) -> int:
    """Erase everybody whose time has come (xóa theo hạn); how many."""
    erased = 0
    while keys := list(over(at).values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            audit.hold()
            people = list(over(at).filter(pk__in=keys))
            _erase(people, at)
            audit.record_many("cases.person.erase", by=by, on=people, at=at)
        erased += len(people)
    return erased


def over(at: datetime) -> QuerySet[Person]:
    """People of whom nothing is open and nothing is younger than the time of keeping."""
    ended = at - timedelta(days=KEPT_DAYS)
    young = Exposure.objects.filter(ended_at__gt=ended)
    return (
        Person.objects.filter(erased_at=None, entered_at__lte=ended)
        .exclude(Exists(Case.objects.filter(person=OuterRef("pk"), state=CaseState.ACTIVE, turned_negative=False)))
        .exclude(Exists(Case.objects.filter(person=OuterRef("pk"), ended_on__gt=day_of(ended))))
        .exclude(Exists(Plan.objects.filter(person=OuterRef("pk"), ended_on=None)))
        .exclude(Exists(Plan.objects.filter(person=OuterRef("pk"), ended_on__gt=day_of(ended))))
        .exclude(Exists(young.filter(source=OuterRef("pk"))))
        .exclude(Exists(young.filter(target=OuterRef("pk"))))
    )


def _erase(people: list[Person], at: datetime) -> None:
    keys = [person.pk for person in people]
    for person in people:
        person.full_name = person.phone = person.citizen_id = person.address = person.facts = ""
        person.key_phone = person.key_citizen = person.key_name = ""
        person.birth_year, person.erased_at, person.updated_at = None, at, at
    columns = ["full_name", "phone", "citizen_id", "address", "facts", "key_phone", "key_citizen", "key_name"]
    Person.objects.bulk_update(people, [*columns, "birth_year", "erased_at", "updated_at"], batch_size=_AT_ONCE)
    Investigation.objects.filter(case__person__in=keys).update(answers="")
    Exposure.objects.filter(source__in=keys).update(note="")
    Exposure.objects.filter(target__in=keys).update(note="")
    Check.objects.filter(plan__person__in=keys).update(symptoms=[], temperature=None)
    Decision.objects.filter(person__in=keys).update(why="–")
    SelfReport.objects.filter(plan__person__in=keys).delete()
    ImportRow.objects.filter(person__in=keys).update(content="")
    Opening.objects.filter(person__in=keys).delete()
    Change.objects.filter(person__in=keys).delete()
