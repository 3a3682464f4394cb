"""Rows as they stand once the audit is held: since a page showed them they may have been merged or moved.

(Bản ghi hiện tại.) Nobody changes rows of case work without the head of the audit, so what is read here stands until
the transaction ends. Acts on somebody read them by this and ask their policy of what they read.
"""

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, Person, Plan
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.among import among
from vungxanh.kit.problems import Conflict

Must = Callable[[Officer, policies.Placed], None]


def people_now(keys: Collection[int], must: Must, *, by: Officer) -> dict[int, Person]:
    """Hold the audit and read people by their keys (1 query); Conflict where one was merged; `must` of each."""
    audit.hold()
    found = {row.pk: row for row in Person.objects.filter(among("pk", set(keys)))}
    if len(found) < len(set(keys)) or any(row.merged_into_id for row in found.values()):
        raise another()
    for row in found.values():
        must(by, row)
    return found


def person_now(person: Person, must: Must, *, by: Officer) -> Person:
    """The same of one person."""
    return people_now([person.pk], must, by=by)[person.pk]


def case_now(case: Case, must: Must, *, by: Officer) -> Case:
    """Hold the audit and read a case with its person, who another record may have become (1 query); `must` of it."""
    audit.hold()
    current = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    must(by, current)
    return current


def plans_now(plans: Collection[Plan], must: Must, *, by: Officer) -> list[Plan]:
    """Hold the audit and read plans, in the order given (1 query); those of merged records are left out."""
    audit.hold()
    rows = Plan.objects.filter(among("pk", [plan.pk for plan in plans]), person__merged_into=None)
    found = {row.pk: row for row in rows}
    current = [found[plan.pk] for plan in plans if plan.pk in found]
    for plan in current:
        must(by, plan)
    return current


def plan_now(plan: Plan, must: Must, *, by: Officer) -> Plan:
    """The same of one plan; Conflict where a merge took it away."""
    found = plans_now([plan], must, by=by)
    if not found:
        raise another()
    return found[0]


def another() -> Conflict:
    """What is answered when what was shown belongs to another record by now."""
    return Conflict(_("Hồ sơ này vừa được gộp vào hồ sơ khác, hoặc tách ra; hãy xem lại rồi ghi tiếp."))
