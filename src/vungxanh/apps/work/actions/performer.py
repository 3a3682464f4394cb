"""Who in the unit does it (phân công)."""

from datetime import datetime

from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.actions.steps import say, step
from vungxanh.apps.work.events import PerformerAssigned
from vungxanh.apps.work.models import Assignment, Entry, EntryKind
from vungxanh.apps.work.policies import Act
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid


def assign_performer(assignment: Assignment, *, performer: User, by: Officer, at: datetime, text: str = "") -> Entry:
    """Tell a person of the unit to do it (giao người thực hiện)."""
    with step(assignment, Act.PERFORMER, by=by, at=at) as current:
        if not posts_on(day_of(at)).filter(user=performer, unit=current.unit_id).exists():
            message = _("Người được giao phải đang công tác tại đơn vị.")
            raise Invalid(message, errors=[FieldError("performer", message)])
        current.performer = performer
        told = f"{performer.full_name}. {text}".strip(" .") if text else performer.full_name
        entry = say(current, EntryKind.PERFORMER, by=by, at=at, text=told)
        audit.record("work.assign_performer", by=by, on=current, at=at, data={"performer": performer.pk})
        events.announce(PerformerAssigned(current.pk, at))
    return entry
