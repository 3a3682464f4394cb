"""The numbers of a directive (/api/v1/insight/)."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from ninja import Router

from vungxanh.apps.insight.api.schemas import DirectiveNumbers
from vungxanh.apps.insight.queries.course import Course, course
from vungxanh.apps.insight.queries.figures import Figures, UnitLine, figures, fingerprint
from vungxanh.apps.insight.queries.scope import Scope, scope_for
from vungxanh.apps.insight.queries.tallies import Tally
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.problems import NotAllowed

router = Router(tags=["insight"])


@router.get("/directives/{int:pk}", response=DirectiveNumbers, summary="Số liệu một văn bản / a directive's numbers")
def directive_numbers(
    request: HttpRequest, response: HttpResponse, pk: int, unit: str = ""
) -> dict[str, object] | HttpResponse:
    """Counts by level, sector, district, unit and task, and the course over time; `unit` narrows to a unit below.

    The ETag changes with any assignment and when one falls overdue; a matching If-None-Match is answered 304.
    """
    officer = getattr(request, "officer", None)
    if not isinstance(officer, Officer):
        raise NotAllowed(_("Tài khoản chưa được bổ nhiệm vào đơn vị nào."))
    scope = scope_for(officer, pk, at=clock.now(), unit_code=unit[:40])
    etag = _etag(scope)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _headed(HttpResponse(status=304), etag)
    _headed(response, etag)
    return _shown(figures(scope), course(scope))


def _etag(scope: Scope) -> str:
    """A weak tag: the moment of counting may differ while every number is the same."""
    parts = (scope.directive.pk, scope.officer.unit.code, scope.unit.code, clock.day_of(scope.at), *fingerprint(scope))
    return f'W/"{hashlib.blake2s(repr(parts).encode(), digest_size=12).hexdigest()}"'


def _headed(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _shown(found: Figures, went: Course) -> dict[str, object]:
    directive = found.scope.directive
    return {
        "id": directive.pk,
        "number": directive.number_and_symbol,
        "subject": directive.subject,
        "issued_at": directive.issued_at,
        "unit": found.scope.unit.code,
        "as_of": found.scope.at,
        "total": _counts(found.total),
        "levels": [{"name": level.value, "counts": _counts(tally)} for level, tally in found.levels.items()],
        "sectors": [{"name": name, "counts": _counts(tally)} for name, tally in found.sectors.items()],
        "districts": [
            {"code": line.unit.code, "name": line.unit.name, "counts": _counts(line.tally)} for line in found.districts
        ],
        "units": [_unit(line) for line in found.units],
        "tasks": [
            {"id": line.task.pk, "position": line.task.position, "text": line.task.text, "counts": _counts(line.tally)}
            for line in found.tasks
        ],
        "course": [
            {"on": on, "assigned": assigned, "reported": reported, "accepted": accepted}
            for on, assigned, reported, accepted in zip(
                went.days, went.assigned, went.reported, went.accepted, strict=True
            )
        ],
    }


def _unit(line: UnitLine) -> dict[str, Any]:
    unit = line.unit
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "district": line.district.code if line.district else None,
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "located": unit.latitude is not None and unit.longitude is not None,
        "counts": _counts(line.tally),
    }


def _counts(tally: Tally) -> dict[str, Any]:
    counts = tally.counts
    return {
        "total": counts.total,
        "base": tally.base,
        "not_started": counts.not_started,
        "doing": counts.doing,
        "reported": counts.reported,
        "accepted": counts.accepted,
        "closed": counts.closed,
        "late_open": counts.late_open,
        "late_done": counts.late_done,
        "on_time": counts.on_time,
        "share_done": tally.share_done,
    }
