"""What work does when something was announced: it follows its units, and tells the people concerned, once each."""

from collections.abc import Iterable
from datetime import datetime

from vungxanh.apps.org.events import PostsChanged, UnitsChanged
from vungxanh.apps.work.actions import tell, tell_many
from vungxanh.apps.work.actions.follow import follow_units
from vungxanh.apps.work.actions.release import release_performers
from vungxanh.apps.work.actions.remind import silence
from vungxanh.apps.work.events import (
    Commented,
    DeadlinesMoved,
    DirectiveIssued,
    ExtensionAsked,
    ExtensionDecided,
    PerformerAssigned,
    WorkAccepted,
    WorkClosed,
    WorkFollowed,
    WorkGiven,
    WorkReported,
    WorkReturned,
)
from vungxanh.kit import events
from vungxanh.kit.actors import SystemActor


@events.on(UnitsChanged)
def follow(event: UnitsChanged) -> None:
    """Bring open work of units that merged or ended to their heirs."""
    follow_units(by=SystemActor("succession"), at=event.at)


@events.on(WorkFollowed)
def tell_of_succession(event: WorkFollowed) -> None:
    """Tell heirs and givers, and withdraw what was still to be said about rows that ended in others."""
    _quiet(event.ended_ids, at=event.at)
    tell_many.followed(event)


@events.on(PostsChanged)
def release(event: PostsChanged) -> None:
    """Free the work of people who left the unit."""
    release_performers(by=SystemActor("performers"), at=event.at)


@events.on(DirectiveIssued)
def tell_of_directive(event: DirectiveIssued) -> None:
    """Tell every unit's managers how many duties a directive gives them: one notice a person and directive."""
    tell_many.of_directive(event.directive_id, at=event.at)


@events.on(WorkGiven)
def tell_of_work(event: WorkGiven) -> None:
    """Tell the managers of the units that received duties: one notice a person and act."""
    tell_many.of_work(event.assignment_ids, at=event.at)


@events.on(PerformerAssigned)
def tell_performer(event: PerformerAssigned) -> None:
    """Tell the person who is to do it."""
    tell.performer(event.assignment_id, at=event.at)


@events.on(WorkReported)
def tell_giver(event: WorkReported) -> None:
    """Silence the reminders and tell the giver's managers that a report waits."""
    silence([event.assignment_id], at=event.at)
    tell.report(event.assignment_id, at=event.at)


@events.on(WorkReturned)
def tell_of_return(event: WorkReturned) -> None:
    """Tell the unit why its report came back."""
    tell.returned(event.assignment_id, event.reason, at=event.at)


@events.on(WorkAccepted)
def quiet_accepted(event: WorkAccepted) -> None:
    """Withdraw what was still to be said about the accepted work."""
    _quiet(event.assignment_ids, at=event.at)


@events.on(WorkClosed)
def quiet_closed(event: WorkClosed) -> None:
    """Withdraw what was still to be said about work that ended."""
    _quiet(event.assignment_ids, at=event.at)


def _quiet(assignment_ids: Iterable[int], *, at: datetime) -> None:
    silence(assignment_ids, at=at)
    tell.answered(assignment_ids, at=at)


@events.on(ExtensionAsked)
def tell_of_request(event: ExtensionAsked) -> None:
    """Tell the giver's managers that a decision is asked of them."""
    tell.extension_asked(event.extension_id, at=event.at)


@events.on(ExtensionDecided)
def tell_of_decision(event: ExtensionDecided) -> None:
    """Tell the unit what was decided about its deadline."""
    tell.extension_decided(event.extension_id, at=event.at)


@events.on(DeadlinesMoved)
def tell_of_moved_deadlines(event: DeadlinesMoved) -> None:
    """Silence reminders of the old day and tell those who co-operate or stand below that they have more time."""
    silence(event.assignment_ids, at=event.at)
    tell.deadlines_moved(event.assignment_ids, at=event.at)


@events.on(Commented)
def tell_mentioned(event: Commented) -> None:
    """Tell the managers of the units that a comment names."""
    tell.mentioned(event.entry_id, at=event.at)
