"""The life of an assignment: which act is possible in which state (vòng đời nhiệm vụ)."""

from collections.abc import Mapping

from vungxanh.apps.directives.models import Recurrence, TaskRole
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.tree import open_below

_WORKING = frozenset({State.NOT_STARTED, State.DOING})
_OPEN = _WORKING | {State.REPORTED}

# From which states each act may be done.
ALLOWED: Mapping[Act, frozenset[State]] = {
    Act.PROGRESS: _WORKING,
    Act.REPORT: _WORKING,
    Act.ACKNOWLEDGE: _WORKING,
    Act.CASCADE: _WORKING,
    Act.TRANSFER: _WORKING,
    Act.ASK_EXTENSION: _WORKING,
    Act.DECIDE_EXTENSION: _WORKING,
    Act.PERFORMER: _OPEN,
    Act.CLOSE: _OPEN | {State.ACCEPTED},
    Act.ACCEPT: frozenset({State.REPORTED}),
    Act.RETURN: frozenset({State.REPORTED}),
    Act.COPY: _OPEN,
    Act.HAND_OVER: frozenset(State) - {State.TRANSFERRED},
    Act.COMMENT: frozenset(State),
}
# A unit that is only informed has nothing to carry out.
_INFORMED = frozenset({Act.ACKNOWLEDGE, Act.COMMENT, Act.CLOSE, Act.PERFORMER})


def is_possible(assignment: Assignment, act: Act) -> bool:
    """Whether the assignment's state and role leave room for the act, whoever asks."""
    if act is Act.HAND_OVER:
        goes_on = assignment.is_open or assignment.recurrence != Recurrence.NONE
        return assignment.orphaned_at is not None and goes_on
    informed = assignment.role == TaskRole.INFORM
    if informed != (act is Act.ACKNOWLEDGE) and (act is Act.ACKNOWLEDGE or act not in _INFORMED):
        return False
    if act is Act.DECIDE_EXTENSION and not assignment.extension_asked:
        return False
    if act is Act.CLOSE and assignment.state == State.ACCEPTED:
        return open_below(assignment) > 0  # what stays open under it is closed, the result that was accepted stays
    return State(assignment.state) in ALLOWED[act]
