"""The unit above says who goes on with a letter whose unit has ended without an heir (chuyển văn bản đang xử lý)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.editing import lock
from vungxanh.apps.directives.actions.placing import place
from vungxanh.apps.directives.actions.tell import tell_of_letters
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid


def hand_over(directive: Directive, *, to: Unit, reason: str, by: Officer, at: datetime) -> bool:
    """Give a letter that was left behind to a standing unit; False when that unit has it and this one is withdrawn."""
    policies.must_be_able_to_hand_over(by, directive, on=day_of(at))
    if not reason.strip():
        message = _("Nêu lý do chuyển văn bản.")
        raise Invalid(message, errors=[FieldError("reason", message)])
    with transaction.atomic():
        current = lock(directive)
        if current.unit_id != directive.unit_id or current.stage not in (Stage.DRAFT, Stage.CONFIRMED):
            raise Conflict(_("Văn bản này vừa được người khác xử lý. Mở lại danh sách để xem."))
        if not units_on(day_of(at)).filter(pk=to.pk).exists():
            message = _("Chọn một đơn vị đang hoạt động.")
            raise Invalid(message, errors=[FieldError("to", message)])
        moved = place(current, to, verb="directives.hand_over", by=by, at=at, data={"reason": reason.strip()})
        if moved:
            tell_of_letters(to.pk, 1, at=at)
    directive.refresh_from_db()
    return moved
