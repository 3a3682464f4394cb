"""Case work of today for this officer: whom to follow up, the likeliest first (trang đầu truy vết)."""

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.queries import alike, days
from vungxanh.apps.cases.queries.days import DayCounts, Part
from vungxanh.apps.cases.queries.figures import figures, told
from vungxanh.apps.cases.views.filters import in_treatment_url
from vungxanh.apps.cases.views.lines import CheckLine, check_lines, symptom_boxes
from vungxanh.apps.cases.views.people_map import people_map
from vungxanh.apps.cases.views.showing import or_too_few, place_asked, places_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.queries.places import place_of
from vungxanh.core.casework.small_numbers import all_shown, shown
from vungxanh.kit import clock
from vungxanh.ui import formats
from vungxanh.ui.addresses import address

PAGE_SIZE = 30
_LONGEST_COUNT = 9
FIGURES = ("active_cases", "following", "done_today", "due_today", "overdue")
PARTS: dict[Part, tuple[str | Promise, str | Promise, str | Promise]] = {
    Part.DUE: (
        _("Hôm nay"),
        _("Không còn ai cần theo dõi hôm nay"),
        _("Người đang được theo dõi sẽ hiện ở đây mỗi sáng, người có triệu chứng và khả năng nhiễm cao trước."),
    ),
    Part.MISSED: (
        _("Còn sót"),
        _("Không còn sót ngày nào"),
        _("Lần theo dõi của những ngày trước mà chưa ghi sẽ hiện ở đây. Ghi muộn không kéo dài cách ly."),
    ),
    Part.ILL: (
        _("Có triệu chứng"),
        _("Không ai đang có triệu chứng"),
        _("Người mà lần khai gần nhất là có triệu chứng sẽ hiện ở đây, cho đến khi khai khỏe lại."),
    ),
    Part.DONE: (_("Đã ghi"), _("Hôm nay chưa ghi ai"), _("Kết quả đã ghi trong ngày sẽ hiện ở đây, sửa lại được.")),
}


@officer_required(policies.may_enter)
@require_safe
def home(request: OfficerRequest) -> HttpResponse:
    """One part of the day's checks, a page of it, with the figures of the place."""
    officer, at = request.officer, clock.now()
    today, place = clock.day_of(at), place_asked(request.GET, officer)
    asked = request.GET.get("part", "")
    part = Part(asked) if asked in list(Part) else Part.DUE
    cursor = request.GET.get("cursor", "")
    found, few = or_too_few(lambda: days.checks_of(officer, today, part, place=place, cursor=cursor, size=PAGE_SIZE))
    known, plain = figures(officer, today), policies.counts_plainly(officer)
    figures_told = told(officer, known)
    counts = days.counts_of(officer, today, place=place) if place else known.day
    context = {
        "area": place_of(officer.unit),
        "today": today,
        "lines": check_lines(officer, found.items, at=at, today=today),
        "parts": parts_of(request.GET, counts, part, plain=plain),
        "few": few,
        "part": part.value,
        "empty": PARTS[part],
        "counts": {each.value: count for each, count in counted(counts, plain=plain).items()},
        "figures": {name: _number(getattr(figures_told, name)) for name in FIGURES},
        "is_overdue": known.overdue > 0,
        "treated_url": in_treatment_url(),
        "f1": _number(figures_told.by_level.get(1, 0)),
        "places": places_of(officer),
        "place": place,
        "alike": _counted_to(alike.MOST_COUNTED, alike.count(officer)),
        "map": people_map(officer, place=place, plain=True),
        "may_follow": officer.has(Role.HEALTH_OFFICER),
        "decides": policies.decides(officer),
        "symptoms": symptom_boxes(),
        "previous_url": address(request.GET, cursor=found.previous) if found.previous else "",
        "next_url": address(request.GET, cursor=found.next) if found.next else "",
        "print_url": address(request.GET, reverse("cases:day_print"), part=""),
    }
    return render(request, "cases/home.html", context)


@officer_required(policies.may_enter)
@require_safe
def day_print(request: OfficerRequest) -> HttpResponse:
    """A part of the day's list on A4, with room to write; `after` says how many were printed before it."""
    officer, at = request.officer, clock.now()
    today, place = clock.day_of(at), place_asked(request.GET, officer)
    found = days.printed(officer, today, place=place, cursor=request.GET.get("cursor", ""))
    people = _by_person(check_lines(officer, found.checks, at=at, today=today))
    asked = request.GET.get("after", "")
    before = int(asked) if request.GET.get("cursor") and asked.isdecimal() and len(asked) < _LONGEST_COUNT else 0
    last = before + len(people)
    context = {
        "area": place or place_of(officer.unit),
        "today": today,
        "at": at,
        "people": people,
        "before": before,
        "last": last,
        "total": max(found.people, last),
        "next_url": address(request.GET, cursor=found.next, after=str(last)) if found.next else "",
    }
    return render(request, "cases/day_print.html", context)


def _by_person(lines: list[CheckLine]) -> list[list[CheckLine]]:
    """The checks of a day by person, in the order given: who is checked twice stands once, with two lines to fill."""
    found: dict[int, list[CheckLine]] = {}
    for line in lines:
        found.setdefault(line.check.plan_id, []).append(line)
    return list(found.values())


def counted(counts: DayCounts, *, plain: bool) -> Mapping[Part, int | None]:
    """How many stand in each part; unless `plain`, small numbers are hidden, due and done beside their sum."""
    each = {part: counts.of(part) for part in Part}
    if plain:
        return each
    return {part: shown(count) for part, count in each.items()} | all_shown(
        {part: each[part] for part in (Part.DUE, Part.DONE)}
    )


def _number(count: int | None) -> str:
    """As the page writes it; what is hidden in a word."""
    return gettext("ẩn") if count is None else formats.number(count, get_language() or "vi")


def _counted_to(most: int, count: int) -> str:
    """As the page writes what is counted only so far; nothing where there is none."""
    if count > most:
        return gettext("hơn %(n)s") % {"n": _number(most)}
    return _number(count) if count else ""


def parts_of(asked: QueryDict, counts: DayCounts, chosen: Part, *, plain: bool = True) -> list[dict[str, object]]:
    """The parts of the day with how many stand in each, as the address asks for them."""
    numbers = counted(counts, plain=plain)
    return [
        {
            "label": f"{label} ({_number(numbers[part])})",
            "url": address(asked, reverse("cases:home"), part="" if part is Part.DUE else part.value),
            "active": part is chosen,
        }
        for part, (label, _title, _told) in PARTS.items()
    ]
