"""What waits for me, by deadline, and what I can do with it at once (việc của tôi)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries import orphans
from vungxanh.apps.work.queries.inbox import MANY, Box, Why, counts, inbox
from vungxanh.apps.work.queries.lists import followed
from vungxanh.apps.work.queries.receivers import NEXT_LEVELS
from vungxanh.apps.work.views.act_pages import PAGES
from vungxanh.apps.work.views.lines import Line, lines_of
from vungxanh.kit import clock
from vungxanh.kit.notices.queries import notices_of, unread_count
from vungxanh.kit.waiting import for_officer
from vungxanh.ui.addresses import address

PAGE_SIZE = 30
NEWEST_NOTICES = 5
FOLLOWED = "followed"

# Each segment of the page, and the sentence its empty page shows.
SEGMENTS: dict[str, tuple[str | Promise, str | Promise]] = {
    Box.ALL: (
        _("Chờ tôi"),
        _("Việc giao cho đơn vị, báo cáo chờ duyệt và đề nghị gia hạn sẽ hiện ở đây, việc gần hạn trước."),
    ),
    Box.MINE: (_("Giao riêng tôi"), _("Việc mà đơn vị phân công đích danh anh/chị sẽ hiện ở đây.")),
    Box.TO_ACCEPT: (_("Chờ tôi duyệt"), _("Báo cáo hoàn thành của các đơn vị được giao sẽ hiện ở đây.")),
    Box.EXTENSIONS: (_("Xin gia hạn"), _("Đề nghị gia hạn của các đơn vị được giao sẽ hiện ở đây.")),
    Box.OVERDUE: (_("Quá hạn"), _("Việc đã qua hạn mà chưa báo cáo sẽ hiện ở đây.")),
    FOLLOWED: (_("Tôi theo dõi"), _("Việc đơn vị đã giao cho nơi khác và chưa có báo cáo sẽ hiện ở đây.")),
}
MANAGER_ONLY = {Box.TO_ACCEPT, Box.EXTENSIONS, FOLLOWED}
MAIN_ACTS = {
    Why.TO_ACCEPT: Act.ACCEPT,
    Why.EXTENSION: Act.DECIDE_EXTENSION,
    Why.INFORMED: Act.ACKNOWLEDGE,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item: its line, why it is here, and the act that moves it on."""

    line: Line
    why: str | Promise
    act_label: str | Promise = ""
    act_url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The items that fall due in one stretch of time."""

    label: str | Promise
    items: Sequence[Waiting]


@officer_required
@require_safe
def home(request: OfficerRequest) -> HttpResponse:
    """The inbox: one segment, one page of it, grouped by deadline."""
    officer, at = request.officer, clock.now()
    may = policies.manages(officer)
    chosen = request.GET.get("box", Box.ALL)
    if chosen not in SEGMENTS or (chosen in MANAGER_ONLY and not may):
        chosen = Box.ALL.value
    waiting, before, after = _waiting(officer, chosen, request.GET.get("cursor", ""), at)
    numbers = counts(officer, at=at)
    unread = unread_count(officer.user.pk)
    context = {
        "groups": grouped(waiting, at),
        "total": numbers[Box.ALL],
        "late": numbers[Box.OVERDUE],
        "many": MANY,
        "segments": list(_segments(request, chosen, numbers, may)),
        "empty": SEGMENTS[chosen][1],
        "previous_url": address(request.GET, cursor=before) if before else "",
        "next_url": address(request.GET, cursor=after) if after else "",
        "may_accept": may and chosen in {Box.ALL, Box.TO_ACCEPT},
        "may_name": may and chosen in {Box.ALL, Box.OVERDUE},
        "may_cascade": may and chosen in {Box.ALL, Box.OVERDUE} and officer.unit.level in NEXT_LEVELS,
        "notices": notices_of(officer.user.pk).filter(read_at=None)[:NEWEST_NOTICES] if unread else [],
        "unread": unread,
        "orphans": orphans.count(officer),
        "elsewhere": for_officer(officer, at),
    }
    return render(request, "work/home.html", context)


def _waiting(officer: Officer, chosen: str, cursor: str, at: datetime) -> tuple[list[Waiting], str, str]:
    if chosen == FOLLOWED:
        given = followed(officer, cursor=cursor, size=PAGE_SIZE)
        lines = lines_of(given.items, at)
        return [Waiting(line, _("Đơn vị đã giao")) for line in lines], given.previous, given.next
    found = inbox(officer, at=at, box=Box(chosen), cursor=cursor, size=PAGE_SIZE)
    lines = lines_of([item.assignment for item in found.items], at)
    waiting = [_item(line, item.why, officer) for line, item in zip(lines, found.items, strict=True)]
    return waiting, found.previous, found.next


def _item(line: Line, why: Why, officer: Officer) -> Waiting:
    act = MAIN_ACTS.get(why, Act.PROGRESS)
    untouched = line.assignment.state == State.NOT_STARTED
    if act is Act.PROGRESS and untouched and policies.manages(officer) and officer.unit.level in NEXT_LEVELS:
        act = Act.CASCADE
    return Waiting(line, why.label, PAGES[act].label, reverse("work:act", args=[line.assignment.pk, act.value]))


def _segments(request: OfficerRequest, chosen: str, numbers: dict[Box, int], may: bool) -> Iterator[dict[str, object]]:
    gives = request.officer.unit.level in NEXT_LEVELS
    for key, (label, _told) in SEGMENTS.items():
        count = numbers.get(Box(key)) if key != FOLLOWED else None
        if key not in {chosen, Box.ALL} and not _is_shown(key, count, gives, may=may):
            continue
        shown = "" if count is None else f" ({count if count < MANY else f'{MANY - 1}+'})"
        url = address(request.GET, box="" if key == Box.ALL else key)
        yield {"label": f"{label}{shown}", "url": url, "active": key == chosen}


def _is_shown(key: str, count: int | None, gives: bool, *, may: bool) -> bool:
    """Segments that hold something; what a unit gives and accepts also when it stands above others."""
    if key in MANAGER_ONLY and not may:
        return False
    return bool(count) or (gives and key in {Box.TO_ACCEPT, FOLLOWED})


def grouped(waiting: Iterable[Waiting], at: datetime) -> list[Group]:
    """The items by when they fall due, in the order they come; the week ends on Sunday."""
    today = clock.day_of(at)
    sunday = today + timedelta(days=6 - today.weekday())
    late, none = _("Quá hạn"), _("Không có thời hạn")

    def label(each: Waiting) -> str | Promise:
        due = each.line.assignment.due_at
        if due is None:
            return none
        return late if due < at else _stretch(clock.day_of(due), today, sunday)

    return list(_groups(waiting, label))


def _stretch(day: date, today: date, sunday: date) -> str | Promise:
    if day == today:
        return _("Hôm nay")
    return _("Tuần này") if day <= sunday else _("Sau tuần này")


def _groups(waiting: Iterable[Waiting], label: Callable[[Waiting], str | Promise]) -> Iterator[Group]:
    groups: dict[str, list[Waiting]] = {}
    for each in waiting:
        groups.setdefault(str(label(each)), []).append(each)
    return (Group(name, items) for name, items in groups.items())
