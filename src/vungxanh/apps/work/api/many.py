"""Acts on several assignments at once; each is sent with the version that was read, and all are done or none."""

from django.http import HttpRequest
from ninja import Router

from vungxanh.apps.work.actions.cascade import Cascaded, cascade
from vungxanh.apps.work.actions.hand_over import hand_over
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.review import BulkAccepted, accept_many, return_to
from vungxanh.apps.work.api.asked import person_of, together, units_of
from vungxanh.apps.work.api.bodies import CascadeManyIn, HandOverManyIn, ManyIn, PerformerManyIn, ReturnManyIn
from vungxanh.apps.work.api.schemas import AcceptedOut, CascadeOut, DoneOut
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.naming import as_sent

router = Router(tags=["work"])


@router.post("/assignments/accept", response=AcceptedOut, summary="Chấp nhận hàng loạt / accept many")
@guarded_by(accept_many)
def accept_assignments(request: HttpRequest, body: ManyIn) -> BulkAccepted:
    """Accept those that are reported and the caller's to accept; the others are counted."""
    with together(request, body.assignments) as (rows, who):
        return accept_many(rows, **who)


@router.post("/assignments/return", response=DoneOut, summary="Trả lại hàng loạt / return many")
@guarded_by(return_to)
def return_assignments(request: HttpRequest, body: ReturnManyIn) -> dict[str, int]:
    """Send all these reports back with one reason."""
    with together(request, body.assignments) as (rows, who):
        for row in rows:
            return_to(row, reason=body.reason, **who)
    return {"done": len(rows)}


@router.post("/assignments/performer", response=DoneOut, summary="Giao người hàng loạt / name a performer for many")
@guarded_by(assign_performer)
def assign_assignments(request: HttpRequest, body: PerformerManyIn) -> dict[str, int]:
    """Tell one person of the unit to do all of these."""
    with as_sent(performer="username"), together(request, body.assignments) as (rows, who):
        person = person_of(body.username)
        for row in rows:
            assign_performer(row, performer=person, text=body.text, **who)
    return {"done": len(rows)}


@router.post("/assignments/cascade", response=CascadeOut, summary="Giao cấp dưới hàng loạt / hand many down")
@guarded_by(cascade)
def cascade_assignments(request: HttpRequest, body: CascadeManyIn) -> Cascaded:
    """Give all of these to every unit of the level below."""
    with together(request, body.assignments) as (rows, who):
        return cascade(rows, instruction=body.instruction, due_on=body.due_on, **who)


@router.post("/assignments/hand-over", response=DoneOut, summary="Chuyển việc không còn nơi thực hiện / hand over")
@guarded_by(hand_over)
def hand_over_assignments(request: HttpRequest, body: HandOverManyIn) -> dict[str, int]:
    """Give duties whose unit has ended without an heir (see `orphans`) to a standing unit."""
    with together(request, body.assignments) as (rows, who):
        return {"done": hand_over(rows, to=units_of([body.to], "to")[0], reason=body.reason, **who)}
