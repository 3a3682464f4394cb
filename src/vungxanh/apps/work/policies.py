"""Who may do what with an assignment (ai được làm gì): one table of sides, roles and acts.

Reading is limited to the assignment's own unit, the units above it, the units that gave it and those that share the
task as its lead or partner. Every other act belongs to one side: the unit that holds the duty or the unit that gave it.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.succession import carried_on_by
from vungxanh.apps.work.models import Assignment
from vungxanh.kit.problems import NotAllowed, NotFound


class Act(StrEnum):
    """What an officer can do with an assignment (việc)."""

    PROGRESS = "progress"
    REPORT = "report"
    ACKNOWLEDGE = "acknowledge"
    PERFORMER = "performer"
    CASCADE = "cascade"
    TRANSFER = "transfer"
    ASK_EXTENSION = "ask_extension"
    ACCEPT = "accept"
    RETURN = "return"
    DECIDE_EXTENSION = "decide_extension"
    CLOSE = "close"
    COPY = "copy"
    HAND_OVER = "hand_over"
    COMMENT = "comment"


class Side(StrEnum):
    """Where an officer stands towards an assignment (bên)."""

    HOLDER = "holder"
    GIVER = "giver"
    READER = "reader"


MANAGERS = frozenset({Role.LEADER, Role.CHIEF_OF_OFFICE, Role.CLERK})
STAFF = frozenset(Role) - {Role.ADMINISTRATOR}

TABLE: Mapping[Act, tuple[Side, frozenset[Role]]] = {
    Act.PROGRESS: (Side.HOLDER, STAFF),
    Act.REPORT: (Side.HOLDER, STAFF),
    Act.ACKNOWLEDGE: (Side.HOLDER, STAFF),
    Act.ASK_EXTENSION: (Side.HOLDER, STAFF),
    Act.PERFORMER: (Side.HOLDER, MANAGERS),
    Act.CASCADE: (Side.HOLDER, MANAGERS),
    Act.TRANSFER: (Side.HOLDER, MANAGERS),
    Act.ACCEPT: (Side.GIVER, MANAGERS),
    Act.RETURN: (Side.GIVER, MANAGERS),
    Act.DECIDE_EXTENSION: (Side.GIVER, MANAGERS),
    Act.CLOSE: (Side.GIVER, MANAGERS),
    Act.COPY: (Side.GIVER, MANAGERS),
    Act.HAND_OVER: (Side.GIVER, MANAGERS),
    Act.COMMENT: (Side.READER, STAFF),
}
# What a person at work on it does; once a performer is named it is theirs and the managers' only.
_PERFORMERS_ACTS = {Act.PROGRESS, Act.REPORT, Act.ASK_EXTENSION}


def manages(officer: Officer) -> bool:
    """Whether the officer acts for the whole unit: leader, chief of office or clerk."""
    return officer.has(*MANAGERS)


def must_manage(officer: Officer) -> None:
    """Raise NotAllowed unless `manages`."""
    if not manages(officer):
        raise NotAllowed(_("Chỉ lãnh đạo, Chánh Văn phòng hoặc văn thư của đơn vị làm được việc này."))


def may(officer: Officer, act: Act, assignment: Assignment) -> bool:
    """Whether the table lets the officer do the act, whatever the assignment's state."""
    side, roles = TABLE[act]
    if not officer.has(*roles) or not _stands(officer, side, assignment):
        return False
    if act in _PERFORMERS_ACTS and assignment.performer_id and not manages(officer):
        return assignment.performer_id == officer.user.pk
    return True


def _stands(officer: Officer, side: Side, assignment: Assignment) -> bool:
    if side is Side.HOLDER:
        return assignment.unit_id == officer.unit.pk
    if side is Side.GIVER:
        return _gives(officer, assignment)
    return may_read(officer, assignment)


def _gives(officer: Officer, assignment: Assignment) -> bool:
    """Nobody answers their own unit's report: what a unit gave itself is answered by the units above it.

    The top of the tree has none above; there the unit itself answers.
    """
    above, own = assignment.parent, assignment.unit_id
    givers = {assignment.assigned_by_id, above.unit_id if above else own} - {own}
    if givers:
        return officer.unit.pk in givers
    unit = assignment.unit
    if officer.unit.pk == own:
        return unit.parent_id is None
    return unit.path.startswith(officer.unit.path)


def must(officer: Officer, act: Act, assignment: Assignment) -> None:
    """Raise NotAllowed with the reason unless `may`."""
    if may(officer, act, assignment):
        return
    told = {
        Side.HOLDER: _(
            "Chỉ đơn vị được giao, người được phân công thực hiện hoặc lãnh đạo, văn thư của đơn vị làm được việc này."
        ),
        Side.GIVER: _("Chỉ lãnh đạo, Chánh Văn phòng hoặc văn thư của đơn vị giao việc làm được việc này."),
        Side.READER: _("Đơn vị của anh/chị không liên quan đến nhiệm vụ này."),
    }
    raise NotAllowed(told[TABLE[act][0]])


def readable(officer: Officer) -> QuerySet[Assignment]:
    """The assignments the officer may read: own unit and below, what the own unit carries on, given, shared ones."""
    own = officer.unit
    return Assignment.objects.filter(
        Q(unit__path__under=own.path)
        | Q(assigned_by__path__under=own.path)
        | Q(directive__unit=own)
        | Q(lead__unit=own)
        | Q(unit__in=carried_on_by(own))
        | Q(merged_into__unit=own)
        | Q(pk__in=Assignment.objects.filter(unit=own, lead__isnull=False).values("lead"))
        | Q(pk__in=Assignment.objects.filter(unit=own, parent__isnull=False).values("parent"))
    )


def may_read(officer: Officer, assignment: Assignment) -> bool:
    """Whether the assignment is among those the officer may read; the near cases cost no query."""
    if officer.oversees(assignment.unit) or assignment.assigned_by_id == officer.unit.pk:
        return True
    return readable(officer).filter(pk=assignment.pk).exists()


def must_read(officer: Officer, assignment: Assignment) -> None:
    """Raise NotFound unless `may_read`: who may not read it is not told that it exists."""
    if not may_read(officer, assignment):
        raise not_found()


def not_found() -> NotFound:
    """The same answer for what is not there and what may not be read."""
    return NotFound(_("Không có nhiệm vụ này, hoặc anh/chị không được xem."))


def may_issue(officer: Officer, directive: Directive) -> bool:
    """Whether the officer may issue the directive: a manager of the unit that holds the letter."""
    return manages(officer) and directive.unit_id == officer.unit.pk


def must_be_able_to_issue(officer: Officer, directive: Directive) -> None:
    """Raise NotAllowed unless `may_issue`."""
    if not may_issue(officer, directive):
        raise NotAllowed(_("Chỉ lãnh đạo, Chánh Văn phòng hoặc văn thư của đơn vị giữ văn bản được phát hành."))
