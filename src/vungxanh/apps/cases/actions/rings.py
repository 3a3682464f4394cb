"""Opening a further ring of a case, after seeing what it means (mở vòng F2…)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.current import case_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import Case, Ring
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.diff import ring_opened
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict


def open_ring(case: Case, level: int, *, people_seen: int, by: Officer, at: datetime) -> Ring:
    """Trace the contacts of a case one ring further; Conflict when it is no longer what the officer saw."""
    with transaction.atomic():
        case = case_now(case, policies.must_decide, by=by)
        seen = foreseen(case, level, on=at)
        if len(seen.people) != people_seen:
            told = _("Vòng này nay gồm %(now)d người, không phải %(seen)d; hãy xem lại trước khi mở.")
            raise Conflict(told % {"now": len(seen.people), "seen": people_seen})
        preview = {
            "people": people_seen,
            "officer_hours": round(seen.officer_hours, 1),
            "expected_infections": round(seen.expected_infections, 2),
            "quarantine_days": seen.quarantine_days,
        }
        ring, _made = Ring.objects.update_or_create(
            case=case,
            level=level,
            defaults={"preview": preview, "opened_by": by.actor_key, "opened_at": at, "closed_at": None},
        )
        audit.record("cases.ring.open", by=by, on=ring, at=at, data={"level": level, **preview})
        derive({case.person_id}, cause=ring_opened(level), of=[case.pk], by=by, at=at)
    return ring


def close_ring(case: Case, level: int, *, by: Officer, at: datetime) -> None:
    """Let a ring and all beyond it go again (đóng vòng): who is held by nothing else is released.

    Conflict unless it is open: F1 are traced without a ring, and another officer may have closed it meanwhile.
    """
    with transaction.atomic():
        case = case_now(case, policies.must_decide, by=by)
        rings = list(Ring.objects.filter(case=case, level__gte=level, closed_at=None))
        if all(ring.level != level for ring in rings):
            raise Conflict(_("Vòng F%(level)d không mở.") % {"level": level})
        Ring.objects.filter(pk__in=[ring.pk for ring in rings]).update(closed_at=at)
        audit.record_many("cases.ring.close", by=by, on=rings, at=at)
        told = Said(f"đóng vòng F{level}", f"ring F{level} was closed")
        derive({case.person_id}, cause=told, of=[case.pk], by=by, at=at)
