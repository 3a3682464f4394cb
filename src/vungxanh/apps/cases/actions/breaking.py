"""Stopping alerts from phones, and letting them go again: a person decides, the rule only advises (ngắt mạch)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.events import BreakerClosed
from vungxanh.apps.cases.models import BreakerTurn
from vungxanh.apps.cases.queries.breaker import judged, state
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

_SHORTEST, _LONGEST = 5, 300


def turn(opened: bool, reason: str, *, by: Officer, at: datetime) -> BreakerTurn:
    """Open or close the breaker with a reason; Conflict when it stands so already.

    Opened: contacts by Bluezone are entered and nobody is told by itself. Closed: communes are told, of those too who
    were entered meanwhile.
    """
    policies.must_break(by)
    reason = reason.strip()
    if not _SHORTEST <= len(reason) <= _LONGEST:
        message = _("Ghi lý do, từ %(least)d đến %(most)d ký tự.") % {"least": _SHORTEST, "most": _LONGEST}
        raise Invalid(message, errors=[FieldError("reason", message)])
    with transaction.atomic():
        audit.hold()
        now = state()
        if now.opened == opened:
            raise Conflict(_("Cảnh báo đang dừng.") if opened else _("Cảnh báo đang được gửi."))
        seen = judged(day_of(at)).judgement
        numbers = {
            "alerts": seen.today.alerts,
            "cases": seen.today.cases,
            "expected": None if seen.expected is None else round(seen.expected, 1),
            "limit": None if seen.limit is None else round(seen.limit, 1),
            "advice": seen.advice.value,
        }
        row = BreakerTurn.objects.create(opened=opened, reason=reason, numbers=numbers, by=by.user, unit=by.unit, at=at)
        verb = "cases.breaker.open" if opened else "cases.breaker.close"
        audit.record(verb, by=by, on=row, at=at, data={"reason": reason, **numbers})
        if not opened:
            events.announce(BreakerClosed(row.pk, opened_at=now.at, at=at))
    return row
