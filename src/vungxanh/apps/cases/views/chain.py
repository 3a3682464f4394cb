"""The chain of transmission laid on time, narrowed by the address (chuỗi lây)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.forms.planner import DayForm
from vungxanh.apps.cases.models import Case, Class
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.cases.queries.facts import onset
from vungxanh.apps.cases.queries.lists import Wanted, cases
from vungxanh.apps.cases.queries.records import case_of
from vungxanh.apps.cases.queries.transmission import MOST, Asked, Drawing, Lane, drawing
from vungxanh.apps.cases.views import findings
from vungxanh.apps.cases.views.findings import number
from vungxanh.apps.cases.views.showing import Choices, place_asked, places_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.times import midnight
from vungxanh.kit import clock
from vungxanh.ui import formats
from vungxanh.ui.days import day_typed
from vungxanh.ui.svg import ChainLane, chain_chart

DAYS = (7, 14, 21, 28)
# As deep as any official policy goes; a deeper level is drawn, but not chosen by itself.
DEEPEST_CHOSEN = 5
MOST_CHOICES = 100
LONGEST_CODE = 24
_DAY_S = 86_400


@officer_required(policies.may_enter)
@require_safe
def chain(request: OfficerRequest) -> HttpResponse:
    """The drawing with its filters: case, level, ring, place, days."""
    officer, at = request.officer, clock.now()
    asked = _asked(request.GET, officer, clock.day_of(at))
    found = drawing(officer, asked, at=at)
    context = {
        "at": at,
        "asked": asked,
        "given": request.GET,
        "is_narrowed": asked != Asked(),
        "title": findings.of_chain(found.people) if found.people else "",
        "chain": _drawn(officer, asked, found, at) if found.lanes else "",
        "folded": ", ".join(f"F{level}" for level in found.folded),
        "most": MOST,
        "cases": _cases(officer, asked.case, at),
        "levels": [("", _("Mọi cấp")), *((level, f"F{level}") for level in range(DEEPEST_CHOSEN + 1))],
        "rings": [("", _("Mọi vòng")), *((k, _("Đến F%(n)d") % {"n": k}) for k in range(1, DEEPEST_CHOSEN + 1))],
        "day": DayForm(request.GET),
        "spells": [("", _("Mọi ngày")), *((days, _("%(n)d ngày qua") % {"n": days}) for days in DAYS)],
        "places": places_of(officer),
    }
    return render(request, "cases/pictures/chain.html", context)


def _asked(given: QueryDict, officer: Officer, today: date) -> Asked:
    """An unknown level, ring or number of days is as if not given; NotFound for a case of another place."""
    code, days = given.get("case", "")[:LONGEST_CODE], given.get("days", "")
    return Asked(
        place=place_asked(given, officer),
        case=case_of(officer, code) if code else None,
        level=_one_of(given.get("level", ""), range(DEEPEST_CHOSEN + 1)),
        ring=_one_of(given.get("ring", ""), range(1, DEEPEST_CHOSEN + 1)),
        since=today - timedelta(days=int(days) - 1) if days in map(str, DAYS) else None,
        on=day_typed(given.get("on", "")[:LONGEST_CODE]),
    )


def _one_of(text: str, known: range) -> int | None:
    return int(text) if text in map(str, known) else None


def _cases(officer: Officer, chosen: Case | None, at: datetime) -> Choices:
    """The newest cases of the place, and the chosen one, by code and who the officer may read."""
    rows = list(cases(officer, Wanted()).select_related("person").order_by("-entered_at", "id")[:MOST_CHOICES])
    if chosen and chosen not in rows:
        rows.insert(0, chosen)
    shown = faces(officer, [row.person for row in rows], at=at)
    return [("", _("Mọi ca")), *((row.code, f"{row.code} · {shown[row.person_id].name}") for row in rows)]


def _drawn(officer: Officer, asked: Asked, found: Drawing, at: datetime) -> SafeString:
    people = [lane.person for lane in found.lanes if lane.person]
    shown = faces(officer, people, at=at)
    begins = [min(lane.start, lane.joined or lane.start) for lane in found.lanes]
    first = clock.day_of(min(begins))
    days = (clock.day_of(max(max(lane.end, lane.at) for lane in found.lanes)) - first).days + 1
    own = policies.area(officer)
    named = {lane.key: _name(lane, shown) for lane in found.lanes}
    lanes = [_lane(lane, named, midnight(first), own, asked) for lane in found.lanes]
    return chain_chart(
        lanes,
        first,
        days,
        title=findings.of_chain(found.people),
        note=_("theo lúc tiếp xúc; mỗi người đứng dưới nguồn của mình"),
        head=[_("Người"), _("Cấp"), _("Từ"), _("Lúc"), _("Mức nguy cơ"), _("Số nguồn")],
        rows=list(_table(found, named)),
    )


def _lane(lane: Lane, named: Mapping[str, str], origin: datetime, own: str, asked: Asked) -> ChainLane:
    return ChainLane(
        lane.key,
        named[lane.key],
        lane.level,
        mark=_days(lane.at, origin),
        start=_days(lane.start, origin),
        end=_days(lane.end, origin),
        parent=lane.parent,
        joined=_days(lane.joined, origin) if lane.joined else None,
        href=_href(lane, own, asked),
        words=_words(lane, named),
        marks=tuple(
            (_days(midnight(day), origin) + 0.5, count, _folded(lane, asked, day)) for day, count in lane.by_day
        ),
        pale=lane.is_context,
        likely=lane.is_likely,
    )


def _days(at: datetime, origin: datetime) -> float:
    return (at - origin).total_seconds() / _DAY_S


def _name(lane: Lane, shown: Mapping[int, Face]) -> str:
    if lane.person:
        return shown[lane.person.pk].name
    of_case = f" · {lane.case.code}" if lane.case else ""
    return ngettext("%(n)s người", "%(n)s người", lane.count) % {"n": number(lane.count)} + of_case


def _href(lane: Lane, own: str, asked: Asked) -> str:
    """The record behind a lane, a folded level opened for its case; nothing for people of elsewhere."""
    if lane.person:
        return reverse("cases:person", args=[lane.person.pk]) if lane.person.path.startswith(own) else ""
    return _folded(lane, asked)


def _folded(lane: Lane, asked: Asked, day: date | None = None) -> str:
    """The next narrower drawing: of its case, then of a day; the list of the level where it can be no narrower."""
    query: dict[str, object] = {"level": lane.level}
    if asked.place:
        query["place"] = asked.place.code
    case = lane.case or asked.case
    if asked.on or (asked.case and day is None) or case is None:
        return f"{reverse('cases:people')}?{urlencode(query)}"
    query["case"] = case.code
    return f"{reverse('cases:chain')}?{urlencode(query | ({'on': f'{day:%d/%m/%Y}'} if day else {}))}"


def _words(lane: Lane, named: Mapping[str, str]) -> str:
    """When and from whom, as the list and the tip say it."""
    language = get_language() or "vi"
    parts = []
    if lane.by_day:
        first, last = (formats.day(lane.by_day[end][0], language) for end in (0, -1))
        parts.append(first if first == last else f"{first} – {last}")
    elif lane.level == 0 and lane.case:
        parts.append(_ill(lane))
    else:
        parts.append(f"{formats.local(lane.at):%d/%m %H:%M}")
    if lane.parent in named:
        source = _("có thể từ %(who)s") if lane.is_likely else _("từ %(who)s")
        parts.append(source % {"who": named[lane.parent]})
    if lane.sources > 1:
        parts.append(ngettext("%(n)d nguồn", "%(n)d nguồn", lane.sources) % {"n": lane.sources})
    if lane.is_context:
        parts.append(_("mắt xích ngoài bộ lọc"))
    return " · ".join(parts)


def _ill(lane: Lane) -> str:
    word = _("khởi phát %(day)s") if lane.case and onset(lane.case) else _("dương tính %(day)s")
    since = _("có thể lây từ %(day)s") % {"day": f"{formats.local(lane.start):%d/%m}"}
    return f"{word % {'day': f'{formats.local(lane.at):%d/%m}'}}, {since}"


def _table(found: Drawing, named: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    language = get_language() or "vi"
    for lane in found.lanes:
        risk = str(Class(lane.risk).label) if lane.risk else "–"
        moment = formats.moment(lane.joined or lane.at, language)
        sources = lane.sources or "–"
        yield named[lane.key], f"F{lane.level}", named.get(lane.parent, "–"), moment, risk, sources
