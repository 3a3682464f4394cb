"""Where people stand, commune by commune, each dot opening its list (bản đồ ca bệnh và người tiếp xúc)."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.queries.pictures import CommuneCount, around, standings_by_commune
from vungxanh.apps.cases.views import findings
from vungxanh.apps.cases.views.findings import number
from vungxanh.apps.cases.views.mapping import Marked, map_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer

BREAKS = (10, 20, 50, 100)
_HIDING = gettext_lazy("%(which)s theo xã đang ở; dưới 5 người không hiện số")


def people_map(
    officer: Officer, *, level: int | None = None, place: Unit | None = None, plain: bool = False
) -> SafeString | str:
    """Cases and contacts by commune; a single commune stands among the others of its district, without their numbers.

    Nothing for a place without communes. `plain`, for working lists, shows small numbers to who reads identities.
    """
    rows = standings_by_commune(officer, level=level, place=place, plain=plain)
    if not rows:
        return ""
    which = _("ca bệnh và người tiếp xúc") if level is None else f"F{level}"
    beside = around(rows[0].unit) if len(rows) == 1 else []
    told = _("%(which)s theo xã đang ở") if plain and policies.counts_plainly(officer) else _HIDING
    note = told % {"which": which}
    listed = reverse("cases:people") + ("?place=" if level is None else f"?level={level}&place=")
    return map_of(
        [_marked(row, listed) for row in rows] + [Marked(unit, 0.0, pale=True) for unit in beside],
        title=_of_one(rows[0]) if beside else findings.of_communes(rows),
        note=note,
        unit="",
        breaks=BREAKS,
        area=_("dân số"),
        pale=_("xã khác trong huyện") if beside else _("không có ai"),
    )


def _of_one(row: CommuneCount) -> str:
    told = _("dưới 5 người") if row.count is None else _people(row.count)
    return _("%(name)s: %(told)s đang được theo dõi hoặc điều trị") % {"name": row.unit.name, "told": told}


def _people(count: int) -> str:
    return ngettext("%(n)s người", "%(n)s người", count) % {"n": number(count)}


def _marked(row: CommuneCount, listed: str) -> Marked:
    return Marked(
        row.unit,
        None if row.count is None else float(row.count),
        _("ẩn") if row.count is None else _people(row.count),
        listed + row.unit.code,
        pale=row.count == 0,
    )
