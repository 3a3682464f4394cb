"""Tables of directives."""

from vungxanh.apps.directives.models.directive import Addressee, Directive, Stage
from vungxanh.apps.directives.models.edit import Edit
from vungxanh.apps.directives.models.reception import Reception, ReceptionState
from vungxanh.apps.directives.models.recurrence import Recurrence
from vungxanh.apps.directives.models.task import (
    DeadlineOrigin,
    DirectiveTask,
    LeadMode,
    TaskParty,
    TaskRole,
)

__all__ = [
    "Addressee",
    "DeadlineOrigin",
    "Directive",
    "DirectiveTask",
    "Edit",
    "LeadMode",
    "Reception",
    "ReceptionState",
    "Recurrence",
    "Stage",
    "TaskParty",
    "TaskRole",
]
